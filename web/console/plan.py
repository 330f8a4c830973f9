"""The areas as plans in metres, north up, one for each site: areas with their shape, their worst state and number of
matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from math import cos, radians, sqrt
from typing import Protocol

from rules.geo import METRES_PER_DEGREE, sites
from rules.plant import Area, Plant, Point
from web.console.rows import TONES

APART_M = 1000
"""At least this far apart, two areas are two sites: one plan for both would show neither."""
MARGIN_M = 36
LEAST_M = 240
"""So that a site of one small area is not blown up to the size of a plant."""
# As it is drawn on a screen (console.css): beside the list, as one of several above it, or alone in a row for its many
# areas.
BESIDE_PX, ONE_OF_SEVERAL_PX, WHOLE_ROW_PX = (424, 440), (330, 300), (1080, 560)
MANY = 16
TEXT_PX = 12.5
Outline = Sequence[Point]


class Mark(Protocol):
    """A matter on the plan: its area, the word and tone of its state, and whether it is over."""

    @property
    def area(self) -> str: ...
    @property
    def word(self) -> str: ...
    @property
    def tone(self) -> str: ...
    @property
    def over(self) -> bool: ...


@dataclass(frozen=True)
class Patch:
    """points: of a polygon as SVG wants them, else empty; x, y: the middle; word, tone: of the worst state; live:
    matters that are not over; worst: how many of them are in that state.

    label: as much of the name as there is room for; mark: how many are not over and how many of those are in the worst
    state, or less of that where no more fits.
    """

    area: str
    name: str
    points: str
    x: float
    y: float
    radius: float
    word: str
    tone: str
    live: int
    worst: int
    label: str
    mark: str


@dataclass(frozen=True)
class Site:
    """text: the size of its letters in metres; whole_row: it has many areas, so nothing is shown beside it."""

    name: str
    width: int
    height: int
    text: float
    whole_row: bool
    patches: tuple[Patch, ...]


def plans(plant: Plant, rows: Iterable[Mark]) -> tuple[Site, ...]:
    """All areas of the plant; rows: the matters to count, worst first."""
    rows, found = list(rows), _sites(plant.areas)
    named = zip(_names(found, plant), found, strict=True)
    return tuple(_site(name, areas, rows, alone=len(found) == 1) for name, areas in named)


@lru_cache(maxsize=4)
def _sites(areas: tuple[Area, ...]) -> tuple[tuple[Area, ...], ...]:
    """Kept, because the board is drawn again and again and the plant hardly ever changes."""
    return sites(areas, APART_M)


def _site(name: str, areas: Sequence[Area], rows: list[Mark], *, alone: bool) -> Site:
    outlines = {area.id: _outline(area, areas[0]) for area in areas}
    left, right = _reach(areas, outlines, 0)
    top, bottom = _reach(areas, outlines, 1)
    whole_row = len(areas) > MANY
    across, down = WHOLE_ROW_PX if whole_row else BESIDE_PX if alone else ONE_OF_SEVERAL_PX
    text = TEXT_PX / min(across / (right - left), down / (bottom - top))
    # Under the site's heading, the areas need not repeat its name.
    said = len(_beginning([area.name for area in areas])) if len(areas) > 1 and not alone else 0
    patches = []
    for area in areas:
        corners = [(x - left, y - top) for x, y in outlines[area.id]]
        patches.append(_patch(area, corners, [row for row in rows if row.area == area.id], text, said))
    return Site(name, round(right - left), round(bottom - top), round(text, 1), whole_row, tuple(patches))


def _reach(areas: Sequence[Area], outlines: dict[str, list[Point]], axis: int) -> tuple[float, float]:
    """Where the site begins and ends on one axis, with a margin."""
    ends = [point[axis] + side * area.radius_m for area in areas for point in outlines[area.id] for side in (-1, 1)]
    first, last = min(ends) - MARGIN_M, max(ends) + MARGIN_M
    missing = max(0.0, LEAST_M - (last - first)) / 2
    return first - missing, last + missing


def _patch(area: Area, corners: list[Point], rows: list[Mark], text: float, said: int) -> Patch:
    x, y = (sum(values) / len(corners) for values in zip(*corners, strict=True))
    live = [row for row in rows if row.tone != TONES[-1] and not row.over]
    name = area.name.partition("（")[0]
    width = max(each[0] for each in corners) - min(each[0] for each in corners)
    if area.radius_m:
        # Two lines of letters, above and below the middle.
        width = 2 * sqrt(max(0.0, area.radius_m**2 - text**2))
    word, room = live[0].word if live else "", width / text
    worst = sum(row.word == word for row in live)
    return Patch(
        area=area.id,
        name=name,
        points=" ".join(f"{px:.1f},{py:.1f}" for px, py in corners) if area.polygon else "",
        x=round(x, 1),
        y=round(y, 1),
        radius=area.radius_m,
        word=word,
        tone=live[0].tone if live else "",
        live=len(live),
        worst=worst,
        label=_label(name[said:] if len(name) > said + 1 else name, room),
        mark=_mark(word, worst, len(live), room) if live else "",
    )


def _mark(word: str, worst: int, live: int, room: float) -> str:
    """The fullest of these for which there is room; letters are wide, a number and a space are half as wide."""
    counted = (f"{live} 条没完，{worst} 条{word}", f"{live} 条没完") if worst < live else (f"{word} {live}",)
    return next((each for each in counted if len(each) - 1 - each.count(" ") / 2 <= room), str(live))


def _label(name: str, room: float) -> str:
    """room: how many letters fit into the area's width. Every area has a label."""
    if len(name) <= room:
        return name
    return f"{name[: int(room) - 1]}…" if room >= 3 else name[: max(2, int(room))]


def _names(found: Sequence[Sequence[Area]], plant: Plant) -> Iterator[str]:
    """What a site is called: its one department, or what the names of its areas begin with; else its number."""
    for number, areas in enumerate(found, 1):
        departments = {area.department for area in areas}
        shared = _beginning([area.name for area in areas])
        if len(departments) == 1:
            yield plant.department(departments.pop()).name
        else:
            yield shared if len(shared) > 1 else f"{number} 号厂区"


def _beginning(names: Sequence[str]) -> str:
    """What all the names begin with."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in alike)


def _outline(area: Area, reference: Area) -> list[Point]:
    """The polygon's corners, or the one centre, in metres east and south of the equator at Greenwich.

    One scale for a site, that of the reference's latitude: within a site it is accurate to centimetres.
    """
    east = METRES_PER_DEGREE * cos(radians(_points(reference)[0][1]))
    return [(x * east, -y * METRES_PER_DEGREE) for x, y in _points(area)]


def _points(area: Area) -> Outline:
    return [area.center] if area.center else area.polygon
