"""docs/testing.md names every folder of the tests, and every command that tests something."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT, page


def test_every_folder_of_the_tests_is_named() -> None:
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert [name for name in sorted(folders) if name not in page("docs/testing.md")] == []


def test_every_command_that_tests_stands_in_its_table() -> None:
    help_of = dict(re.findall(r"^([a-z]+):.*?## (.*)$", page("Makefile"), flags=re.MULTILINE))
    described = set(re.findall(r"^\| `make ([a-z]+)` \|", page("docs/testing.md"), flags=re.MULTILINE))
    assert described == help_of.keys() - {"help", "run", "lock", "release"}
