"""The search: any matter of any year by number, name, person, place, words, state and days; each row opens it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import render_template, request

from models import findable, matter
from models.findable import Findable, Sought, search
from rules.given import day
from rules.plant import Plant
from web.console.finding import Unclear, one
from web.h5.words import period
from web.house import house
from web.people import rulebook

# A subject's number, at most what both stores keep.
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Line:
    """A matter as the list shows it."""

    number: str
    word: str
    tone: str
    title: str
    about: str
    window: str


def show() -> str:
    """The page; its form is a plain one, so it works without a script."""
    now = house().now()
    plant = rulebook(now).plant
    given = {name: request.args.get(name, "")[:64].strip() for name in ("words", "state", "area", "person")}
    days = {name: _day(request.args.get(name, "")) for name in ("since", "until")}
    person, told = _person(given["person"], plant)
    # Whoever has left is in no list any more; his name is in the words of what he did.
    words = given["words"] if person or not given["person"] else f"{given['words']} {given['person']}"
    found = search(
        Sought(
            words=words,
            state=given["state"],
            area=given["area"],
            person=person,
            since=days["since"],
            until=days["until"],
            before=_number("before"),
            after=_number("after"),
        )
    )
    return render_template(
        "console/search.html",
        given={**given, **{name: each.isoformat() if each else "" for name, each in days.items()}},
        told=told,
        states=matter.states(),
        areas=[(area.id, area.name) for area in plant.areas],
        rows=[_line(row, now.date().year) for row in found.rows],
        older=_address(before=found.rows[-1].subject_id) if found.older and found.rows else "",
        newer=_address(after=found.rows[0].subject_id) if found.newer and found.rows else "",
        narrowed=any(given.values()) or any(days.values()),
        nouns=matter.nouns(),
        left=findable.left(),
    )


def _person(words: str, plant: Plant) -> tuple[str, str]:
    """The id of the person whom the words mean, and what to say when they mean nobody in particular."""
    try:
        return one(words, plant), ""
    except Unclear as fault:
        return "", f"{fault}下面按「{words}」这几个字找。"


def _line(row: Findable, year: int) -> Line:
    words = period(row.starts_at, row.ends_at)
    when = words if row.starts_at.year == year else f"{row.starts_at.year} 年 {words}"
    return Line(row.number, row.word, row.tone, row.title, row.about, when)


def _address(**place: int) -> str:
    """This search, from another place on."""
    kept: Mapping[str, str] = {name: value for name, value in request.args.items() if name not in ("before", "after")}
    return "?" + urlencode({**kept, **place})


def _number(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST else 0


def _day(text: str) -> date | None:
    try:
        return day(text[:10])
    except ValueError:
        return None
