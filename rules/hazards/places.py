"""In which area a hazard is: by the phone's position, or by the area that its words name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.geo import distance_m, wgs84_to_gcj02
from rules.given import number, point
from rules.grams import plain
from rules.plant import Area, Plant

# A phone among steel is 10–100 m off (hazards.md §2.1).
AT_LEAST_M, TIMES = 50.0, 2.0
# Of an area's name at least so many letters must stand in the words.
LEAST_NAME = 2


@dataclass(frozen=True)
class Found:
    """area: its id; by: `position`, `words` or `chosen`."""

    area: str
    by: str


def area_at(position: Mapping[str, object], plant: Plant) -> Found | None:
    """The nearest area within 50 m or twice the fix's accuracy; None where there is none, or no fix."""
    where = point(position) if position else None
    if where is None:
        return None
    if (position.get("crs"), plant.crs) == ("WGS-84", "GCJ-02"):
        where = wgs84_to_gcj02(where)
    try:
        accuracy = number(position.get("accuracy_m") or position.get("accuracy") or 0)
    except ValueError:
        accuracy = 0.0
    near = sorted((distance_m(where, area), area.id) for area in plant.areas)
    within = max(AT_LEAST_M, TIMES * accuracy)
    return Found(near[0][1], "position") if near and near[0][0] <= within else None


def without_areas(words: str, plant: Plant) -> str:
    """The words without the names of areas, which say nothing of what was found there: 锅炉房 is no boiler."""
    for name in sorted((area.name for area in plant.areas), key=len, reverse=True):
        words = words.replace(name, "")
    return words


def area_named(words: str, plant: Plant) -> Found | None:
    """The one area whose name, or the name of a place in it, stands in the words; None where several do."""
    said = plain(words)
    named = [area.id for area in plant.areas if any(name in said for name in _names(area))]
    return Found(named[0], "words") if len(named) == 1 else None


def _names(area: Area) -> list[str]:
    return [each for each in map(plain, (area.name, *area.confined_spaces)) if len(each) >= LEAST_NAME]
