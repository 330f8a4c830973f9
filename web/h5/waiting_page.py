"""「待我签」: what waits for the visitor, of the gathered kinds, the most urgent first; then whatever else he is
asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template

from cards.builders import build
from handlers import digest
from models import kinds
from models.ask import MOVABLE, Ask
from models.matter import Tone
from web.h5.opened import page_data, reading
from web.h5.target import Target
from web.h5.words import left
from web.people import Visitor


@dataclass(frozen=True)
class Row:
    """One thing to do: its card's title and first line, by when, why, and the page behind it."""

    title: str
    about: str
    due: str
    why: str
    word: str
    tone: str
    link: str


def waiting(who: Visitor, wanted: Target) -> str:
    """The list; each line opens its own page, and nothing is signed here."""
    waiting = digest.gathered_for(who.person.id)
    apart = (*kinds.gathered(), digest.KIND)
    others = Ask.select().where(Ask.person == who.person.id, Ask.state.in_(MOVABLE), Ask.kind.not_in(apart))
    return render_template(
        "h5/waiting.html",
        who=who.person.name,
        gathered=[row for ask in waiting for row in row_of(ask, who)],
        way=digest.together(waiting),
        others=[row for ask in others.order_by(Ask.opened_at.desc()) for row in row_of(ask, who)],
        find=Target("mine", "begun").path(who.platform),
        page=page_data(who, wanted, reading(who, wanted)),
    )


def row_of(ask: Ask, who: Visitor) -> Iterator[Row]:
    """The card in one line; None for a card without a page."""
    card = build(ask, "", 0, who.now)
    link = next((button.url for button in card.buttons if button.url), card.link)
    if link:
        word, tone = _state(ask)
        due = left(ask.due_at, who.now) if ask.due_at else card.deadline
        about, why = next(iter(card.lines), ""), next(iter(ask.why), "")
        yield Row(card.title, about, due, why if why != about else "", word, tone, link)


def _state(ask: Ask) -> tuple[str, Tone]:
    """待签, 待批, …, as its kind calls it; 待到场 while the answer waits for the person to be there."""
    if ask.state == "held":
        return "待到场", "caution"
    way = kinds.of(ask.kind).gathered
    return f"待{way.verb if way else '办'}", "info"
