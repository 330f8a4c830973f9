"""When a hazard was found, by phones whose clocks are right, wrong, or set right meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.hazards import clocks
from rules.hazards.clocks import OLDEST, SUSPECT, Clock

HOUR, YEAR = 3_600_000, 365 * 86_400_000
NOW = int(datetime(2026, 11, 30, 8, tzinfo=UTC).timestamp() * 1000)


def test_a_right_clock_says_when_it_was_found() -> None:
    seen = clocks.found(Clock(NOW - 5 * HOUR, NOW, 0, 0))
    assert (seen.ago, seen.suspect) == (timedelta(hours=5), False)


def test_a_clock_that_is_years_wrong_still_says_how_long_ago() -> None:
    seen = clocks.found(Clock(NOW - 3 * YEAR - HOUR, NOW - 3 * YEAR, 3 * YEAR, 3 * YEAR))
    assert (seen.ago, seen.suspect, seen.skew) == (timedelta(hours=1), True, -3 * YEAR * clocks.MS)


def test_a_clock_that_was_set_right_meanwhile_is_read_by_the_house() -> None:
    seen = clocks.found(Clock(NOW - YEAR, NOW, YEAR - 2 * HOUR, 0))
    assert (seen.ago, seen.suspect) == (timedelta(hours=2), True)


def test_what_can_not_be_counts_as_found_when_it_came() -> None:
    for impossible in (Clock(NOW + YEAR, NOW), Clock(NOW - YEAR, NOW), Clock(0, NOW)):
        seen = clocks.found(impossible)
        assert (seen.ago, seen.suspect, seen.skew) == (timedelta(), True, None)


@given(*[st.none() | st.integers(-(10**15), 10**15) | st.booleans() | st.text(max_size=3) | st.floats()] * 4)
def test_nothing_that_a_phone_says_leads_before_the_oldest_or_into_the_future(
    found: object, sent: object, then: object, ahead: object
) -> None:
    clock = clocks.read({"found": found, "sent": sent, "ahead_then": then, "ahead": ahead})
    if clock is not None:
        seen = clocks.found(clock)
        assert timedelta() <= seen.ago <= OLDEST
        assert isinstance(clocks.shown(clock), str)


@given(skew=st.integers(-5 * YEAR, 5 * YEAR), ago=st.integers(0, 30 * 24 * HOUR))
def test_a_constant_fault_of_the_clock_changes_no_age(skew: int, ago: int) -> None:
    seen = clocks.found(Clock(NOW + skew - ago, NOW + skew, -skew, -skew))
    assert seen.ago == ago * clocks.MS
    assert seen.suspect == (abs(skew) * clocks.MS > SUSPECT)


def test_what_is_no_clock_is_none() -> None:
    for given_ in (
        None,
        [],
        "",
        {},
        {"found": "1", "sent": 2},
        {"found": True, "sent": 1},
        {"found": 10**15, "sent": 1},
    ):
        assert clocks.read(given_) is None
