"""Positions: WGS-84 → GCJ-02, and how far a point is from an area, in metres. Pure mathematics.

Phones' GPS gives WGS-84; maps in China and the platforms' SDKs use GCJ-02, 100–700 m apart. The shift is the published
approximation (about a metre); outside China's bounding box there is none. Points are (longitude, latitude) in degrees.
"""

from collections.abc import Iterator, Sequence
from math import cos, hypot, pi, radians, sin, sqrt

from rules.plant import Area, Point

METRES_PER_DEGREE = 111_320.0
SEMI_MAJOR_M = 6_378_245.0
ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943


def wgs84_to_gcj02(point: Point) -> Point:
    """Shift a GPS position to the coordinates of Chinese maps."""
    longitude, latitude = point
    if not (72.004 <= longitude <= 137.8347 and 0.8293 <= latitude <= 55.8271):
        return point
    x, y = longitude - 105.0, latitude - 35.0
    squeeze = 1 - ECCENTRICITY_SQUARED * sin(radians(latitude)) ** 2
    north = _north(x, y) * 180 / (SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / (squeeze * sqrt(squeeze)) * pi)
    east = _east(x, y) * 180 / (SEMI_MAJOR_M / sqrt(squeeze) * cos(radians(latitude)) * pi)
    return longitude + east, latitude + north


def distance_m(point: Point, area: Area) -> float:
    """Metres from a point to the nearest edge of an area; 0 inside."""
    if area.center is not None:
        return max(0.0, hypot(*metres(area.center, point)) - area.radius_m)
    if inside(point, area.polygon):
        return 0.0
    corners = [metres(point, corner) for corner in area.polygon]
    return min(to_edge(a, b) for a, b in edges(corners))


def apart_m(point: Point, other: Point) -> float:
    """Metres between two points."""
    return hypot(*metres(point, other))


def between_m(area: Area, other: Area) -> float:
    """Metres between the nearest edges of two areas that do not cross; 0 when one lies inside the other."""
    if area.center is not None:
        return max(0.0, distance_m(area.center, other) - area.radius_m)
    if other.center is not None:
        return between_m(other, area)
    ways = ((area, other), (other, area))
    return min(distance_m(corner, there) for here, there in ways for corner in here.polygon)


def sites(areas: Sequence[Area], apart: float) -> tuple[tuple[Area, ...], ...]:
    """The areas by site, in the order of the first area of each. An area more than `apart` metres from all areas of a
    site belongs to another site."""
    found: list[list[Area]] = []
    for area in areas:
        near = [site for site in found if any(between_m(area, other) <= apart for other in site)]
        joined = [*(other for site in near for other in site), area]
        place = found.index(near[0]) if near else len(found)
        found = [site for site in found if site not in near]
        found.insert(place, joined)
    order = {area.id: place for place, area in enumerate(areas)}
    return tuple(tuple(sorted(site, key=lambda each: order[each.id])) for site in found)


def inside(point: Point, polygon: Sequence[Point]) -> bool:
    """Whether the point is inside: then a ray to the east crosses the polygon's edges an odd number of times."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in edges(polygon):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed


def crosses_itself(polygon: Sequence[Point]) -> bool:
    """Whether two edges that are not neighbours meet."""
    sides = list(edges(polygon))
    last = len(sides) - 1
    return any(
        _meet(sides[i], sides[j]) for i in range(len(sides)) for j in range(i + 2, len(sides)) if (i, j) != (0, last)
    )


def metres(origin: Point, point: Point) -> Point:
    """East and north in metres on the local plane; accurate to centimetres within a plant."""
    east = (point[0] - origin[0]) * METRES_PER_DEGREE * cos(radians(origin[1]))
    return east, (point[1] - origin[1]) * METRES_PER_DEGREE


def edges(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """The sides of a polygon, the last one back to its first corner."""
    return zip(points, [*points[1:], points[0]], strict=True)


def to_edge(a: Point, b: Point) -> float:
    """Distance from the origin to the segment a–b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else min(1.0, max(0.0, -(a[0] * dx + a[1] * dy) / length))
    return hypot(a[0] + along * dx, a[1] + along * dy)


def _meet(first: tuple[Point, Point], second: tuple[Point, Point]) -> bool:
    """Whether two stretches have a point in common; of one line they may have none."""
    (a, b), (c, d) = first, second
    apart = any(
        max(a[axis], b[axis]) < min(c[axis], d[axis]) or max(c[axis], d[axis]) < min(a[axis], b[axis])
        for axis in (0, 1)
    )
    return not apart and _turn(a, b, c) * _turn(a, b, d) <= 0 and _turn(c, d, a) * _turn(c, d, b) <= 0


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _waves(value: float, terms: Sequence[tuple[float, float]]) -> float:
    return sum(weight * sin(value * pi * pace) for weight, pace in terms) * 2 / 3


def _north(x: float, y: float) -> float:
    flat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    return flat + _waves(x, [(20, 6), (20, 2)]) + _waves(y, [(20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30)])


def _east(x: float, y: float) -> float:
    flat = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    terms = [(20, 6), (20, 2), (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30)]
    return flat + _waves(x, terms)
