"""Lines of the board: the state of each matter, how long it has waited, and for whom. Each flow makes its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import bent, kinds, matter
from models.ask import MOVABLE, Ask
from models.book import name_of
from models.subject import Subject
from rules.phrases import day_words, minutes_of
from rules.plant import Plant
from web.h5.words import period

TONES = ("stop", "caution", "info", "done", "quiet")
"""From the worst to the best: what can hurt, what is late, what is to be done, what is well, what is history."""


@dataclass(frozen=True)
class Row:
    """One matter. link: its page in the console; project: what is done, as people say it.

    state_word: the state alone; word: the state with what is late. minutes: since the oldest open ask was opened, None
    when nobody is waited for; people: ids, for the filter; over: nobody has to do anything about it any more.
    """

    number: str
    link: str
    kind: str
    kind_name: str
    level: str
    area: str
    area_name: str
    state: str
    state_word: str
    word: str
    tone: str
    minutes: int | None
    whom: str
    window: str
    project: str
    people: frozenset[str]
    over: bool = False

    @property
    def wait(self) -> str:
        """31 分钟, 5 小时, 6 天; empty when nobody is waited for."""
        if self.minutes is None:
            return ""
        hours = self.minutes // 60
        return f"{hours // 24} 天" if hours >= 48 else f"{hours} 小时" if hours else f"{self.minutes} 分钟"


def lines(found: Iterable[Any], make: Callable[[Any], Row]) -> Iterator[Row]:
    """A line for each of a flow's rows; one that can't be read is named, and hides no other."""
    return bent.each(found, make, lambda row: _unreadable(row.subject))


def _unreadable(subject: Subject) -> Row:
    about = matter.unreadable(subject)
    return Row(
        number=about.number,
        link=f"/console/matters/{about.number}",
        kind=about.flow,
        kind_name=matter.noun(about.flow),
        level="",
        area="",
        area_name="",
        state=about.state,
        state_word=about.word,
        word=about.word,
        tone=about.tone,
        minutes=None,
        whom="",
        window="",
        project=about.title,
        people=about.people,
    )


def worst_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (TONES.index(row.tone), -(row.minutes or 0), row.number))


def open_asks(subjects: Iterable[int]) -> Mapping[int, list[Ask]]:
    """The open asks by subject, the oldest first: who is waited for. Asks that may stay open while all is well are left
    out."""
    waiting = Ask.select().where(
        Ask.subject.in_(list(subjects)), Ask.state.in_(MOVABLE), Ask.kind.not_in(kinds.standing())
    )
    found: dict[int, list[Ask]] = defaultdict(list)
    for ask in waiting.order_by(Ask.opened_at):
        found[ask.subject_id].append(ask)
    return found


def waited(asks: list[Ask], now: datetime) -> int | None:
    """Minutes since the oldest ask was opened."""
    return minutes_of(now - asks[0].opened_at) if asks else None


def names(asks: list[Ask], plant: Plant) -> str:
    """The first three people who are waited for, and how many there are in all."""
    found = list(dict.fromkeys(name_of(plant, ask.person) for ask in asks))
    return "、".join(found[:3]) + (f"等 {len(found)} 人" if len(found) > 3 else "")


def window(starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """08:30–16:30 for today, else with its dates."""
    words = period(starts_at, ends_at)
    return words.removeprefix(f"{day_words(now.date())} ") if starts_at.date() == now.date() else words
