"""A link between two permits counts from both sides: what the requester of one ticks, the other has in its trail and
on its sheet as well."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from handlers.permits import life, raised, telling, timetable
from models import ledger
from models import permit as permits
from models.permit import Permit
from rules.life import OVER

# The timetable's moment at which the other permit's gates are looked at again.
LOOK = "linked"


def keep(permit: Permit, before: Collection[str], now: datetime) -> None:
    """Those with which the permit is linked now, and those with which it was before, learn what is new."""
    _tell(permit, permit.related, before, now)


def part(permit: Permit, now: datetime) -> None:
    """The permit has been taken back: nobody is linked with it any more."""
    _tell(permit, (), permit.related, now)


def _tell(permit: Permit, related: Collection[str], before: Collection[str], now: datetime) -> None:
    for number in sorted({*related, *before}):
        found = permits.by_number(number)
        if found is not None and found.state not in OVER:
            _note(permits.locked(found.subject_id), permit.number, number in related, now)


def _note(other: Permit, number: str, linked: bool, now: datetime) -> None:
    if linked == (number in other.work.linked):
        return
    life.note(other, other.work.linked_with(number) if linked else other.work.parted_from(number))
    kind = "permit.linked" if linked else "permit.parted"
    ledger.append(other.subject, kind, now, actor=raised.SYSTEM, data={"with": number})
    timetable.at(other.subject, LOOK, now, now)
    telling.repaint_open(other, now)
