"""A course once more before its time, for people whom the safety office names, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from handlers.training import refreshing
from handlers.training.refreshing import Unfit
from models import store
from web.console.finding import Unclear, lines, several
from web.house import house
from web.people import rulebook

FIELDS = ("course", "reason")
MOST_TEXT = 200


def show(told: str = "", given: dict[str, str] | None = None, people: Sequence[str] = ()) -> str:
    """`?done=`: how many people it was begun for."""
    done = request.args.get("done", "")
    courses = rulebook(house().now()).config.courses.courses
    return render_template(
        "console/training/refresh.html",
        told=told,
        given=given or {},
        lines=lines(people),
        most=refreshing.MOST_PEOPLE,
        done=done if done.isascii() and done.isdigit() else "",
        courses=[(each.id, each.title) for each in courses],
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
