"""Faults of the plant's areas: an area without a place, one about which a position says nothing, one that overlaps
another."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from config.problem import Path
from rules.geo import apart_m, crosses_itself, metres
from rules.overlap import across_m, apart, box, overlaps
from rules.plant import Area, Plant, Point

WIDEST_M, NARROWEST_M = 5_000, 2
# An area that is so far from all others is named to be looked at, or a fault when its department has areas elsewhere.
FAR_M, TOO_FAR_M = 20_000, 100_000
# Longitudes and latitudes of the country. They have no number in common, so a point of it with the two exchanged shows.
CHINA = (73, 136), (3, 54)
# Pairs of corners of areas that are close to each other; a pair takes some microseconds.
MOST_COMPARED = 300_000


def faults(plant: Plant) -> Iterator[tuple[Path, str]]:
    """Each fault with its path in plant.yaml."""
    sound: list[tuple[int, Area]] = []
    for place, area in enumerate(plant.areas):
        found = list(_area(area, plant.crs))
        yield from ((("areas", place, *rest), message) for rest, message in found)
        sound += [] if found else [(place, area)]
    yield from _overlapping(sound)
    for place, area, metres_away in _alone(sound):
        others = [other.name for _, other in sound if other is not area and other.department == area.department]
        if metres_away > TOO_FAR_M and others:
            message = f"{area.name}离本厂别的区域 {metres_away / 1000:.0f} 公里，同一部门的{others[0]}却不在那里"
            yield ("areas", place, "polygon" if area.polygon else "center"), f"{message}：请核对经度和纬度"


def far(plant: Plant) -> Iterator[str]:
    """What somebody has to look at: an area that is far from all others."""
    for _, area, away in _alone(list(enumerate(plant.areas))):
        yield f"{area.name}离本厂别的区域 {away / 1000:.0f} 公里：请核对它的经度和纬度，真在那里就不用管。"


def _alone(sound: Sequence[tuple[int, Area]]) -> Iterator[tuple[int, Area, float]]:
    """Each area that is far from all others, with its place in the file and how far the next one is."""
    middles = {place: _middle(area) for place, area in sound}
    for place, area in sound:
        away = min((apart_m(middles[place], each) for other, each in middles.items() if other != place), default=0)
        if away > FAR_M:
            yield place, area, away


def _middle(area: Area) -> Point:
    west, south, east, north = box(area)
    return (west + east) / 2, (south + north) / 2


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


def _area(area: Area, crs: str) -> Iterator[tuple[Path, str]]:
    if bool(area.polygon) == (area.center is not None):
        yield (), "边界（polygon）、圆心和半径（center、radius_m）两种写法，要写一种，只写一种：请改正"
    elif area.polygon and area.radius_m:
        yield ("radius_m",), "写了边界（polygon），就不写半径（radius_m）：请删去其中一样"
    elif area.center is not None:
        if area.radius_m <= 0:
            yield ("radius_m",), "半径要大于 0 米：请改正"
        if message := _misplaced(area.center, crs):
            yield ("center",), f"圆心{message}"
    else:
        message = _polygon(area, crs)
        yield from [(("polygon",), message)] if message else []


def _polygon(area: Area, crs: str) -> str:
    if len(set(area.polygon)) < 3:
        return "多边形至少要三个不同的点：请补上"
    for number, point in enumerate(area.polygon, 1):
        if message := _misplaced(point, crs):
            return f"第 {number} 个点{message}"
    if crosses_itself(area.polygon):
        return "多边形的边互相交叉：请按顺序写各点"
    wide = across_m(area)
    if wide > WIDEST_M:
        return f"{area.name}有 {wide / 1000:.0f} 公里大，定位说明不了人在现场：请核对各点，或分成几个区域"
    narrow = _square_m(area.polygon) / wide
    if narrow < NARROWEST_M:
        return f"{area.name}只有 {narrow:.1f} 米宽，谁也定位不到里面：请核对各点"
    return ""


def _square_m(polygon: Sequence[Point]) -> float:
    corners = [metres(polygon[0], point) for point in polygon]
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def _misplaced(point: Point, crs: str) -> str:
    """Why a point is where no plant is."""
    first, second = point
    longitudes, latitudes = CHINA
    if longitudes[0] <= second <= longitudes[1] and latitudes[0] <= first <= latitudes[1]:
        return f"（{first:g}，{second:g}）经度纬度写反了：请先写经度，再写纬度"
    if not (-180 <= first <= 180 and -90 <= second <= 90):
        return f"（{first:g}，{second:g}）不在地球上：请先写经度（如 121.9），再写纬度（如 32.5）"
    at_home = longitudes[0] <= first <= longitudes[1] and latitudes[0] <= second <= latitudes[1]
    if crs == "GCJ-02" and not at_home:
        return f"（{first:g}，{second:g}）不在国内，GCJ-02 只有国内的地图用：请核对经度和纬度"
    return ""
