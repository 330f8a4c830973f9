"""What was seen of a film grows only with the time that goes by, and in whole seconds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.training.watching import MOST_SECONDS, grown, left, seen, told

SECONDS = st.frozensets(st.integers(0, MOST_SECONDS))


@given(SECONDS)
def test_what_is_told_is_what_was_seen(seconds: frozenset[int]) -> None:
    assert seen(told(seconds)) == seconds


@given(SECONDS, SECONDS, st.integers(0, 400))
def test_nobody_sees_more_than_goes_by_and_nothing_is_lost(
    before: frozenset[int], now: frozenset[int], gone: int
) -> None:
    after = seen(grown(told(before), told(now), gone))
    assert before <= after <= before | now
    assert len(after - before) <= (gone * 5 // 4 + 2 if gone else 0)


@pytest.mark.parametrize("words", ["a", "-1", "1-", "1--2", "1;2", "12345", "1 - 2"])
def test_anything_else_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        seen(words)


def test_nine_tenths_of_the_film_are_enough_and_its_end_alone_is_not() -> None:
    assert (left("0-31", 36), left("0-32", 36), left("30-36", 36), left("", 36)) == (1, 0, 27, 33)
