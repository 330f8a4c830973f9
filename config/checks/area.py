"""Faults of the plant's areas: an area without a place, one about which a position says nothing, one that overlaps
another."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from config.problem import Path
from rules.geo import crosses_itself
from rules.overlap import across_m, apart, box, overlaps
from rules.plant import Area, Plant, Point

WIDEST_M = 5_000
# Pairs of corners of areas that are close to each other; a pair takes some microseconds.
MOST_COMPARED = 300_000


def faults(plant: Plant) -> Iterator[tuple[Path, str]]:
    """Each fault with its path in plant.yaml."""
    sound: list[tuple[int, Area]] = []
    for place, area in enumerate(plant.areas):
        found = list(_area(area))
        yield from ((("areas", place, *rest), message) for rest, message in found)
        sound += [] if found else [(place, area)]
    yield from _overlapping(sound)


def _overlapping(sound: Sequence[tuple[int, Area]]) -> Iterator[tuple[Path, str]]:
    boxes = {place: box(area) for place, area in sound}
    left = MOST_COMPARED
    for (first, one), (place, other) in combinations(sound, 2):
        if apart(boxes[first], boxes[place]):
            continue
        left -= max(len(one.polygon), 1) * max(len(other.polygon), 1)
        if left < 0:
            yield ("areas",), "区域挨得太近，边界的点又太多，比不完有没有重叠：请少写几个点"
            return
        if overlaps(one, other):
            message = f"{other.name}与{one.name}重叠，定位分不清人在哪个区域：请改边界"
            yield ("areas", place, "polygon" if other.polygon else "center"), message


def _area(area: Area) -> Iterator[tuple[Path, str]]:
    if bool(area.polygon) == (area.center is not None):
        yield (), "要么写 polygon，要么写 center 和 radius_m：请写其中一种"
    elif area.center is not None:
        if area.radius_m <= 0:
            yield ("radius_m",), "半径要大于 0 米：请改正"
        if not _on_earth(area.center):
            yield ("center",), "不是 [经度, 纬度]：请改正"
    else:
        message = _polygon(area)
        yield from [(("polygon",), message)] if message else []


def _polygon(area: Area) -> str:
    if len(set(area.polygon)) < 3:
        return "多边形至少要三个不同的点：请补上"
    if not all(map(_on_earth, area.polygon)):
        return "有一点不是 [经度, 纬度]：请改正"
    if crosses_itself(area.polygon):
        return "多边形的边互相交叉：请按顺序写各点"
    wide = across_m(area)
    if wide > WIDEST_M:
        return f"{area.name}有 {wide / 1000:.0f} 公里大，定位说明不了人在现场：请核对各点，或分成几个区域"
    return ""


def _on_earth(point: Point) -> bool:
    longitude, latitude = point
    return -180 <= longitude <= 180 and -90 <= latitude <= 90
