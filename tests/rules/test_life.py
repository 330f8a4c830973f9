"""The life of a permit, for any sequence of steps: it always ends, starts only approved, and never comes back."""

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.life import FOLLOWS, NAMES, OVER, Forbidden, State, step

STATES: tuple[State, ...] = get_args(State)
ROUTED_ANEW = {"routing", "returned", "blocked", "signing"}


def lived(wishes: list[State]) -> list[State]:
    """The states of a permit that takes every step it may; a forbidden one changes nothing."""
    life: list[State] = ["routing"]
    for wanted in wishes:
        try:
            life.append(step(life[-1], wanted))
        except Forbidden:
            assert wanted not in FOLLOWS[life[-1]]
    return life


lives = st.lists(st.sampled_from(STATES), max_size=60).map(lived)


@settings(max_examples=400)
@given(lives)
def test_nothing_works_without_an_approval_since_it_was_last_routed(life: list[State]) -> None:
    for place, state in enumerate(life):
        if state == "working":
            since = next(i for i in range(place, -1, -1) if life[i] in ROUTED_ANEW)
            assert "approved" in life[since:place]


@settings(max_examples=400)
@given(lives)
def test_what_is_over_never_comes_back(life: list[State]) -> None:
    ends = [place for place, state in enumerate(life) if state in OVER or state == "expired"]
    after = life[ends[0] + 1 :] if ends else []
    assert set(after) <= OVER


@settings(max_examples=400)
@given(lives)
def test_from_wherever_it_stands_a_permit_ends_in_the_archive(life: list[State]) -> None:
    assert _steps_to_the_archive(life[-1]) <= 3


@given(lives)
def test_every_step_was_in_the_table(life: list[State]) -> None:
    assert all(after in FOLLOWS[before] for before, after in pairwise(life))


def test_only_the_archive_is_an_end() -> None:
    assert [state for state, following in FOLLOWS.items() if not following] == ["archived"]


def test_when_its_window_ends_every_open_permit_expires_or_is_given_up() -> None:
    waiting = set(STATES) - OVER - {"expired"}
    assert all(FOLLOWS[state] & {"expired", "cancelled"} for state in waiting)
    assert all("expired" in FOLLOWS[state] for state in ("signing", "approved", "working", "suspended"))


def test_work_that_began_is_closed_by_somebody_before_the_archive() -> None:
    assert not FOLLOWS["finished"] & {"archived", "cancelled"}
    assert not FOLLOWS["working"] & OVER


def test_a_forbidden_step_is_said_in_words() -> None:
    with pytest.raises(Forbidden, match="归档之后不能是作业中"):
        step("archived", "working")


def test_every_state_has_its_row_and_its_name() -> None:
    assert set(FOLLOWS) == set(NAMES) == set(STATES)


def _steps_to_the_archive(state: State) -> int:
    """The shortest way through the table; 99 when there is none."""
    ring, steps = {state}, 0
    while "archived" not in ring:
        ring, steps = {after for each in ring for after in FOLLOWS[each]}, steps + 1
        if not ring or steps > len(STATES):
            return 99
    return steps
