"""A permit's own clock: what the house does by itself at a moment, whoever holds which card.

Kept as one ask that nobody is asked (no person, no card), so that the clock finds it as it finds every other.
"""

from __future__ import annotations

from datetime import datetime

from models.ask import Ask, movable, move
from models.permit_asks import Timetable
from models.subject import Subject

KIND = "permit.timetable"


def at(subject: Subject, name: str, moment: datetime, now: datetime) -> None:
    """The clock is to do `name` (a key of due.EVENTS) at `moment`; naming it again moves it."""
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


def drop(subject: Subject, *names: str, now: datetime) -> None:
    """These are not wanted any more."""
    own = _own(subject)
    if own is not None:
        _keep(own, Timetable.of(own).without_moments(names), now)


def take(ask: Ask, now: datetime) -> list[str]:
    """The names that are due, in the order of their moments; they are taken off the timetable."""
    timetable = Timetable.of(ask)
    due = timetable.due(now)
    _keep(ask, timetable.without_moments(due), now)
    return due


def _keep(own: Ask, timetable: Timetable, now: datetime) -> None:
    """An empty timetable is over; the next moment opens another."""
    data = dict(timetable.kept)
    if not timetable.moments:
        move(own, "done", data=data, closed_at=now)
        return
    Ask.set_by_id(own.id, {"data": data, "next_at": min(timetable.moments.values())})
    own.data = data


def _own(subject: Subject) -> Ask | None:
    return next(iter(movable(subject, KIND)), None)
