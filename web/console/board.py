"""The board: today's matters on the plan of the areas and in a list. The script asks for the live part every 3 s."""

from __future__ import annotations

from datetime import datetime

from flask import Response, make_response, render_template, request
from werkzeug.http import generate_etag

from models import matter
from models.book import Book
from web.console.filters import choices, read, turned
from web.console.finding import shown
from web.console.plan import plans
from web.console.rooms import rooms
from web.console.rows import Row, worst_first
from web.house import house
from web.people import rulebook


def today(rules: Book, now: datetime) -> list[Row]:
    """What every flow has for today, the worst first."""
    return worst_first(row for room in rooms() for row in room.board(rules, now))


def show() -> str:
    """The whole page. Its filters are plain links and a form, so it works without a script."""
    now = house().now()
    rules = rulebook(now)
    rows = today(rules, now)
    wanted = read(request.args, rules.plant)
    return render_template(
        "console/board.html",
        person=shown(rules.plant, wanted.person) or request.args.get("person", ""),
        now=now,
        wanted=wanted,
        choices=choices(rows, rules.plant),
        live=_live(rows, rules),
        company=rules.plant.company,
    )


def live() -> Response:
    """The part that changes, as HTML; 304 while the browser has it already."""
    now = house().now()
    rules = rulebook(now)
    answer = make_response(_live(today(rules, now), rules))
    answer.set_etag(generate_etag(answer.get_data()))
    answer.make_conditional(request)
    return answer


def _live(rows: list[Row], rules: Book) -> str:
    wanted = read(request.args, rules.plant)
    found = [row for row in rows if wanted.fits(row)]
    turn = turned(len(found), wanted.page)
    return render_template(
        "console/live.html",
        sites=plans(rules.plant, [row for row in rows if wanted.fits(row, anywhere=True)]),
        rows=turn.cut(found),
        found=len(found),
        page=turn.at,
        pages=turn.of,
        wanted=wanted,
        nouns=matter.nouns(),
        word=rules.config.templates.word,
    )
