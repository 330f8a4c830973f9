"""Borders of a permit's period: where work must stop although the permit is not over."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from anhe import PLANT, RULES, at
from hypothesis import given
from hypothesis import strategies as st

from rules.borders import Stretch, barred, next_border
from rules.calendar import Span


def stretch(kind: str, level: str, start: str, end: str, *, upgraded: bool = False) -> Stretch:
    return Stretch(kind, RULES.level(kind, level), Span(at(start), at(end)), upgraded)


DAY, TO_NIGHT = ("2026-11-25T09:00", "2026-11-25T17:00"), ("2026-11-25T14:00", "2026-11-25T22:00")
THREE_DAYS = ("2026-11-25T08:00", "2026-11-28T08:00")
INTO_SATURDAY = ("2026-11-27T21:00", "2026-11-28T05:00")


@pytest.mark.parametrize(
    ("kind", "level", "period", "upgraded", "border", "words"),
    [
        ("hot_work", "first", DAY, False, None, ""),
        ("hot_work", "first", TO_NIGHT, False, "2026-11-25T20:00", "夜间"),
        ("hot_work", "first", TO_NIGHT, True, None, ""),
        ("hot_work", "second", THREE_DAYS, False, "2026-11-25T18:00", "18:00"),
        ("lifting", "third", INTO_SATURDAY, True, None, ""),
        ("temp_power", "none", TO_NIGHT, False, None, ""),
        ("confined_space", "none", TO_NIGHT, False, "2026-11-25T20:00", "夜间"),
    ],
)
def test_the_next_border_and_its_words(
    kind: str, level: str, period: tuple[str, str], upgraded: bool, border: str | None, words: str
) -> None:
    found = next_border(stretch(kind, level, *period, upgraded=upgraded), RULES, PLANT.zone, at(period[0]))
    assert (found.at if found else None) == (at(border) if border else None)
    assert words in (found.words if found else "")


def test_a_rest_day_begins_at_midnight() -> None:
    job = stretch("hot_work", "first", "2026-11-27T22:00", "2026-11-28T05:00")
    found = next_border(job, RULES, PLANT.zone, at("2026-11-27T23:00"))
    assert found is not None and found.at == at("2026-11-28T00:00") and "公休日" in found.words


@given(st.integers(0, 72 * 60))
def test_work_is_barred_from_its_border_on_and_only_there(minutes: int) -> None:
    job = stretch("hot_work", "second", *THREE_DAYS)
    now = job.period.start + (job.period.end - job.period.start) * minutes / (72 * 60)
    allowed = 8 <= now.hour < 18 and now < at("2026-11-28T08:00")
    assert (barred(job, RULES, PLANT.zone, now) == "") == allowed
    border = next_border(job, RULES, PLANT.zone, now)
    if border is not None and allowed:
        assert barred(job, RULES, PLANT.zone, border.at) != ""


EVENING = stretch("hot_work", "first", *TO_NIGHT)
DAYS = stretch("hot_work", "second", *THREE_DAYS)


@pytest.mark.parametrize(
    ("job", "now", "words"),
    [
        (EVENING, "2026-11-25T19:59", ""),
        (EVENING, "2026-11-25T20:00", "夜间（20:00–08:00），本票没有按此升级审批：请另办票"),
        (stretch("hot_work", "first", *TO_NIGHT, upgraded=True), "2026-11-25T20:00", ""),
        (DAYS, "2026-11-25T18:00", "现在不在当天作业时段：请等到 08:00"),
        (DAYS, "2026-11-26T07:59", "现在不在当天作业时段：请等到 08:00"),
        (DAYS, "2026-11-26T08:00", ""),
        (DAYS, "2026-11-28T08:00", "作业时段已过：请重新办票"),
        (EVENING, "2026-11-25T22:00", "作业时段已过：请重新办票"),
    ],
)
def test_who_may_not_work_now_reads_why(job: Stretch, now: str, words: str) -> None:
    assert barred(job, RULES, PLANT.zone, at(now)) == words


def test_a_border_that_is_reached_is_no_next_one() -> None:
    upgraded = stretch("hot_work", "second", *THREE_DAYS, upgraded=True)
    found = next_border(upgraded, RULES, PLANT.zone, at("2026-11-25T18:00"))
    assert found is not None and found.at == at("2026-11-26T18:00")
    assert next_border(EVENING, RULES, PLANT.zone, at("2026-11-25T20:00")) is None


def test_a_period_that_ends_at_the_border_has_none() -> None:
    to_eight = stretch("hot_work", "first", "2026-11-25T14:00", "2026-11-25T20:00")
    assert next_border(to_eight, RULES, PLANT.zone, at("2026-11-25T15:00")) is None


@pytest.fixture(params=["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def far_away(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine is set to a zone at the other end of the day."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_away")
def test_the_machines_own_zone_has_no_part_in_a_border() -> None:
    found = next_border(EVENING, RULES, PLANT.zone, at("2026-11-25T19:00"))
    assert found is not None and found.at == at("2026-11-25T20:00")
    days = next_border(DAYS, RULES, PLANT.zone, at("2026-11-25T08:30"))
    assert days is not None and (days.at, days.words) == (at("2026-11-25T18:00"), "当天作业时段到 18:00")
    assert barred(DAYS, RULES, PLANT.zone, at("2026-11-28T07:59")) == "作业时段已过：请重新办票"
