"""When rounds fall due, and how what was looked at is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from anhe import ANHE, PLANT, RULES
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import kind_of
from rules.patrols.cycles import next_due
from rules.patrols.life import Count, counted, ended_as
from rules.patrols.measures import Measure
from rules.patrols.plans import Plan, cycle_words, plans, title

NOW = datetime(2026, 11, 25, 8, 10, tzinfo=PLANT.zone)


def plan(**changes: object) -> Plan:
    like = Measure("M", "看", "shift_foreman", 4, "hours", time(8))
    return Plan("k", "ws3", "shift_foreman", replace(like, **changes), date(2026, 11, 1), ())


def begins(each: Plan, times: int, after: datetime = NOW) -> list[str]:
    found = []
    for _ in range(times):
        span = next_due(each, after, RULES)
        assert span is not None
        after = span.start
        found.append(f"{after:%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["11-25 12:00", "11-25 16:00", "11-25 20:00", "11-26 00:00"]),
        ({"between": (time(8), time(20))}, ["11-25 12:00", "11-25 16:00", "11-26 08:00", "11-26 12:00"]),
        ({"between": (time(20), time(8))}, ["11-25 20:00", "11-26 00:00", "11-26 04:00", "11-26 20:00"]),
        ({"unit": "days", "cycle": 1, "days": "workday"}, ["11-26 08:00", "11-27 08:00", "11-30 08:00", "12-01 08:00"]),
        ({"unit": "days", "cycle": 1, "days": "rest"}, ["11-28 08:00", "11-29 08:00", "12-05 08:00", "12-06 08:00"]),
        # Sunday the 29th moves on to Monday.
        ({"unit": "days", "cycle": 7, "days": "workday"}, ["11-30 08:00", "12-07 08:00", "12-14 08:00", "12-21 08:00"]),
        # New Year's Day is a holiday; its round comes on the first workday after it.
        ({"unit": "months", "cycle": 1, "days": "workday"}, ["12-01 08:00", "01-04 08:00", "02-01 08:00"]),
        ({"unit": "years", "cycle": 1}, ["11-01 08:00", "11-01 08:00"]),
    ],
)
def test_rounds_fall_due_by_their_cycle_and_days(changes: dict[str, object], expected: list[str]) -> None:
    assert begins(plan(**changes), len(expected)) == expected


@given(
    unit=st.sampled_from(["hours", "days", "months", "years"]),
    cycle=st.integers(1, 30),
    days=st.sampled_from(["every", "workday", "rest"]),
    after=st.integers(0, 400 * 24),
)
def test_the_next_round_is_the_next_whatever_the_moment(unit: str, cycle: int, days: str, after: int) -> None:
    each = plan(unit=unit, cycle=cycle, days=days)
    moment = NOW + timedelta(hours=after)
    span = next_due(each, moment, RULES)
    assert span is not None
    assert span.start > moment
    assert days == "every" or (kind_of(span.start.date(), RULES).kind == "workday") == (days == "workday")
    between = moment + (span.start - moment) / 2
    assert next_due(each, between, RULES) == span


def test_a_round_has_the_points_of_one_post_and_cycle_in_the_order_of_the_file() -> None:
    [first, *_] = plans(ANHE.measures, PLANT)
    assert title(first, PLANT) == "储运车间当班班长，每 4 小时"
    assert [stop.point.id for stop in first.stops] == ["FX-T101", "FX-P102", "FX-LPG"]
    assert [len(stop.lines) for stop in first.stops] == [2, 1, 1]
    assert cycle_words(plan(unit="months", cycle=1, days="workday").like) == "每月（只在工作日）"


def test_coverage_leaves_out_what_is_out_of_service_and_never_rounds_up() -> None:
    count = counted(["normal"] * 198 + ["hazard", "missed", "idle", None])
    assert count == Count(202, 199, 1, 1, 1)
    assert count.percent == 99
    assert counted(["idle", "idle"]).percent is None
    assert (ended_as(counted(["idle"])), ended_as(counted(["normal", "idle"])), ended_as(count)) == (
        "idle",
        "done",
        "missed",
    )
