"""Leave that people take by a card (「我不在」), until its last day or until they say that they are back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from peewee import AutoField, CharField, DateField

from models import within
from models.base import MomentField
from models.kept import Given, Kept
from models.table import Table
from rules.plant import Leave

REASON = "本人登记不在"


class LeaveTaken(Table):
    """Both days included; cover: who stands in, empty when the chain decides."""

    id = AutoField()
    person = CharField(max_length=32, index=True)
    from_day = DateField()
    to_day = DateField(index=True)
    cover = CharField(max_length=32, default="")
    taken_at = MomentField()
    ended_at = MomentField(null=True)


def running(day: date) -> Iterator[tuple[str, Leave]]:
    """Who is away on that day or later, by leave from a card."""
    for row in _running.rows(LeaveTaken, to_day=day):
        yield row.person, Leave(row.from_day, row.to_day, REASON, row.cover or None)


@Kept
def _running() -> Any:
    open_end = LeaveTaken.ended_at.is_null(), LeaveTaken.to_day >= Given(LeaveTaken.to_day)
    return LeaveTaken.select().where(*open_end).order_by(LeaveTaken.id)


def take(person: str, days: tuple[date, date], cover: str, now: datetime) -> None:
    """This person is away, from the first of these days to the last."""
    LeaveTaken.create(person=person, from_day=days[0], to_day=days[1], cover=cover, taken_at=now)
    within.forget()


def end(person: str, day: date, now: datetime) -> LeaveTaken | None:
    """Ends this person's leave; returns the leave that was running."""
    mine = (LeaveTaken.person == person) & LeaveTaken.ended_at.is_null() & (LeaveTaken.to_day >= day)
    last: LeaveTaken | None = LeaveTaken.select().where(mine).order_by(LeaveTaken.id.desc()).first()
    LeaveTaken.update(ended_at=now).where(mine).execute()
    within.forget()
    return last
