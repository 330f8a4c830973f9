"""Today's permits as lines of the board: how each stands, how long it has waited, and for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from models.ask import MOVABLE, Ask
from models.book import Book
from models.permit import Permit
from rules.life import NAMES, State
from rules.phrases import day_words
from rules.plant import Plant
from web.h5.words import period
from web.people import name_of

TONES = ("stop", "caution", "info", "done", "quiet")
"""From the worst to the best: what can hurt, what is late, what is to be done, what is well, what is history."""

LIVE = ("assessing", "routing", "blocked", "signing", "working", "suspended", "finished")
"""Shown whatever the day: somebody still has to do something."""

STANDING = ("permit.watch", "permit.finish", "permit.timetable")
"""Asks that stay open while all is well: nobody waits for them."""

_TONE_OF: dict[str, str] = {
    "blocked": "stop",
    "suspended": "stop",
    "returned": "caution",
    "assessing": "info",
    "routing": "info",
    "signing": "info",
    "finished": "info",
    "approved": "done",
    "working": "done",
}


@dataclass(frozen=True)
class Row:
    """minutes: since the oldest open ask was opened, None when nobody is waited for; people: ids, for the filter."""

    number: str
    kind: str
    kind_name: str
    level: str
    area: str
    area_name: str
    state: str
    word: str
    tone: str
    minutes: int | None
    whom: str
    window: str
    project: str
    people: frozenset[str]


KEPT = (
    Permit.id,
    Permit.subject,
    Permit.number,
    Permit.kind,
    Permit.level,
    Permit.area,
    Permit.state,
    Permit.starts_at,
    Permit.ends_at,
    Permit.started_at,
    Permit.closed_at,
    Permit.form,
)
"""Columns: a permit's frozen template and route are large, and a line of the board needs neither."""


def today(rules: Book, now: datetime) -> list[Row]:
    """Permits whose window touches today, that were raised today, or that still want something; the worst first."""
    midnight = now.astimezone(rules.plant.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1)
    begun = (Permit.starts_at < tomorrow) | (Permit.requested_at >= midnight)
    query = Permit.select(*KEPT).where(((Permit.ends_at >= midnight) & begun) | Permit.state.in_(LIVE))
    permits = list(query.order_by(Permit.id))
    asks = _open_asks(permits)
    rows = [_row(permit, asks[permit.subject_id], rules, now) for permit in permits]
    return sorted(rows, key=lambda row: (TONES.index(row.tone), -(row.minutes or 0), row.number))


def _open_asks(permits: Iterable[Permit]) -> Mapping[int, list[Ask]]:
    subjects = [permit.subject_id for permit in permits]
    waiting = Ask.select().where(Ask.subject.in_(subjects), Ask.state.in_(MOVABLE), Ask.kind.not_in(STANDING))
    found: dict[int, list[Ask]] = defaultdict(list)
    for ask in waiting.order_by(Ask.opened_at):
        found[ask.subject_id].append(ask)
    return found


def _row(permit: Permit, asks: list[Ask], rules: Book, now: datetime) -> Row:
    word, tone = look(permit, asks, now)
    form, kind = permit.form, rules.config.templates.kinds.get(permit.kind)
    return Row(
        number=permit.number,
        kind=permit.kind,
        kind_name=kind.name.removesuffix("作业") if kind else permit.kind,
        level="" if permit.level == "none" else str(form.get("level_name", "")),
        area=permit.area,
        area_name=str(form.get("area_name", permit.area)),
        state=permit.state,
        word=word,
        tone=tone,
        minutes=int((now - asks[0].opened_at).total_seconds() // 60) if asks else None,
        whom=_names(asks, rules.plant),
        window=_window(permit, now),
        project=" · ".join(str(form[key]) for key in ("part", "project") if form.get(key)),
        people=frozenset({*_named_in(form, rules.plant), *(ask.person for ask in asks)}),
    )


def look(permit: Permit, asks: Iterable[Ask], now: datetime) -> tuple[str, str]:
    """The state's word and tone; a signature past its time limit, and a window that ran out at work, are said so."""
    word = NAMES[cast(State, permit.state)]
    if permit.state == "expired" and permit.started_at and not permit.closed_at:
        return word, "stop"
    if permit.state == "signing" and any(ask.due_at and ask.due_at < now for ask in asks):
        return f"{word}超时", "caution"
    return word, _TONE_OF.get(permit.state, "quiet")


def _window(permit: Permit, now: datetime) -> str:
    """08:30–16:30 for today, else with its dates."""
    words = period(permit.starts_at, permit.ends_at)
    return words.removeprefix(f"{day_words(now.date())} ") if permit.starts_at.date() == now.date() else words


def _names(asks: list[Ask], plant: Plant) -> str:
    names = list(dict.fromkeys(name_of(plant, ask.person) for ask in asks))
    return "、".join(names[:3]) + (f"等 {len(names)} 人" if len(names) > 3 else "")


def _named_in(form: Mapping[str, object], plant: Plant) -> set[str]:
    """Everybody whom the form names, in whatever role."""
    values = [item for value in form.values() for item in (value if isinstance(value, list) else [value])]
    return {value for value in values if isinstance(value, str) and plant.knows(value)}
