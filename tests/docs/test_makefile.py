"""Each program that the Makefile starts can be started so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import servers

from config.root import ROOT

RECIPES = re.findall(r"^\t@(.*-m (?:tests|benchmarks)[\w.]*)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_there_are_such_programs() -> None:
    assert {recipe.split("-m ")[1] for recipe in RECIPES} == {"benchmarks", "tests.chaos.many", "tests.mutants"}


@pytest.mark.parametrize("recipe", RECIPES)
def test_it_tells_how_it_is_used(recipe: str) -> None:
    told = subprocess.run(f"{recipe} --help", shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0 and "Usage:" in told.stdout, told.stderr


@pytest.mark.skipif(not any((Path(each) / "useradd").exists() for each in servers.SYSTEM), reason="no useradd here")
def test_the_tests_find_what_makes_an_account_for_postgresql_on_a_bare_path() -> None:
    """Every test on PostgreSQL begins with this PATH too (`servers.postgres_server`)."""
    assert shutil.which("useradd", path=os.pathsep.join(servers.BARE)) is None
    assert shutil.which("useradd", path=servers.PATH)
