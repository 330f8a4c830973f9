"""What is over goes into the archive, marked with its seal and the day until which it is kept.

GB 30871—2022 B.3: at least a year, however it ended. Nothing here deletes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import Expression

from handlers.permits import life
from models import permit as permits
from models.book import book_of
from models.ledger import Entry, Seal
from models.permit import Permit
from models.subject import Subject

SYSTEM = {"system": "archive"}


def due(limit: int) -> list[int]:
    """Subjects of permits that wait to be archived, at most so many, the oldest first."""
    waiting = Permit.select(Permit.subject).where(_over()).order_by(Permit.id).limit(limit)
    return [row.subject_id for row in waiting]


def archive(subject: Subject, now: datetime) -> bool:
    """Archives the permit. False when another worker was first, or something was written since the seal: then the next
    turn does it."""
    permit = permits.here(subject)
    newest = Entry.select(Entry, Seal).join(Seal).where(Entry.subject == subject, Entry.seq == subject.seq).first()
    if newest is None or not _is_over(permit):
        return False
    keep_days = book_of(int(permit.rules)).config.templates.keep.permit_days
    until = ((permit.closed_at or permit.decided_at or now) + timedelta(days=keep_days)).date().isoformat()
    life.note(permit, permit.work.archived(until))
    data = {"seal": newest.seal.number, "keep_until": until}
    life.move(permit, "archived", now, actor=SYSTEM, data=data)
    return True


def _over() -> Expression:
    """A permit that ran out during the work is over only when somebody has looked at the site: then it is closed."""
    unused = (Permit.state == "expired") & Permit.started_at.is_null()
    return Permit.state.in_(("closed", "cancelled")) | unused


def _is_over(permit: Permit) -> bool:
    return Permit.select().where(_over(), Permit.id == permit.id).exists()
