"""A permit's own clock: what the house does by itself at a certain moment, whatever people are asked.

It is kept as an ask without a person and a card, so that the clock finds it like any other.
"""

from __future__ import annotations

from datetime import datetime

from models.ask import Ask, movable, move
from models.permit_asks import Timetable
from models.subject import Subject

KIND = "permit.timetable"
# The moment at which people come or go (`relief`).
RELIEF = "relief"
# The moment to look (again) for somebody who can accept the work.
ACCEPT = "accept_again"


def at(subject: Subject, name: str, moment: datetime, now: datetime) -> None:
    """Makes the clock do `name` (a key of due.EVENTS) at `moment`; a second call moves it."""
    own = _own(subject) or Ask.create(
        kind=KIND,
        subject=subject,
        person="",
        opened_at=now,
        delivered_at=now,
        escalation={"steps": [], "expires_at": None},
        data=dict(Timetable(moments={}).kept),
    )
    _keep(own, Timetable.of(own).with_moment(name, moment), now)


def moment_of(subject: Subject, name: str) -> datetime | None:
    """When the clock will do `name`; None when it will not."""
    own = _own(subject)
    return Timetable.of(own).moments.get(name) if own else None


def drop(subject: Subject, *names: str, now: datetime) -> None:
    """Removes these moments."""
    own = _own(subject)
    if own is not None:
        _keep(own, Timetable.of(own).without_moments(names), now)


def take(ask: Ask, now: datetime) -> list[str]:
    """The names that are due, in the order of their moments; removes them from the timetable."""
    timetable = Timetable.of(ask)
    due = timetable.due(now)
    _keep(ask, timetable.without_moments(due), now)
    return due


def _keep(own: Ask, timetable: Timetable, now: datetime) -> None:
    """Keeps the moments. An empty timetable is closed; the next moment opens a new one."""
    data = dict(timetable.kept)
    if not timetable.moments:
        move(own, "done", data=data, closed_at=now)
        return
    Ask.set_by_id(own.id, {"data": data, "next_at": min(timetable.moments.values())})
    own.data = data


def _own(subject: Subject) -> Ask | None:
    return next(iter(movable(subject, KIND)), None)
