"""Where a check of the code is switched off for a line, the line says why; where no check reads it, it is not there."""

from __future__ import annotations

import re
import subprocess

from config.root import ROOT

OFF = re.compile(r"# (noqa|type: ignore)\b")
WITH_A_REASON = re.compile(r"# (noqa: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* - |type: ignore\[[a-z-]+(, [a-z-]+)*\]  # )\S")


def lines() -> list[tuple[str, str]]:
    """(file, line) of every line of ours on which a check is off."""
    listed = subprocess.run(
        ["git", "grep", "-nE", OFF.pattern, "--", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = (line.partition(":") for line in listed.stdout.splitlines())
    return [(name, rest) for name, _, rest in found if not name.endswith("test_exceptions.py")]


def test_each_check_that_is_off_says_why() -> None:
    found = lines()
    assert len(found) > 10
    assert [line for line in found if not WITH_A_REASON.search(line[1])] == []


def test_no_line_of_the_tests_speaks_to_the_type_checker_which_does_not_read_them() -> None:
    assert [line for line in lines() if line[0].startswith("tests/") and "type: ignore" in line[1]] == []
