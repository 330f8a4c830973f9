"""Each program that the Makefile starts can be started so."""

from __future__ import annotations

import re
import subprocess

import pytest

from config.settings import ROOT

RECIPES = re.findall(r"^\t@(.*-m (?:tests|benchmarks)[\w.]*)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_there_are_such_programs() -> None:
    assert {recipe.split("-m ")[1] for recipe in RECIPES} == {"benchmarks", "tests.chaos.many", "tests.mutants"}


@pytest.mark.parametrize("recipe", RECIPES)
def test_it_tells_how_it_is_used(recipe: str) -> None:
    told = subprocess.run(f"{recipe} --help", shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0 and "Usage:" in told.stdout, told.stderr
