"""Borders of a permit's period: where work must stop although the permit is not over."""

from __future__ import annotations

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
