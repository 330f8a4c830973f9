"""The region of a photo that somebody marked with one drag of a finger, in thousandths of its width and height."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from rules.hazards.seen import Box

WHOLE = 1000
# A finger that only touched has marked nothing.
LEAST = 20


@dataclass(frozen=True)
class Region:
    """The upper left corner, width and height, in thousandths of the upright photo."""

    left: int
    top: int
    width: int
    height: int

    @property
    def box(self) -> Box:
        return Box(self.left / WHOLE, self.top / WHOLE, self.width / WHOLE, self.height / WHOLE)


EDGES = tuple(edge.name for edge in fields(Region))


def region(given: object) -> Region | None:
    """What a page sent as `{left, top, width, height}`; None when it is no region, lies outside or is next to
    nothing."""
    if not isinstance(given, Mapping):
        return None
    edges = [given.get(name) for name in EDGES]
    left, top, width, height = numbers = [edge if type(edge) is int else -1 for edge in edges]
    if min(numbers) < 0 or min(width, height) < LEAST or max(left + width, top + height) > WHOLE:
        return None
    return Region(left, top, width, height)
