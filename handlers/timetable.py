"""A matter's own clock: what the house does by itself at a certain moment, whatever people are asked.

It is kept as an ask without a person and a card, so that the clock finds it like any other. Each flow has its own kind.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from models.ask import Ask, movable, move
from models.house_asks import Moments
from models.subject import Subject


@dataclass(frozen=True)
class Timetable:
    """kind: the kind of ask in which the flow keeps it."""

    kind: str

    def at(self, subject: Subject, name: str, moment: datetime, now: datetime) -> None:
        """Makes the clock do `name` at `moment`; a second call moves it."""
        own = self._own(subject) or Ask.create(
            kind=self.kind,
            subject=subject,
            person="",
            opened_at=now,
            delivered_at=now,
            escalation={"steps": [], "expires_at": None},
            data=dict(Moments(moments={}).kept),
        )
        _keep(own, Moments.of(own).with_moment(name, moment), now)

    def moment_of(self, subject: Subject, name: str) -> datetime | None:
        """When the clock will do `name`; None when it will not."""
        own = self._own(subject)
        return Moments.of(own).moments.get(name) if own else None

    def drop(self, subject: Subject, *names: str, now: datetime) -> None:
        """Removes these moments."""
        own = self._own(subject)
        if own is not None:
            _keep(own, Moments.of(own).without_moments(names), now)

    def clear(self, subject: Subject, now: datetime, *, but: Collection[str] = ()) -> None:
        """Removes every moment but these."""
        own = self._own(subject)
        if own is not None:
            self.drop(subject, *(each for each in Moments.of(own).moments if each not in but), now=now)

    def _own(self, subject: Subject) -> Ask | None:
        return next(iter(movable(subject, self.kind)), None)


def take(ask: Ask, now: datetime) -> list[str]:
    """The names that are due, in the order of their moments; removes them from the timetable."""
    kept = Moments.of(ask)
    due = kept.due(now)
    _keep(ask, kept.without_moments(due), now)
    return due


def _keep(own: Ask, kept: Moments, now: datetime) -> None:
    """Keeps the moments. An empty timetable is closed; the next moment opens a new one."""
    data = dict(kept.kept)
    if not kept.moments:
        move(own, "done", data=data, closed_at=now)
        return
    Ask.set_by_id(own.id, {"data": data, "next_at": min(kept.moments.values())})
    own.data = data
