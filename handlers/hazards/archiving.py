"""What is over goes into the archive once its newest entry is sealed."""

from __future__ import annotations

from datetime import datetime

from handlers.hazards import life
from models import hazard as hazards
from models.hazard import Hazard
from models.ledger import Entry, Seal
from models.subject import Subject

ENDED = ("closed_out", "merged", "rejected")


def due(limit: int) -> list[int]:
    """Subjects of hazards that wait to be archived, at most so many, the oldest first."""
    waiting = Hazard.select(Hazard.subject).where(Hazard.state.in_(ENDED)).order_by(Hazard.id).limit(limit)
    return [row.subject_id for row in waiting]


def archive(subject: Subject, now: datetime) -> bool:
    """Archives the hazard. False when another worker was first, or something was written since the seal: then the next
    turn does it."""
    hazard = hazards.here(subject)
    newest = Entry.select(Entry, Seal).join(Seal).where(Entry.subject == subject, Entry.seq == subject.seq).first()
    if newest is None or hazard.state not in ENDED:
        return False
    life.move(hazard, "archived", "hazard.archived", now, data={"seal": newest.seal.number})
    return True
