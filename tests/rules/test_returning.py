"""Who begins anew in his place: who comes, goes elsewhere, or was away for a year or more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from anhe import PLANT

from rules.plant import Leave
from rules.staff.events import Kind
from rules.staff.returning import begins_anew, long_leave, place_of
from rules.staff.standing import FOR_GOOD

HERE, THERE = "maint/welder", "ws3/welder"
LEFT = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("kind", "on", "was", "now", "left", "anew"),
    [
        ("joined", LEFT, "", HERE, None, True),
        ("moved", LEFT, HERE, THERE, None, True),
        ("moved", LEFT, HERE, HERE, None, False),
        ("left", LEFT, HERE, HERE, None, False),
        ("returned", LEFT, HERE, HERE, LEFT, False),
        ("returned", date(2027, 11, 24), HERE, HERE, LEFT, False),
        ("returned", date(2027, 11, 25), HERE, HERE, LEFT, True),
        ("joined", date(2027, 11, 24), HERE, HERE, LEFT, False),
        ("joined", date(2027, 11, 25), HERE, HERE, LEFT, True),
        ("returned", date(2026, 11, 26), HERE, THERE, LEFT, True),
        # He had come back long since: a move in the same place says nothing.
        ("moved", date(2028, 1, 1), HERE, HERE, LEFT, False),
        ("returned", date(2026, 11, 26), HERE, HERE, None, False),
        ("joined", date(2026, 11, 26), "", HERE, LEFT, True),
    ],
)
def test_who_begins_anew(kind: Kind, on: date, was: str, now: str, left: date | None, anew: bool) -> None:
    assert begins_anew(kind, on, was, now, left) is anew


@pytest.mark.parametrize(
    ("first", "last", "since"),
    [
        (date(2025, 11, 25), date(2026, 11, 24), date(2026, 11, 25)),
        (date(2025, 11, 25), date(2026, 11, 23), None),
        (date(2025, 11, 25), date(2027, 3, 1), date(2026, 11, 25)),
        (date(2025, 11, 26), date(2027, 3, 1), None),
        (date(2024, 2, 29), date(2025, 2, 27), date(2025, 2, 28)),
        (date(2020, 1, 1), FOR_GOOD, None),
    ],
)
def test_a_leave_of_a_year_or_more_by_today(first: date, last: date, since: date | None) -> None:
    person = replace(PLANT.person("U34"), leave=(Leave(LEFT, LEFT + timedelta(3), "事假"), Leave(first, last, "病假")))
    assert long_leave(person, LEFT) == since


def test_a_place_is_department_and_posts_in_any_order() -> None:
    person = replace(PLANT.person("U34"), department="maint", posts=("welder", "guardian"))
    assert place_of(person) == place_of(replace(person, posts=("guardian", "welder"))) == "maint/guardian/welder"
