"""Month by month: whom the safety head was asked to let in without a course, for which permit, and what he decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import render_template, request

from handlers.permits import crew
from models import let_in
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import Book, name_of
from models.permit_asks import Pardon
from web.h5.words import clock
from web.house import house
from web.people import rulebook, titled


@dataclass(frozen=True)
class Row:
    """permit: its number, empty while a request has not become one; word, tone: what was decided; unused: where he who
    was let in has no such part in the permit."""

    at: str
    who: str
    role: str
    titles: str
    permit: str
    asked: str
    decided: str
    word: str
    unused: str
    tone: str


WORDS = {let_in.GRANTED: ("放行了", "caution"), let_in.REFUSED: ("没有放行", "quiet")}


def show() -> str:
    """`?month=2026-11`; the present one when none is asked for."""
    now = house().now()
    rules = rulebook(now)
    first = _month(request.args.get("month", ""), rules.plant.day(now))
    after = (first + timedelta(days=32)).replace(day=1)
    begins, ends = (datetime.combine(each, time.min, rules.plant.zone) for each in (first, after))
    rows = [_row(ask, rules, now) for ask in let_in.between(begins, ends)]
    return render_template(
        "console/training/let_in.html",
        rows=rows,
        granted=sum(row.word == WORDS[let_in.GRANTED][0] for row in rows),
        month=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=after if after <= rules.plant.day(now) else None,
    )


def _month(text: str, today: date) -> date:
    """The first day of the month that is meant; of the present one for what is no month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def _unused(ask: Ask, number: str) -> str:
    permit = permits.by_number(number)
    if permit is None:
        return ""
    how = next((each for each in permit.work.let_in if each.ask == ask.id), None)
    return crew.unused(permit, how) if how else "没有用上"


def _row(ask: Ask, rules: Book, now: datetime) -> Row:
    wish, outcome, plant = Pardon.of(ask), Outcome.of(ask), rules.plant
    waiting = ("等他定", "info") if ask.state in MOVABLE else (outcome.words or "没有人定", "quiet")
    word, tone = WORDS.get(outcome.result, waiting)
    number = let_in.permit_of(ask)
    return Row(
        at=clock(ask.opened_at, now),
        who=titled(plant, wish.person),
        role=wish.role_name,
        titles=wish.titles,
        permit=number,
        asked=f"{name_of(plant, wish.asked_by)}：{wish.reason}",
        decided=f"{name_of(plant, ask.person)}{f'：{outcome.reason}' if outcome.reason else ''}",
        word=word,
        unused=_unused(ask, number) if outcome.result == let_in.GRANTED else "",
        tone=tone,
    )
