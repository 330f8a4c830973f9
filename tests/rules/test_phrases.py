"""Short words for spans of time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.figures import Passed, to_approval
from rules.phrases import duration, leave_words, minutes_of, nearest_minutes
from rules.plant import Leave


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 分钟"),
        (59.99, "59 分钟"),
        (60, "1 小时"),
        (150, "2 小时 30 分钟"),
        (4 * 1440 - 1, "95 小时 59 分钟"),
        (4 * 1440, "4 天"),
        (5 * 1440 + 4 * 60 + 59, "5 天 4 小时"),
    ],
)
def test_a_span_is_said_in_the_two_largest_units(minutes: float, words: str) -> None:
    assert duration(timedelta(minutes=minutes)) == words


def test_how_long_something_took_is_the_number_of_the_figures_and_an_age_is_never_more_than_it_is() -> None:
    begins = datetime(2026, 11, 25, 8, 18, tzinfo=UTC)
    span = timedelta(minutes=13, seconds=40)
    permit = Passed("DH-20261125-0001", begins, begins + span)
    assert to_approval([permit]).median == nearest_minutes(span) == 14
    assert minutes_of(span) == 13


def test_a_leave_over_the_end_of_a_year_says_the_years() -> None:
    begins = date(2026, 12, 20)
    assert leave_words(Leave(begins, date(2026, 12, 31), "产假")) == "产假，12月20日–12月31日"
    assert leave_words(Leave(begins, date(2027, 5, 27), "产假")) == "产假，2026年12月20日–2027年5月27日"
