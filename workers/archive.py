"""What is over becomes the archive: sealed first, then marked with the seal and the day until which it is kept.

GB 30871—2022 B.3: at least a year, whatever the end was; nothing here deletes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import Expression

from handlers.permits import life
from models import permit as permits
from models import store
from models.book import book_of
from models.ledger import Entry, Seal
from models.permit import Permit
from models.seals import seal_all
from models.subject import lock

SYSTEM = {"system": "archive"}
BATCH = 100


def is_due() -> bool:
    """Whether a permit waits to be archived."""
    return bool(Permit.select().where(_over()).exists())


def archive(now: datetime) -> int:
    """Seals what is new, then archives up to 100 permits, each in its own transaction; returns how many."""
    waiting = list(Permit.select(Permit.id, Permit.subject).where(_over()).order_by(Permit.id).limit(BATCH))
    if waiting:
        seal_all(now)
    return sum(store.write(lambda subject=row.subject_id: _archive(subject, now)) for row in waiting)  # type: ignore[misc]


def _archive(subject_id: int, now: datetime) -> bool:
    """False when somebody else was first, or something was written since the seal: the next turn takes it."""
    subject = lock(subject_id)
    permit = permits.of_subject(subject)
    newest = Entry.select(Entry, Seal).join(Seal).where(Entry.subject == subject, Entry.seq == subject.seq).first()
    if permit is None or newest is None or not _is_over(permit):
        return False
    keep_days = book_of(int(permit.rules)).config.templates.keep.permit_days
    until = ((permit.closed_at or permit.decided_at or now) + timedelta(days=keep_days)).date().isoformat()
    life.note(permit, keep_until=until)
    data = {"seal": newest.seal.number, "keep_until": until}
    life.move(permit, subject, "archived", now, actor=SYSTEM, data=data)
    return True


def _over() -> Expression:
    """A permit that ran out at work is over only when somebody has looked at the site: then it is closed."""
    unused = (Permit.state == "expired") & Permit.started_at.is_null()
    return Permit.state.in_(("closed", "cancelled", "void")) | unused


def _is_over(permit: Permit) -> bool:
    return Permit.select().where(_over(), Permit.id == permit.id).exists()
