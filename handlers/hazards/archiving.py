"""What is over goes into the archive once its newest entry is sealed; what was joined to another, once that one is
over: until then it can be parted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice

from handlers.hazards import life
from models import bent
from models import hazard as hazards
from models.hazard import Hazard
from models.ledger import Entry, Seal
from models.subject import Subject

CLOSED, MERGED = ("closed_out", "rejected"), "merged"


def due(limit: int) -> list[int]:
    """Subjects of hazards that wait to be archived, at most so many, the oldest first, those that were joined last."""
    closed = Hazard.select(Hazard.subject).where(Hazard.state.in_(CLOSED)).order_by(Hazard.id).limit(limit)
    found = [row.subject_id for row in closed]
    return [*found, *islice(_joined(), limit - len(found))]


def _joined() -> Iterator[int]:
    """Those that were joined to another one, over however many others, that is over."""
    merged = Hazard.select(Hazard.subject, Hazard.number, Hazard.work).where(Hazard.state == MERGED)
    rows = list(merged.order_by(Hazard.id))
    into = dict(bent.each(rows, lambda row: (row.number, row.work.into), lambda row: (row.number, "")))
    going_on = set(hazards.open_numbers()) if rows else set()
    return (row.subject_id for row in rows if _end(row.number, into) not in going_on)


def _end(number: str, into: Mapping[str, str]) -> str:
    """The one that all between were joined to; one that is not among them any more is over itself."""
    passed = set()
    while number in into and number not in passed:
        passed.add(number)
        number = into[number]
    return number


def archive(subject: Subject, now: datetime) -> bool:
    """Archives the hazard. False when another worker was first, or something was written since the seal: then the next
    turn does it."""
    hazard = hazards.here(subject)
    newest = Entry.select(Entry, Seal).join(Seal).where(Entry.subject == subject, Entry.seq == subject.seq).first()
    if newest is None or hazard.state not in (*CLOSED, MERGED):
        return False
    life.move(hazard, "archived", "hazard.archived", now, data={"seal": newest.seal.number})
    return True
