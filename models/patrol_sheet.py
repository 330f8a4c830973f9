"""What is looked at in a round or a campaign, and what was found, as kept in its row (`patrol.sheet`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Self, cast

from models.asked import AskData
from models.stored import NONE, Stored
from rules.patrols.life import Count, Status, counted


class Line(Stored):
    """A control measure that is looked at, or an item of a checklist."""

    id: str
    text: str
    event: str = ""


class Point(Stored):
    """Something that is looked at, in an area. machine: the plant's machine that it is, empty for others; person: who
    is asked; empty while nobody is there to be asked."""

    id: str
    name: str
    area: str
    area_name: str
    lines: tuple[Line, ...] = ()
    machine: str = ""
    person: str = ""


class Found(Stored):
    """What became of a point. scanned: which posted code was read there, in words, empty when none was; hazard: its
    number; measure: which one failed, where somebody said so; note: what he wrote, or why nobody looked."""

    status: str
    by: str = ""
    at: datetime | None = None
    scanned: str = ""
    note: str = ""
    hazard: str = ""
    measure: str = ""


class Read(Stored):
    """A posted code that was read in the round. words: which one it is; number: its own; machine: on which it stands,
    empty for an area's."""

    area: str
    by: str
    at: datetime
    number: str
    words: str
    machine: str = ""


class Sheet(Stored):
    """source: `patrol`, or the kind of campaign; post, department: who is looked for; begun_by: who began a campaign;
    reads: in the order of time; tried: who was asked before and passed it on."""

    source: str = "patrol"
    post: str = ""
    department: str = ""
    begun_by: str = ""
    points: tuple[Point, ...] = ()
    found: Mapping[str, Found] = NONE
    reads: tuple[Read, ...] = ()
    tried: tuple[str, ...] = ()

    def with_found(self, point: str, found: Found) -> Self:
        return self.but(found={**self.found, point: found})

    def left(self, person: str | None = None) -> tuple[Point, ...]:
        """The points at which nobody has looked; of one person where one is given."""
        mine = self.points if person is None else self.of(person)
        return tuple(point for point in mine if point.id not in self.found)

    def of(self, person: str) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.person == person)

    def point(self, name: str) -> Point | None:
        return next((point for point in self.points if point.id == name), None)

    @property
    def count(self) -> Count:
        return _count(self, self.points)

    def count_of(self, person: str) -> Count:
        return _count(self, self.of(person))


def _count(sheet: Sheet, points: tuple[Point, ...]) -> Count:
    return counted(cast(Status, sheet.found[each.id].status) if each.id in sheet.found else None for each in points)


class Missed(AskData):
    """`patrol.missed`. numbers: of the rounds that were not walked, or that nobody is there to walk."""

    numbers: tuple[str, ...] = ()
