"""The number of a hazard finds every slip of the tongue that a radio makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.hazards.numbers import heard, meant, number, right


def test_counters_whose_check_would_be_an_x_are_skipped() -> None:
    numbers = [number(counter) for counter in range(100_000)]
    assert len([each for each in numbers if each]) == 90_909
    assert len({each for each in numbers if each}) == 90_909
    assert all(each is None or len(each) == len("YH-000000") for each in numbers)


def test_after_five_digits_come_six() -> None:
    following = next(filter(None, map(number, range(100_000, 100_020))))
    assert len(following) == len("YH-1000000") and right(following)


GIVEN = st.integers(1, 999_999).map(number).filter(bool).map(str)


@given(GIVEN, st.integers(0, 6), st.integers(1, 9))
def test_a_wrong_digit_is_noticed_and_the_right_number_offered(given_number: str, place: int, more: int) -> None:
    digits = given_number[3:]
    at = place % len(digits)
    wrong = "YH-" + digits[:at] + str((int(digits[at]) + more) % 10) + digits[at + 1 :]
    assert not right(wrong)
    assert given_number in meant(wrong)


@given(GIVEN, st.integers(0, 5))
def test_swapped_neighbours_are_noticed_and_the_right_number_offered(given_number: str, place: int) -> None:
    digits = given_number[3:]
    at = place % (len(digits) - 1)
    wrong = "YH-" + digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    if digits[at] != digits[at + 1]:
        assert not right(wrong)
        assert given_number in meant(wrong)


@pytest.mark.parametrize(
    "typed", ["YH-123456", "yh123456", "ＹＨ－１２３４５６", "隐患 yh 12345 6 怎么样了", "YH-123 456。"]
)
def test_it_is_understood_however_it_is_typed(typed: str) -> None:
    assert heard(typed) == "YH-123456"


@pytest.mark.parametrize("typed", ["123456", "DH-20261125-0001", "YH-12", "YH-123456789", "停工"])
def test_what_is_no_number_is_not_taken_for_one(typed: str) -> None:
    assert heard(typed) is None
