"""A signature is strokes of some length; a blank, a dot and junk are refused in plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.signature import (
    BLANK,
    DOT,
    MAX_POINTS,
    MIN_LENGTH_PX,
    MIN_POINTS,
    MIN_SIDE_PX,
    MOST_PX,
    SMALL,
    UNREADABLE,
    Drawn,
    check,
)

COORDINATES = st.floats(-1000, 1000)
STROKES = st.lists(
    st.fixed_dictionaries({"points": st.lists(st.fixed_dictionaries({"x": COORDINATES, "y": COORDINATES}))})
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["points", "x", "y", "z"]), inner),
    max_leaves=12,
)


def stroke(*points: tuple[float, float]) -> dict[str, object]:
    return {"penColor": "black", "points": [{"x": x, "y": y, "time": 1, "pressure": 0.5} for x, y in points]}


LINE = stroke(*((10 * step, 5 * step) for step in range(20)))


def test_a_written_name_passes_with_its_measure() -> None:
    drawn = check([LINE, stroke((0, 0), (30, 40))])
    assert drawn.ok
    assert drawn.points == 22
    assert drawn.length_px == pytest.approx(19 * 125**0.5 + 50)
    assert drawn.side_px == 190 and len(drawn.lines) == 2


@pytest.mark.parametrize(
    ("strokes", "words"),
    [
        ([], BLANK),
        ([{"points": []}], BLANK),
        ([stroke((50, 50))], DOT),
        ([stroke((50, 50), (51, 51))] * 4, DOT),
        ([stroke((0, 0), (300, 0))], DOT),
        (None, UNREADABLE),
        ("strokes", UNREADABLE),
        ([{"points": [{"x": "1", "y": 2}]}], UNREADABLE),
        ([{"points": [{"x": float("nan"), "y": 2}]}], UNREADABLE),
        ([stroke(*[(1.0, 1.0)] * (MAX_POINTS + 1))], UNREADABLE),
    ],
)
def test_what_is_no_signature_is_refused_with_what_to_do(strokes: object, words: str) -> None:
    drawn = check(strokes)
    assert not drawn.ok
    assert drawn.words == words


def test_the_shortest_name_that_counts_has_just_so_many_points_and_so_long_a_line() -> None:
    step = MIN_LENGTH_PX / (MIN_POINTS - 1)
    shortest = [(step * number, 0.0) for number in range(MIN_POINTS)]
    assert check([stroke(*shortest[:-1], (MIN_LENGTH_PX, 0.0))]).ok
    assert check([stroke(*shortest[:-1], (MIN_LENGTH_PX - 0.5, 0.0))]).words == DOT
    assert check([stroke(*shortest[:-2], (MIN_LENGTH_PX, 0.0))]).words == DOT
    assert check([stroke(*[(50.0 * (number % 2), 1.0) for number in range(MAX_POINTS)])]).ok


def test_a_name_that_shrank_to_a_speck_is_too_small_however_much_is_written_in_it() -> None:
    wide = [(MIN_SIDE_PX * (number % 2), 0.1 * number) for number in range(30)]
    assert check([stroke(*wide)]).ok
    assert check([stroke(*((y, x) for x, y in wide))]).ok
    assert check([stroke(*((x * 0.99, y) for x, y in wide))]).words == SMALL


@pytest.mark.parametrize("far", [1e6, -1e6, MOST_PX + 0.5])
def test_a_coordinate_that_no_screen_has_is_unreadable(far: float) -> None:
    assert check([LINE, stroke((far, 0.0), (1.0, 1.0))]).words == UNREADABLE
    assert check([LINE, stroke((MOST_PX, 0.0), (1.0, 1.0))]).ok


def test_what_can_not_be_read_has_no_measure() -> None:
    assert check([LINE, {"points": [3]}]) == check([LINE, 3]) == Drawn(0, 0.0, UNREADABLE)


@given(JUNK)
def test_junk_never_raises_and_is_never_taken_for_a_name(junk: object) -> None:
    assert not check(junk).ok


@given(STROKES)
def test_more_strokes_never_make_a_signature_worse(strokes: list[object]) -> None:
    assert check([LINE, *strokes]).ok
