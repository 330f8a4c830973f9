"""Short words for spans of time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.phrases import duration


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
