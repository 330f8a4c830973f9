"""Figures of hazards, by hazards.md §4: what counts, in which order, with which interval."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.hazards import figures
from rules.hazards.fame import Item, Tally, ranked, tallies
from rules.hazards.figures import Counted, Look, Period

START = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
NOVEMBER = Period(START, START + 30 * DAY)


def hazard(name: str = "A", came: float = 1, due: float = 4, closed: float | None = 3, **more: object) -> Counted:
    """Moments as days of the month."""
    end = None if closed is None else START + closed * DAY
    until = START + due * DAY
    return replace(Counted(name, START + came * DAY, START + came * DAY, until, until, end), **more)


def test_08_none_of_twenty_may_still_be_13_9_percent() -> None:
    none = figures.share(0, 20)
    assert none.most is not None and round(none.most * 100, 1) == 13.9
    assert figures.share(1, 20).most is None


@pytest.mark.parametrize(("hits", "n", "low", "high"), [(8, 20, 21.9, 61.3), (1, 10, 1.8, 40.4), (10, 10, 72.2, 100)])
def test_intervals_are_those_of_wilson(hits: int, n: int, low: float, high: float) -> None:
    found = figures.share(hits, n)
    assert (round(found.low * 100, 1), round(found.high * 100, 1)) == (low, high)


def test_fewer_than_five_say_no_percent() -> None:
    assert figures.share(2, 4).rate is None and figures.share(2, 4).n == 4


def test_due_is_what_falls_due_in_the_period_or_was_open_when_it_began() -> None:
    before = hazard("before", came=-9, due=-5, closed=-6)
    late = hazard("late", came=-9, due=-5, closed=2)
    still = hazard("still", came=-9, due=-5, closed=None)
    early = hazard("early", came=-3, due=2, closed=-1)
    new = hazard("new", came=28, due=33, closed=None)
    assert [each.number for each in figures.due([before, late, still, early, new], NOVEMBER)] == [
        "late",
        "still",
        "early",
    ]


def test_an_extension_helps_the_second_deadline_and_not_the_first() -> None:
    extended = [hazard(closed=6, until=START + 8 * DAY) for _ in range(5)]
    found = figures.figures(extended, NOVEMBER, 5, 10)
    assert (found.closure.hits, found.on_time.hits, found.overdue.hits) == (5, 0, 0)
    late = figures.figures([hazard(closed=5), hazard(closed=None)], NOVEMBER, 2, 10)
    assert (late.closure.hits, late.overdue.hits, late.closure.n) == (1, 2, 2)


def test_what_is_still_open_at_the_end_is_not_closed_by_what_came_later() -> None:
    found = figures.figures([hazard(due=29, closed=31)], NOVEMBER, 1, 1)
    assert (found.closure.hits, found.overdue.hits) == (0, 1)


def test_the_median_counts_open_ones_once_they_are_more_than_a_tenth() -> None:
    closed = [hazard(came=1, closed=1 + days) for days in (1, 2, 3)]
    assert figures.figures(closed, NOVEMBER, 3, 1).mending.median == 48
    open_ones = [hazard(came=1, closed=None) for _ in range(2)]
    found = figures.figures([*closed, *open_ones], NOVEMBER, 5, 1).mending
    assert (found.n, found.censored, found.median) == (3, 2, 72)
    many = [hazard(came=1, closed=None) for _ in range(9)]
    assert figures.figures([*closed, *many], NOVEMBER, 5, 1).mending.median is None


@given(st.lists(st.floats(0.1, 900), min_size=1, max_size=30))
def test_without_open_ones_half_are_closed_by_the_median(hours: list[float]) -> None:
    assert figures.kaplan_meier(hours, []) == sorted(hours)[(len(hours) - 1) // 2]


def test_a_failed_look_weighs_one_over_its_chance() -> None:
    looks = [Look(START + DAY, False, 0.25), *(Look(START + DAY, True, 1.0) for _ in range(6))]
    found = figures.figures([hazard(looks=tuple(looks))], NOVEMBER, 1, 1).recheck
    assert found.rate == pytest.approx(4 / 10) and found.n == 7
    unknown = figures.figures([hazard(looks=(*looks, Look(START + DAY, True, None)))], NOVEMBER, 1, 1)
    assert unknown.recheck.rate == pytest.approx(4 / 11) and unknown.unrated == 1
    plain = figures.share(1, 7)
    assert found.high - found.low > plain.high - plain.low


def test_reports_are_counted_for_a_hundred_people_and_month() -> None:
    found = figures.activity(12, 60, Period(START, START + figures.MONTH * 2))
    assert found.rate == pytest.approx(10)
    assert figures.activity(9, 0, NOVEMBER).rate is None
    few = figures.activity(4, 60, NOVEMBER)
    assert (few.rate, few.reports) == (None, 4), "one report on the 2nd says nothing of a month"
    assert figures.activity(5, 60, NOVEMBER).rate is not None


def test_lags_are_from_the_report_of_mending_and_from_the_red_alert() -> None:
    one = hazard(
        mended=(START + 2 * DAY,), checked=(START + 2.5 * DAY,), alerts=(START + DAY,), acts=(START + 1.25 * DAY,)
    )
    found = figures.figures([one], NOVEMBER, 1, 1)
    assert (found.check_lag.median, found.action_lag.median) == (12, 6)


def items(cleared: int, due: int = 6) -> tuple[Item, ...]:
    return tuple(Item(f"{number}", 1, 2 if number < cleared else 0) for number in range(due))


def test_the_board_has_three_of_those_with_five_due() -> None:
    found = [
        Tally("few", items(4, 4)),
        Tally("barred", items(6), barred=True),
        Tally("none", items(0)),
        Tally("half", items(3)),
        Tally("repeats", items(6), repeats=1, reports=9),
        Tally("best", items(6), reports=2),
        Tally("second", items(6), reports=1),
    ]
    assert [each.person for each in ranked(found)] == ["best", "second", "repeats"]


def test_a_person_is_counted_by_what_he_cleared_of_what_was_due() -> None:
    every = [
        hazard("on time", owner="P", finder="P"),
        hazard("extended", owner="P", closed=6, until=START + 8 * DAY),
        hazard("late", owner="P", closed=6),
        hazard("failed", owner="P", looks=(Look(START + DAY, False),)),
        hazard("fake", owner="P", fakes=1),
        hazard("major", owner="P", grade="major"),
        hazard("act", owner="P", nature="act"),
    ]
    [mine] = tallies(every, NOVEMBER)
    assert {each.number: (each.weight, each.halves) for each in mine.items} == {
        "on time": (1, 2),
        "extended": (1, 1),
        "late": (1, 0),
        "failed": (1, 0),
        "fake": (1, 0),
        "major": (5, 2),
    }
    assert (mine.reports, mine.score.numerator, mine.score.denominator) == (1, 13, 20)


def test_a_late_major_keeps_its_owner_off_the_board() -> None:
    every = [hazard(f"{number}", owner="P") for number in range(6)]
    open_major = hazard("major", owner="P", grade="major", closed=None)
    assert ranked(tallies(every, NOVEMBER)) and not ranked(tallies([*every, open_major], NOVEMBER))
