"""Lines of the board: the state of each matter, how long it has waited, and for whom. Each flow makes its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from models import kinds
from models.ask import MOVABLE, Ask
from models.book import name_of
from rules.phrases import day_words
from rules.plant import Plant
from web.h5.words import period

TONES = ("stop", "caution", "info", "done", "quiet")
"""From the worst to the best: what can hurt, what is late, what is to be done, what is well, what is history."""


@dataclass(frozen=True)
class Row:
    """One matter. link: its page in the console; project: what is done, as people say it.

    state_word: the state alone; word: the state with what is late. minutes: since the oldest open ask was opened, None
    when nobody is waited for; people: ids, for the filter.
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
    return int((now - asks[0].opened_at).total_seconds() // 60) if asks else None


def names(asks: list[Ask], plant: Plant) -> str:
    """The first three people who are waited for, and how many there are in all."""
    found = list(dict.fromkeys(name_of(plant, ask.person) for ask in asks))
    return "、".join(found[:3]) + (f"等 {len(found)} 人" if len(found) > 3 else "")


def window(starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """08:30–16:30 for today, else with its dates."""
    words = period(starts_at, ends_at)
    return words.removeprefix(f"{day_words(now.date())} ") if starts_at.date() == now.date() else words
