"""A course once more before its time, for people whom the safety office names, with the reason; and what is proposed:
taken with one tap, or dropped with a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from handlers.training import proposing, refreshing
from handlers.training.proposing import Proposal
from handlers.training.refreshing import Unfit
from models import store
from models.book import Book, name_of
from web.console.finding import Unclear, lines, several
from web.house import house
from web.people import rulebook

FIELDS = ("course", "reason")
MOST_TEXT = 200
# So many are named of whom a proposal is about. A key names each cause.
NAMED, MOST_KEY = 6, 8000
DROPPED = "dropped"


@dataclass(frozen=True)
class Row:
    """A proposal in words. key: what is decided, as it was shown."""

    key: str
    why: str
    titles: str
    people: str


def show(told: str = "", given: dict[str, str] | None = None, people: Sequence[str] = ()) -> str:
    """`?done=`: how many people it was begun for."""
    done = request.args.get("done", "")
    now = house().now()
    rules = rulebook(now)
    return render_template(
        "console/training/refresh.html",
        told=told,
        given=given or {},
        lines=lines(people),
        most=refreshing.MOST_PEOPLE,
        done=done if done.isascii() and done.isdigit() else "",
        dropped=done == DROPPED,
        courses=[(each.id, each.title) for each in rules.config.courses.courses],
        proposals=[_row(each, rules) for each in proposing.waiting(rules, now)],
    )


def begin() -> Response:
    """`course`, `people` (a field each), `reason`. What can't be begun comes back as typed, with the reason."""
    given = {name: request.form.get(name, "")[:MOST_TEXT] for name in FIELDS}
    typed = request.form.getlist("people")[: refreshing.MOST_PEOPLE + 1]
    actor, now = {"system": "console", "account": str(g.name)}, house().now()
    try:
        people = several(typed, rulebook(now).plant)
        begun = store.write(lambda: refreshing.begin(given["course"], people, given["reason"], actor, now))
    except (Unclear, Unfit) as error:
        return make_response(show(str(error), given, typed), 400)
    return make_response(redirect(url_for("console.training_refresh", done=begun)))


def decide() -> Response:
    """`key` of a proposal as it was shown; with `drop` and `word` it is dropped, else taken."""
    key, word = request.form.get("key", "")[:MOST_KEY], request.form.get("word", "")[:MOST_TEXT]
    actor, now = {"system": "console", "account": str(g.name)}, house().now()
    try:
        if "drop" in request.form:
            store.write(lambda: proposing.drop(key, word, actor, now))
            return make_response(redirect(url_for("console.training_refresh", done=DROPPED)))
        begun = store.write(lambda: proposing.take(key, actor, now))
    except Unfit as error:
        return make_response(show(str(error)), 400)
    return make_response(redirect(url_for("console.training_refresh", done=begun)))


def _row(proposal: Proposal, rules: Book) -> Row:
    courses = (rules.config.courses.course(each) for each in proposal.courses)
    names = [name_of(rules.plant, each) for each in proposal.people]
    more = f"等 {len(names)} 人" if len(names) > NAMED else ""
    titles = "、".join(f"《{each.title}》" for each in courses if each)
    return Row(proposal.key, proposal.why, titles, f"{'、'.join(names[:NAMED])}{more}")
