"""What was taught face to face and which drills were held on site: the safety office writes it down, and reads what was
written."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from handlers.training import attending
from handlers.training.attending import Told, Unfit
from models import store
from models.book import Book
from models.training_attended import Event, events
from rules.phrases import date_words
from rules.training.hours import ENTERED, SOURCES
from web.console.filters import PAGE_ROWS, asked_page
from web.console.finding import Unclear, several
from web.house import house
from web.people import rulebook, titled

FIELDS = ("sort", "on", "title", "hours", "remarks")
MOST_TEXT = 8000
NAMED = 12


@dataclass(frozen=True)
class Row:
    on: str
    word: str
    title: str
    came: str
    who: str
    by: str


def show(told: str = "", given: dict[str, str] | None = None) -> str:
    """`?page=`."""
    now = house().now()
    rules = rulebook(now)
    found = events(rules.plant.zone)
    pages = max(1, -(-len(found) // PAGE_ROWS))
    page = min(asked_page(), pages)
    return render_template(
        "console/training/attended.html",
        told=told,
        given=given or {},
        sorts=[(each, SOURCES[each]) for each in ENTERED],
        today=rules.plant.day(now).isoformat(),
        rows=[_row(each, rules) for each in found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]],
        page=page,
        pages=pages,
    )


def keep() -> Response:
    """`sort`, `on`, `title`, `hours`, `remarks`, and `people`, one a line. What can't be written down comes back as
    typed, with the reason."""
    given = {name: request.form.get(name, "")[:MOST_TEXT] for name in (*FIELDS, "people")}
    actor, now = {"system": "console", "account": str(g.name)}, house().now()
    try:
        plant = rulebook(now).plant
        people = several(given["people"], plant)
        told = Told(**{name: given[name] for name in FIELDS}, people=people)
        store.write(lambda: attending.keep(told, actor, now))
    except (Unclear, Unfit) as error:
        return make_response(show(str(error), given), 400)
    return make_response(redirect(url_for("console.training_attended")))


def _row(event: Event, rules: Book) -> Row:
    each, people = event.written, [titled(rules.plant, person) for person in event.people]
    who = "、".join(people[:NAMED]) + (f" 等 {len(people)} 人" if len(people) > NAMED else "")
    return Row(date_words(each.on), each.word, each.title, each.came, who, each.by)
