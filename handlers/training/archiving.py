"""The file of somebody who has left is archived once its newest entry is sealed, with the day until which it is kept.

At least three years after he left (a choice of ours; files of occupational health are kept longer). Nothing here
deletes.
"""

from __future__ import annotations

from datetime import datetime

from handlers.training import life
from models import training
from models.ledger import Entry, Seal
from models.subject import Subject
from models.training import TrainingFile
from rules.training.matrix import later

KEPT_MONTHS = 36
SYSTEM = {"system": "archive"}


def due(limit: int) -> list[int]:
    """Subjects of files that wait to be archived, at most so many, the oldest first."""
    waiting = TrainingFile.select(TrainingFile.subject).where(
        TrainingFile.closed_at.is_null(False), TrainingFile.archived_at.is_null()
    )
    return [row.subject_id for row in waiting.order_by(TrainingFile.id).limit(limit)]


def archive(subject: Subject, now: datetime) -> bool:
    """Archives the file. False when another worker was first, its person has come back, or something was written since
    the seal: then the next turn does it."""
    file = training.here(subject)
    newest = Entry.select(Entry, Seal).join(Seal).where(Entry.subject == subject, Entry.seq == subject.seq).first()
    if newest is None or file.closed_at is None or file.archived_at is not None:
        return False
    until = later(file.closed_at.date(), KEPT_MONTHS).isoformat()
    training.close(file, archived_at=now)
    life.tell_trail(file, "training.archived", now, {"seal": newest.seal.number, "keep_until": until}, actor=SYSTEM)
    return True
