"""Areas that lie over each other, told from those that only touch."""

from dataclasses import replace
from itertools import product
from math import cos, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.geo import METRES_PER_DEGREE, distance_m, inside
from rules.overlap import SLACK_M, across_m, apart, box, overlaps
from rules.plant import Area, Point

METRE = 1 / METRES_PER_DEGREE


def polygon(*metres: tuple[float, float]) -> Area:
    """An area at the equator, where a metre is as many degrees to the east as to the north."""
    return Area("a", "甲", "d", False, polygon=tuple((x * METRE, y * METRE) for x, y in metres))


def rectangle(x: float, y: float, wide: float, high: float) -> Area:
    return polygon((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))


def circle(x: float, y: float, radius: float) -> Area:
    return Area("c", "乙", "d", False, center=(x * METRE, y * METRE), radius_m=radius)


YARD = rectangle(0, 0, 100, 60)
OVER = [
    ("the same again", rectangle(0, 0, 100, 60)),
    ("the same, drawn the other way round", polygon((0, 0), (0, 60), (100, 60), (100, 0))),
    ("a part of it", rectangle(20, 20, 10, 10)),
    ("all around it", rectangle(-50, -50, 300, 300)),
    ("a corner in it", rectangle(90, 50, 100, 100)),
    ("across it", rectangle(40, -20, 10, 200)),
    ("half of it", rectangle(0, 0, 50, 60)),
    ("corners on its sides", polygon((50, 0), (100, 30), (50, 60), (0, 30))),
    (
        "a horseshoe over its end",
        polygon((80, -20), (150, -20), (150, 80), (80, 80), (80, 50), (120, 50), (120, 10), (80, 10)),
    ),
    ("a circle inside", circle(50, 30, 5)),
    ("a circle around", circle(50, 30, 500)),
    ("a circle over a side", circle(50, -5, 20)),
]
BESIDE = [
    ("far away", rectangle(500, 500, 10, 10)),
    ("a side in common", rectangle(100, 0, 50, 60)),
    ("a part of a side in common", rectangle(100, 20, 50, 10)),
    ("a corner in common", rectangle(100, 60, 10, 10)),
    ("a side drawn half a metre over", rectangle(99.5, 0, 50, 60)),
    (
        "a horseshoe around it",
        polygon((-20, -20), (150, -20), (150, 80), (-20, 80), (-20, 70), (120, 70), (120, -10), (-20, -10)),
    ),
    ("a circle beside", circle(50, -21, 20)),
    ("a circle half a metre over a side", circle(50, -19.5, 20)),
]


def moved(area: Area) -> Area:
    """The area turned by half a right angle less a bit, a kilometre away: nothing is parallel to anything else."""

    def there(point: Point) -> Point:
        (x, y), turn = point, 0.7
        return (1000 * METRE + x * cos(turn) - y * sin(turn), 700 * METRE + x * sin(turn) + y * cos(turn))

    centre = there(area.center) if area.center else None
    return replace(area, polygon=tuple(there(point) for point in area.polygon), center=centre)


@pytest.mark.parametrize(("what", "other"), OVER, ids=[case[0] for case in OVER])
def test_they_overlap(what: str, other: Area) -> None:
    assert overlaps(YARD, other) and overlaps(other, YARD)
    assert not apart(box(YARD), box(other))


@pytest.mark.parametrize(("what", "other"), BESIDE, ids=[case[0] for case in BESIDE])
def test_they_do_not(what: str, other: Area) -> None:
    assert not overlaps(YARD, other) and not overlaps(other, YARD)


@pytest.mark.parametrize(("what", "other"), OVER, ids=[case[0] for case in OVER])
def test_they_overlap_wherever_they_lie_and_however_they_are_turned(what: str, other: Area) -> None:
    assert overlaps(moved(YARD), moved(other)) and overlaps(moved(other), moved(YARD))


@pytest.mark.parametrize(("what", "other"), BESIDE, ids=[case[0] for case in BESIDE])
def test_they_do_not_wherever_they_lie_and_however_they_are_turned(what: str, other: Area) -> None:
    assert not overlaps(moved(YARD), moved(other)) and not overlaps(moved(other), moved(YARD))


def test_sides_that_cross_without_a_corner_inside_overlap_at_every_angle() -> None:
    long = polygon((-50, 10), (150, 45), (149, 50), (-51, 15))
    high = polygon((35, -40), (40, -40), (60, 100), (55, 100))
    through, up = rectangle(-800, 10, 1000, 5), rectangle(85, -600, 5, 700)
    for one, other in ((YARD, long), (YARD, high), (long, high), (YARD, through), (YARD, up)):
        assert overlaps(one, other) and overlaps(moved(one), moved(other))
    short = polygon((-50, -10), (-5, 45), (-8, 50), (-55, 0))
    assert not overlaps(YARD, short) and not overlaps(moved(YARD), moved(short))


def test_two_circles() -> None:
    assert overlaps(circle(0, 0, 10), circle(15, 0, 10))
    assert not overlaps(circle(0, 0, 10), circle(20, 0, 10))


@pytest.mark.parametrize(("x", "y"), [(150, 0), (-150, 0), (0, 150), (0, -150)])
def test_boxes_are_apart_on_every_side_and_not_where_they_touch(x: float, y: float) -> None:
    yard = (0.0, 0.0, 100.0, 100.0)
    there = (x, y, x + 100, y + 100)
    assert apart(yard, there) and apart(there, yard)
    touching = (x * 2 / 3, y * 2 / 3, x * 2 / 3 + 100, y * 2 / 3 + 100)
    assert not apart(yard, touching) and not apart(touching, yard)


def test_a_box_holds_everything_of_its_area() -> None:
    assert box(rectangle(10, 20, 30, 40)) == tuple(each * METRE for each in (10, 20, 40, 60))
    assert box(circle(5, 7, 10)) == pytest.approx(tuple(each * METRE for each in (-5, -3, 15, 17)))
    far_north = box(Area("n", "北", "d", False, center=(0, 60), radius_m=100))
    assert far_north == pytest.approx((-200 * METRE, 60 - 100 * METRE, 200 * METRE, 60 + 100 * METRE), rel=1e-6)


def test_an_area_is_measured_from_corner_to_corner() -> None:
    assert across_m(rectangle(0, 0, 30, 40)) == pytest.approx(50, abs=0.01)


CORNER = st.tuples(st.integers(0, 30), st.integers(0, 30))
SIZE = st.tuples(st.integers(2, 20), st.integers(2, 20))


@settings(max_examples=80)
@given(CORNER, SIZE, st.lists(CORNER, min_size=3, max_size=3, unique=True))
def test_wherever_a_point_is_deep_in_both_they_overlap(
    corner: tuple[int, int], size: tuple[int, int], corners: list[tuple[int, int]]
) -> None:
    one, other = rectangle(*corner, *size), polygon(*corners)
    points = [(x * METRE / 2, y * METRE / 2) for x, y in product(range(1, 100, 2), repeat=2)]
    if any(_deep(point, one) and _deep(point, other) for point in points):
        assert overlaps(one, other) and overlaps(other, one)


def _deep(point: Point, area: Area) -> bool:
    """Further inside than the slack in each direction."""
    step = 2 * SLACK_M * METRE
    near = [(point[0] + dx, point[1] + dy) for dx, dy in ((step, 0), (-step, 0), (0, step), (0, -step))]
    return inside(point, area.polygon) and all(distance_m(each, area) == 0 for each in near)
