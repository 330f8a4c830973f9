"""When a report is like an open hazard, and who is asked about it (hazards.md §2.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rules.hazards.likeness import Like, Report, alike, repeated
from rules.prints import Print

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
HERE, NEAR, FAR = (121.0, 32.0), (121.0, 32.0002), (121.0, 32.001)
FIRST = Report("YH-1", NOW, "sewage", "ELEC", "general", "2 号配电箱门坏了", "box", HERE, frozenset({"a"}))
FADED = replace(FIRST, code="", point=None, pictures=frozenset(), prints=(Print("a", "0" * 16, "f" * 16),))
LATER = NOW + timedelta(minutes=20)
OTHER_WORDS, SHOT = "插座烧黑", (Print("b", "0" * 15 + "7", "f" * 16),)


def compared(other: Report, **differs: object) -> tuple[Like, ...]:
    mine = replace(other, number="YH-2", **{"found_at": LATER, "pictures": frozenset({"b"}), "prints": (), **differs})
    return alike(mine, [other])


@pytest.mark.parametrize(
    ("other", "differs", "asked"),
    [
        # The same machine, or a few steps away, and the same category: the reporter, whatever he wrote and shot.
        (FIRST, {}, "reporter"),
        (FIRST, {"words": OTHER_WORDS, "point": None}, "reporter"),
        (FIRST, {"code": "", "point": NEAR, "words": OTHER_WORDS}, "reporter"),
        (FIRST, {"code": "", "point": NEAR, "found_at": NOW + timedelta(days=6)}, "reporter"),
        (FIRST, {"code": "", "point": NEAR, "found_at": NOW + timedelta(days=8)}, ""),
        (FIRST, {"code": "", "point": FAR, "words": OTHER_WORDS}, ""),
        # The same picture alone, however old.
        (FIRST, {"code": "", "point": FAR, "area": "util", "category": "FIRE", "pictures": {"a"}}, "reporter"),
        (FIRST, {"pictures": {"a"}, "found_at": NOW + timedelta(days=60)}, "reporter"),
        # The same area, category and words; with words of his own, only a picture that looks the same.
        (FADED, {}, "office"),
        (FADED, {"words": OTHER_WORDS, "prints": SHOT}, "office"),
        (FADED, {"words": OTHER_WORDS, "prints": ()}, ""),
        (FADED, {"words": OTHER_WORDS, "prints": SHOT, "category": "FIRE"}, ""),
        (FADED, {"prints": SHOT}, "reporter"),
        (FADED, {"found_at": NOW + timedelta(days=2)}, ""),
        # What nobody could name is not of the same category.
        (replace(FADED, category=""), {}, ""),
        # Never another machine's, nor of another grade where one is major.
        (FIRST, {"code": "pump", "pictures": {"a"}}, ""),
        (FIRST, {"grade": "major", "pictures": {"a"}}, ""),
    ],
)
def test_who_is_asked_whether_it_is_the_same(other: Report, differs: dict[str, object], asked: str) -> None:
    found = compared(other, **differs)
    assert [each.same for each in found] == {"": [], "office": [False], "reporter": [True]}[asked]
    if found:
        assert found[0].reasons and (asked == "reporter" or 0.55 <= found[0].score < 0.75)


def test_a_closed_one_is_no_duplicate_but_comes_again() -> None:
    closed = replace(FIRST, closed_at=NOW)
    assert compared(closed, closed_at=None) == ()
    again = replace(FIRST, number="YH-2", found_at=NOW + timedelta(days=30), pictures=frozenset())
    assert (found := repeated(again, [closed])) and found.number == "YH-1"
    assert repeated(replace(again, found_at=NOW + timedelta(days=91)), [closed]) is None
