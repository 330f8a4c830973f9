"""The months' boards of those who cleared most: frozen at the month's end; a later correction is a new revision."""

from __future__ import annotations

from peewee import AutoField, CharField, IntegerField

from models.asked import AskData
from models.base import MomentField
from models.stored import Stored, StoredField
from models.table import Table
from rules.hazards.fame import Item, Tally


class KeptItem(Stored):
    number: str
    weight: int
    halves: int


class Candidate(Stored):
    """A person who had something due that month, as `rules.hazards.fame` counts him."""

    person: str
    items: tuple[KeptItem, ...] = ()
    repeats: int = 0
    reports: int = 0
    barred: bool = False

    @property
    def tally(self) -> Tally:
        items = tuple(Item(each.number, each.weight, each.halves) for each in self.items)
        return Tally(self.person, items, self.repeats, self.reports, self.barred)


class Placed(Stored):
    """One of the three. cleared: whole per cent of what was due; due: how many that were; points: of the month."""

    person: str
    cleared: int
    due: int
    points: int


class Board(Stored):
    """candidates: everybody who was counted, from which a correction ranks again; placed: the first three."""

    candidates: tuple[Candidate, ...] = ()
    placed: tuple[Placed, ...] = ()


class FameCard(AskData):
    """`hazard.fame`. place: 1 to 3, 0 for somebody who is no longer on it; again: why it was published again. On a
    group's card, revision: of the board that it shows; since: of the one that the group has, 0 for none."""

    month: str
    place: int = 0
    again: str = ""
    revision: int = 0
    since: int = 0


class Fame(Table):
    """revision: 1, one more after each correction; why: what was corrected."""

    id = AutoField()
    month = CharField(max_length=7)
    revision = IntegerField()
    at = MomentField()
    board = StoredField(Board)
    why = CharField(max_length=200, default="")

    class Meta:
        indexes = ((("month", "revision"), True),)


def newest(month: str) -> Fame | None:
    """The board of that month as it stands."""
    found: Fame | None = Fame.select().where(Fame.month == month).order_by(Fame.revision.desc()).first()
    return found


def revisions(month: str, first: int, last: int) -> list[Fame]:
    """The boards of that month from one revision to another, in order."""
    mine = (Fame.month == month) & Fame.revision.between(first, last)
    return list(Fame.select().where(mine).order_by(Fame.revision))


def months(many: int) -> list[str]:
    """The months that have a board, the newest first."""
    rows = Fame.select(Fame.month).distinct().order_by(Fame.month.desc()).limit(many)
    return [row.month for row in rows]
