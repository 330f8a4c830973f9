"""Today's permits as lines of the board."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from models import permit as permits
from models.ask import Ask
from models.book import Book
from models.permit import Permit
from rules.templates import UNGRADED
from web.console.rows import Row, lines, names, open_asks, waited, window

LIVE = ("routing", "blocked", "signing", "working", "suspended", "finished")
"""Shown on any day: somebody still has to do something."""


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
    Permit.requester,
    Permit.started_at,
    Permit.closed_at,
    Permit.form,
    Permit.work,
)
"""Columns: a permit's frozen template and route are large, and the board needs neither."""


def permits_today(rules: Book, now: datetime) -> Iterator[Row]:
    """Permits whose window touches today, that were raised today, or for which something is still to be done."""
    midnight = now.astimezone(rules.plant.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1)
    begun = (Permit.starts_at < tomorrow) | (Permit.requested_at >= midnight)
    query = Permit.select(*KEPT).where(((Permit.ends_at >= midnight) & begun) | Permit.state.in_(LIVE))
    found = list(query.order_by(Permit.id))
    asks = open_asks(permit.subject_id for permit in found)
    return lines(found, lambda permit: _row(permit, asks[permit.subject_id], rules, now))


def _row(permit: Permit, asks: list[Ask], rules: Book, now: datetime) -> Row:
    word, tone = look(permit, asks, now)
    form, kind = permit.form, rules.config.templates.kinds.get(permit.kind)
    return Row(
        number=permit.number,
        link=f"/console/permits/{permit.number}",
        kind=permit.kind,
        kind_name=kind.name.removesuffix("作业") if kind else permit.kind,
        level="" if permit.level == UNGRADED else form.level_name,
        area=permit.area,
        area_name=form.area_name or permit.area,
        state=permit.state,
        state_word=permits.stands(permit)[0],
        word=word,
        tone=tone,
        minutes=waited(asks, now),
        whom=names(asks, rules.plant) or _nobody(permit),
        window=window(permit.starts_at, permit.ends_at, now),
        project=" · ".join(filter(None, (form.part, form.project))),
        people=frozenset({*filter(rules.plant.knows, permits.named(permit)), *(ask.person for ask in asks)}),
    )


def left_alone(now: datetime) -> Iterator[str]:
    """The permits that wait, and for nobody: a sentence for each."""
    query = Permit.select().where(Permit.state.in_(("blocked", "finished", "expired"))).order_by(Permit.id)
    found = [permit for permit in query if _nobody(permit)]
    asks = open_asks(permit.subject_id for permit in found)
    for permit in found:
        if not asks[permit.subject_id]:
            yield f"{permit.number} {permits.title(permit)}：{_nobody(permit)}，请安排人到场"


def _nobody(permit: Permit) -> str:
    """Whom a permit lacks that can't go on while nobody is asked; empty for any other."""
    return "没有能签的人" if permit.state == "blocked" else "没有能验收的人" if permits.unaccepted(permit) else ""


def look(permit: Permit, asks: Iterable[Ask], now: datetime) -> tuple[str, str]:
    """The state's word and tone; they also say when a signature is past its time limit."""
    word, tone = permits.stands(permit)
    if permit.state == "signing" and any(ask.due_at and ask.due_at < now for ask in asks):
        return f"{word}超时", "caution"
    return word, tone
