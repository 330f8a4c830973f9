"""Safety points: one row an entry, never changed. A person's points are the sum of his rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, cast

from peewee import AutoField, CharField, IntegerField, fn

from models.base import MomentField
from models.table import Table
from rules.hazards.points import REPORTS, Why


class PointEntry(Table):
    """why: see `rules.hazards.points`. number: of the hazard that it is about, empty for none. month: for which month
    it counts (2026-11); a reversal counts for the month of what it takes back. key: what it is for, so that nothing is
    entered twice. reverses: the id of the entry that it takes back. by: the account of the console that entered it,
    empty where the house did."""

    id = AutoField()
    person = CharField(max_length=32, index=True)
    amount = IntegerField()
    why = CharField(max_length=16)
    number = CharField(max_length=16, default="", index=True)
    month = CharField(max_length=7, index=True)
    key = CharField(max_length=96, unique=True)
    reverses = IntegerField(null=True, unique=True)
    by = CharField(max_length=40, default="")
    note = CharField(max_length=200, default="")
    at = MomentField()


def of_key(key: str) -> PointEntry | None:
    return PointEntry.get_or_none(PointEntry.key == key)


def is_reversed(entry: PointEntry) -> bool:
    return PointEntry.get_or_none(PointEntry.reverses == entry.id) is not None


def balance(person: str) -> int:
    """What this person has."""
    return int(PointEntry.select(fn.SUM(PointEntry.amount)).where(PointEntry.person == person).scalar() or 0)


def balances() -> dict[str, int]:
    """What everybody has who ever had an entry."""
    rows = PointEntry.select(PointEntry.person, fn.SUM(PointEntry.amount)).group_by(PointEntry.person)
    return _sums(rows)


def earned(month: str, people: Collection[str]) -> dict[str, int]:
    """What each of these people got for that month, without what he spent."""
    counts = (PointEntry.month == month) & PointEntry.person.in_(list(people)) & (PointEntry.why != "spent")
    rows = PointEntry.select(PointEntry.person, fn.SUM(PointEntry.amount)).where(counts).group_by(PointEntry.person)
    return {**dict.fromkeys(people, 0), **_sums(rows)}


def reports_since(person: str, since: datetime) -> int:
    """How many reports of this person have counted since then, and still do."""
    taken_back = PointEntry.select(PointEntry.reverses).where(PointEntry.reverses.is_null(False))
    counted = (PointEntry.amount > 0) & PointEntry.why.in_(REPORTS) & (PointEntry.at >= since)
    mine = PointEntry.select().where(PointEntry.person == person, counted, PointEntry.id.not_in(taken_back))
    return mine.count()


def standing(number: str, *whys: Why) -> list[PointEntry]:
    """The entries about this hazard, of these reasons, that nothing has taken back."""
    taken_back = PointEntry.select(PointEntry.reverses).where(PointEntry.reverses.is_null(False))
    about = (PointEntry.number == number) & PointEntry.why.in_(whys)
    return list(PointEntry.select().where(about, PointEntry.id.not_in(taken_back)).order_by(PointEntry.id))


def taken_by_office(number: str, *whys: Why) -> bool:
    """Whether somebody of the office has taken back an entry of these reasons about this hazard."""
    back = PointEntry.select(PointEntry.reverses).where(PointEntry.number == number, PointEntry.by != "")
    about = (PointEntry.number == number) & PointEntry.why.in_(whys)
    return PointEntry.select().where(about, PointEntry.id.in_(back.where(PointEntry.reverses.is_null(False)))).exists()


def page(person: str, before: int, many: int) -> list[PointEntry]:
    """Entries of this person, or of all where it is empty, the newest first; before: below this id, 0 for all."""
    rows = PointEntry.select().order_by(PointEntry.id.desc()).limit(many)
    if person:
        rows = rows.where(PointEntry.person == person)
    return list(rows.where(PointEntry.id < before) if before else rows)


def _sums(rows: Any) -> dict[str, int]:
    return {person: int(amount) for person, amount in cast("Iterable[tuple[str, int]]", rows.tuples())}


def why_of(entry: PointEntry) -> Why:
    return cast(Why, entry.why)
