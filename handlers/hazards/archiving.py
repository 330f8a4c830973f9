"""What is over goes into the archive once its newest entry is sealed; what was joined to another, once that one is
over: until then it can be parted."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime
from itertools import islice

from handlers.hazards import life
from models import bent
from models import hazard as hazards
from models.hazard import Hazard
from models.ledger import Entry, Seal
from models.subject import Subject

ENDED = ("closed_out", "merged", "rejected")


def due(limit: int) -> list[int]:
    """Subjects of hazards that wait to be archived, at most so many, the oldest first."""
    ended = Hazard.select(Hazard.subject, Hazard.state, Hazard.work).where(Hazard.state.in_(ENDED))
    waiting = list(ended.order_by(Hazard.id))
    going_on = set(hazards.open_numbers()) if any(row.state == "merged" for row in waiting) else set()
    ready = (row.subject_id for row in waiting if bent.counts(_ready, row, going_on))
    return list(islice(ready, limit))


def archive(subject: Subject, now: datetime) -> bool:
    """Archives the hazard. False when another worker was first, or something was written since the seal: then the next
    turn does it."""
    hazard = hazards.here(subject)
    newest = Entry.select(Entry, Seal).join(Seal).where(Entry.subject == subject, Entry.seq == subject.seq).first()
    if newest is None or hazard.state not in ENDED:
        return False
    life.move(hazard, "archived", "hazard.archived", now, data={"seal": newest.seal.number})
    return True


def _ready(hazard: Hazard, going_on: Set[str]) -> bool:
    return hazard.state != "merged" or hazard.work.into not in going_on
