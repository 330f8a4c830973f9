"""The changes made on purpose: what is drawn, how a change is told, how its end is read, and what was judged."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.mutants import verdicts
from tests.mutants.changes import Change, change, drawn
from tests.mutants.rooms import ROOMS
from tests.mutants.running import settings
from tests.mutants.verdicts import JUDGED, Judgement

COPIES = """
def x_lost__mutmut_orig(day):
    found = day > 1
    return found

def x_lost__mutmut_1(day):
    found = day >= 1
    return found

class Job:
    def xǁJobǁholders__mutmut_orig(self, role):
        return role

    def xǁJobǁholders__mutmut_12(self, role, most=2):
        return role
"""
LATER = Change("rules.posts.lost", "found = day > 1", "found = day >= 1")


def test_the_same_code_gives_the_same_sample() -> None:
    names = [f"handlers.asks.x_ask__mutmut_{number}" for number in range(50)]
    assert drawn(names, 3) == drawn(names[::-1], 3)
    assert [name.rpartition("_")[2] for name in drawn(names, 3)] == ["15", "35", "6"]


def test_a_change_is_told_by_its_function_and_its_lines() -> None:
    assert change(COPIES, "rules.posts.x_lost__mutmut_1") == LATER
    told = change(COPIES, "rules.job.xǁJobǁholders__mutmut_12")
    assert told == Change("rules.job.Job.holders", "def holders(self, role):", "def holders(self, role, most=2):")


def test_only_a_failed_test_kills(tmp_path: Path) -> None:
    codes = {"a": 1, "b": 0, "c": -24, "d": 36, "e": 33, "f": None, "g": -11, "h": 1}
    (tmp_path / "rules" / "deep").mkdir(parents=True)
    (tmp_path / "rules" / "deep" / "x.py.meta").write_text(json.dumps({"exit_code_by_key": codes}))
    ends = verdicts.read(tmp_path, "rules")
    assert [ends[name] for name in "abcdefgh"] == [
        "killed",
        "survived",
        "out of time",
        "out of time",
        "no test",
        "not tried",
        "odd end",
        "killed",
    ]
    assert verdicts.share(ends.values()) == 0.25


def test_a_survivor_that_nobody_judged_is_new_and_a_killed_ones_judgement_is_needless() -> None:
    gone = Change("rules.posts.lost", "a", "b")
    known = [Judgement(LATER, "the same"), Judgement(gone, "the same")]
    found = {"x_1": LATER, "x_2": Change("rules.posts.lost", "found = day > 1", "found = None")}
    assert list(verdicts.unjudged(found, known)) == ["x_2"]
    assert verdicts.needless(found.values(), known) == [known[1]]


def test_a_judgement_gives_its_reason() -> None:
    told = "rules.posts.lost:\n  - {why: the same, was: a, becomes: [b, c]}\n"
    assert [(each.change.after, each.why) for each in verdicts.judgements(told)] == [
        ("b", "the same"),
        ("c", "the same"),
    ]
    with pytest.raises(KeyError, match="why"):
        verdicts.judgements("rules.posts.lost:\n  - {was: a, becomes: [b]}\n")


def test_every_kept_judgement_has_its_reason_and_stands_once() -> None:
    known = verdicts.judgements(JUDGED.read_text())
    assert known and all(each.why.strip() for each in known)
    assert len({each.change for each in known}) == len(known)


def test_mutmut_is_told_the_room_its_tests_and_what_stands_beside_it() -> None:
    told = tomllib.loads(settings(ROOMS["handlers"], ["bot", "wsgi.py"]))["tool"]["mutmut"]
    assert told["source_paths"] == ["handlers"] and told["also_copy"] == ["bot", "wsgi.py"]
    assert told["pytest_add_cli_args_test_selection"] == ["tests/handlers", "tests/flows"]
