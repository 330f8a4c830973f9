"""A person's own safety points: how many, and every entry."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from models import points, points_told
from models.points import PointEntry
from rules.hazards.points import WHY
from rules.phrases import moment_words
from web.h5.opened import page_data, reading
from web.h5.target import Target
from web.people import Visitor

MANY = 30


@dataclass(frozen=True)
class Row:
    """signed: +2, −1, 0; number: of the hazard, empty for none."""

    what: str
    signed: str
    when: str
    number: str
    note: str
    tone: str


def own(who: Visitor, wanted: Target) -> str:
    """`points/me`, or `points/123`: the entries before that one. Nobody sees another's."""
    found = points.page(who.person.id, wanted.number, MANY + 1)
    return render_template(
        "h5/hazards/points.html",
        who=who.person.name,
        doubts=points_told.differences(who.person.id),
        balance=points.balance(who.person.id),
        rows=[_row(entry, who) for entry in found[:MANY]],
        older=found[MANY - 1].id if len(found) > MANY else 0,
        newest=not wanted.number,
        page=page_data(who, wanted, reading(who, wanted)),
    )


def _row(entry: PointEntry, who: Visitor) -> Row:
    when = moment_words(entry.at.astimezone(who.plant.zone))
    tone = "done" if entry.amount > 0 else "caution" if entry.amount < 0 else "quiet"
    return Row(WHY[points.why_of(entry)], signed(entry.amount), when, entry.number, entry.note, tone)


def signed(amount: int) -> str:
    """+2, −1, 0, with a minus as wide as the plus."""
    return f"{amount:+d}".replace("-", "−") if amount else "0"
