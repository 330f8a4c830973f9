"""A permit's own clock: what the house does by itself at a moment, whoever holds which card.

Kept as one ask that nobody is asked (no person, no card), so that the clock finds it as it finds every other.
"""

from __future__ import annotations

from datetime import datetime

from models.ask import Ask, movable, move
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
        data={"moments": {}},
    )
    _keep(own, {**own.data["moments"], name: moment.isoformat()}, now)


def drop(subject: Subject, *names: str, now: datetime) -> None:
    """These are not wanted any more."""
    own = _own(subject)
    if own is not None:
        _keep(own, {name: moment for name, moment in own.data["moments"].items() if name not in names}, now)


def take(ask: Ask, now: datetime) -> list[str]:
    """The names that are due, in the order of their moments; they are taken off the timetable."""
    moments = {name: datetime.fromisoformat(text) for name, text in ask.data["moments"].items()}
    due = sorted((name for name, moment in moments.items() if moment <= now), key=lambda name: moments[name])
    _keep(ask, {name: text for name, text in ask.data["moments"].items() if name not in due}, now)
    return due


def _keep(own: Ask, moments: dict[str, str], now: datetime) -> None:
    """An empty timetable is over; the next moment opens another."""
    if not moments:
        move(own, "done", data={"moments": {}}, closed_at=now)
        return
    following = min(datetime.fromisoformat(text) for text in moments.values())
    Ask.set_by_id(own.id, {"data": {"moments": moments}, "next_at": following})
    own.data = {"moments": moments}


def _own(subject: Subject) -> Ask | None:
    return next(iter(movable(subject, KIND)), None)
