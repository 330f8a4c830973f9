"""Whether two areas of a plant lie over each other, so that a position would be in both. Pure mathematics.

Areas may touch: two drawings of one border never agree to the centimetre, so less than `SLACK_M` is no overlap.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import cos, radians

from rules.geo import METRES_PER_DEGREE, apart_m, distance_m, edges, inside, metres, to_edge
from rules.plant import Area, Point

SLACK_M = 1.0
Edge = tuple[Point, Point]
Box = tuple[float, float, float, float]


def overlaps(area: Area, other: Area) -> bool:
    """Whether some point lies more than a metre inside both."""
    if area.center is not None and other.center is not None:
        return apart_m(area.center, other.center) < area.radius_m + other.radius_m - SLACK_M
    if area.center is not None:
        return distance_m(area.center, other) < area.radius_m - SLACK_M
    if other.center is not None:
        return overlaps(other, area)
    return _reaches_into(area, other) or _reaches_into(other, area) or _same(area, other)


def box(area: Area) -> Box:
    """West, south, east and north of everything in it, in degrees."""
    if area.center is not None:
        (x, y), north = area.center, area.radius_m / METRES_PER_DEGREE
        east = north / max(cos(radians(y)), 0.01)
        return x - east, y - north, x + east, y + north
    xs, ys = [point[0] for point in area.polygon], [point[1] for point in area.polygon]
    return min(xs), min(ys), max(xs), max(ys)


def apart(one: Box, other: Box) -> bool:
    """Whether two boxes don't even touch."""
    return one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def across_m(area: Area) -> float:
    """Metres from one corner of the area's box to the opposite one."""
    west, south, east, north = box(area)
    return apart_m((west, south), (east, north))


def _reaches_into(area: Area, other: Area) -> bool:
    """Whether the border of one runs more than `SLACK_M` inside the other."""
    return any(_deep(point, other) for edge in edges(area.polygon) for point in _points(edge, other))


def _same(area: Area, other: Area) -> bool:
    """Whether two areas have the same border: then neither reaches into the other."""
    corners = ((point, there) for here, there in ((area, other), (other, area)) for point in here.polygon)
    return all(_from_border_m(point, there) <= SLACK_M for point, there in corners)


def _deep(point: Point, area: Area) -> bool:
    return inside(point, area.polygon) and _from_border_m(point, area) > SLACK_M


def _from_border_m(point: Point, area: Area) -> float:
    return min(to_edge(*each) for each in edges([metres(point, corner) for corner in area.polygon]))


def _points(edge: Edge, other: Area) -> Iterator[Point]:
    """The start of each edge, and the middle of each piece into which the other border cuts it."""
    (ax, ay), (bx, by) = edge
    cuts = sorted({0.0, 1.0, *(cut for each in edges(other.polygon) for cut in _cut(edge, each))})
    yield edge[0]
    for first, last in pairwise(cuts):
        middle = (first + last) / 2
        yield ax + middle * (bx - ax), ay + middle * (by - ay)


def _cut(edge: Edge, other: Edge) -> Iterator[float]:
    """Where along the edge (0 to 1) the other edge crosses it; nothing when they are parallel."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = *edge, *other
    turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if turn == 0:
        return
    along = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / turn
    beside = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / turn
    if 0 < along < 1 and 0 <= beside <= 1:
        yield along
