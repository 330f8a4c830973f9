"""Legal holds: what is kept for an investigation, however old it gets. Whatever deletes anything must ask here
first."""

from __future__ import annotations

from datetime import datetime

from peewee import ForeignKeyField, TextField

from models.base import MomentField
from models.subject import Subject
from models.table import Table


class Hold(Table):
    """One row a subject under hold; without a row there is none."""

    subject = ForeignKeyField(Subject, primary_key=True, backref="holds")
    reason = TextField()
    since = MomentField()


def of_subject(subject: Subject) -> Hold | None:
    return Hold.get_or_none(Hold.subject == subject)


def put(subject: Subject, reason: str, now: datetime) -> None:
    """Puts the subject under hold; a second hold only changes the reason."""
    Hold.insert(subject=subject, reason=reason, since=now).on_conflict(
        conflict_target=[Hold.subject], update={Hold.reason: reason}
    ).execute()


def lift(subject: Subject) -> None:
    Hold.delete().where(Hold.subject == subject).execute()
