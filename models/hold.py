"""Legal holds: what is kept for an investigation, however old it gets. Whatever deletes anything must ask `holds`.

The matter's chain says what is held; the row beside it is only compared with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from peewee import ForeignKeyField, TextField

from models.base import MomentField
from models.seals import Written, written
from models.subject import Subject
from models.table import Table

PUT, LIFTED = ".hold_put", ".hold_lifted"


@dataclass(frozen=True)
class Held:
    """Since when, and why by the last word on it; seq: the entry that says so."""

    since: datetime
    reason: str
    seq: int


class Hold(Table):
    """One row a subject under hold; without a row there is none."""

    subject = ForeignKeyField(Subject, primary_key=True, backref="holds")
    reason = TextField()
    since = MomentField()


def told(chain: Iterable[Written]) -> Held | None:
    """The hold by these entries."""
    held: Held | None = None
    for entry in chain:
        if entry.kind.endswith(PUT):
            since = held.since if held else datetime.fromisoformat(entry.line["at"])
            held = Held(since, entry.line["data"]["reason"], entry.seq)
        elif entry.kind.endswith(LIFTED):
            held = None
    return held


def of_subject(subject: Subject) -> Held | None:
    """The hold by the subject's chain, also by what is not sealed yet."""
    return told(written(subject))


def row_of(subject: Subject) -> Hold | None:
    return Hold.get_or_none(Hold.subject == subject)


def holds(subject: Subject) -> bool:
    """Whether nothing of it may be deleted: by its chain, or by the row alone."""
    return of_subject(subject) is not None or row_of(subject) is not None


def put(subject: Subject, reason: str, now: datetime) -> None:
    """Puts the subject under hold; a second hold only changes the reason."""
    Hold.insert(subject=subject, reason=reason, since=now).on_conflict(
        conflict_target=[Hold.subject], update={Hold.reason: reason}
    ).execute()


def lift(subject: Subject) -> None:
    Hold.delete().where(Hold.subject == subject).execute()
