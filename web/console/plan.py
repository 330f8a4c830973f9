"""The areas as a plan in metres, north up: each with its shape, its worst state in a word, and how many permits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from rules.geo import METRES_PER_DEGREE
from rules.plant import Area, Plant, Point
from web.console.rows import TONES, Row

MARGIN_M = 36


@dataclass(frozen=True)
class Patch:
    """points: of a polygon as SVG wants them, else empty; x, y: the middle; live: permits that are not history."""

    area: str
    name: str
    points: str
    x: float
    y: float
    radius: float
    word: str
    tone: str
    live: int


@dataclass(frozen=True)
class Plan:
    width: int
    height: int
    patches: tuple[Patch, ...]


def plan(plant: Plant, rows: Iterable[Row]) -> Plan:
    """All areas of the plant; rows: the permits to count, worst first."""
    rows = list(rows)
    outlines = {area.id: _outline(area, plant.areas[0]) for area in plant.areas}
    across = [x + side * area.radius_m for area in plant.areas for x, _ in outlines[area.id] for side in (-1, 1)]
    down = [y + side * area.radius_m for area in plant.areas for _, y in outlines[area.id] for side in (-1, 1)]
    left, top = min(across) - MARGIN_M, min(down) - MARGIN_M
    patches = []
    for area in plant.areas:
        corners = [(x - left, y - top) for x, y in outlines[area.id]]
        patches.append(_patch(area, corners, [row for row in rows if row.area == area.id]))
    return Plan(round(max(across) - left) + MARGIN_M, round(max(down) - top) + MARGIN_M, tuple(patches))


def _patch(area: Area, corners: list[Point], rows: list[Row]) -> Patch:
    x, y = (sum(values) / len(corners) for values in zip(*corners, strict=True))
    live = [row for row in rows if row.tone != TONES[-1]]
    return Patch(
        area=area.id,
        name=area.name.partition("（")[0],
        points=" ".join(f"{px:.1f},{py:.1f}" for px, py in corners) if area.polygon else "",
        x=round(x, 1),
        y=round(y, 1),
        radius=area.radius_m,
        word=live[0].word if live else "",
        tone=live[0].tone if live else "",
        live=len(live),
    )


def _outline(area: Area, reference: Area) -> list[Point]:
    """The polygon's corners, or the one centre, in metres east and south of the equator at Greenwich.

    One scale for all, that of the reference's latitude: over a plant it is true to centimetres.
    """
    east = METRES_PER_DEGREE * cos(radians(_points(reference)[0][1]))
    return [(x * east, -y * METRES_PER_DEGREE) for x, y in _points(area)]


def _points(area: Area) -> Sequence[Point]:
    return [area.center] if area.center else area.polygon
