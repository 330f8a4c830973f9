"""Drills: each with how it went, who is waited for, every run; and the safety office orders one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from handlers.drills import ordering
from handlers.drills.ordering import BadOrder
from models import bent, store
from models import drill as drills
from models.book import Book
from models.drill import DrillRun
from models.training_attended import events
from rules.training.drills import Drill
from rules.training.hours import SOURCES
from web.console.filters import PAGE_ROWS, asked_page
from web.console.finding import Unclear, one
from web.house import house
from web.people import rulebook, titled

MOST_NAME = 64


@dataclass(frozen=True)
class Row:
    number: str
    name: str
    who: str
    when: str
    word: str
    tone: str
    by: str


@dataclass(frozen=True)
class Line:
    """A drill of today's data, with its runs so far."""

    id: str
    name: str
    ordered: int
    done: int
    passed: int
    fatal: int
    team: bool


def show(told: str = "", given: dict[str, str] | None = None) -> str:
    """`?drill=&page=&team=`: drill: only its runs; team: whose posts the form for a team shows."""
    now = house().now()
    rules = rulebook(now)
    known = rules.config.drills.drills
    only = rules.config.drills.drill(request.values.get("drill", ""))
    found = DrillRun.select().order_by(DrillRun.id.desc())
    found = found.where(DrillRun.drill == only.id) if only and request.method == "GET" else found
    pages = max(1, -(-found.count() // PAGE_ROWS))
    page = min(asked_page(), pages)
    teams = [each for each in known if each.team]
    return render_template(
        "console/drills.html",
        told=told,
        given=given or {},
        lines=[_line(each) for each in known],
        drills=known,
        only=only,
        team=_team(teams),
        teams=teams,
        rows=list(bent.each(found.paginate(page, PAGE_ROWS), lambda run: _row(run, rules, now), _bent)),
        page=page,
        pages=pages,
        fields=[each for each in events(rules.plant.zone) if each.people and each.written.word == SOURCES["field"]],
    )


def order() -> Response:
    """`drill` with `who`, or with `post_ID` for each post of its team. What can't be ordered comes back as typed,
    with the reason."""
    given = {name: value[:MOST_NAME] for name, value in request.form.items() if name != "token"}
    actor, now = {"system": "console", "account": str(g.name)}, house().now()
    drill = given.get("drill", "")
    try:
        plant = rulebook(now).plant
        people = {name: one(value, plant) for name, value in given.items() if name == "who" or name.startswith("post_")}
        if "who" in people:
            store.write(lambda: ordering.for_people(drill, [people["who"]], str(g.name), actor, now))
        else:
            named = {name.removeprefix("post_"): person for name, person in people.items()}
            store.write(lambda: ordering.for_team(drill, named, str(g.name), actor, now))
    except (Unclear, BadOrder) as error:
        return make_response(show(str(error), given), 400)
    return make_response(redirect(url_for("console.drills")))


def _team(teams: list[Drill]) -> Drill | None:
    wanted = request.values.get("team") or request.form.get("drill", "")
    return next((each for each in teams if each.id == wanted), teams[0] if teams else None)


def _line(drill: Drill) -> Line:
    mine = list(DrillRun.select().where(DrillRun.drill == drill.id))
    done = [run for run in mine if run.score is not None]
    return Line(
        drill.id,
        drill.title,
        len(mine),
        len(done),
        sum(run.outcome == "passed" for run in done),
        sum(any(step.fatal for step in run.sheet.steps) for run in done),
        drill.team is not None,
    )


def _bent(run: DrillRun) -> Row:
    """One whose row can't be read."""
    return Row(run.number, str(run.title), "", "", bent.WORDS, "stop", "")


def _row(run: DrillRun, rules: Book, now: datetime) -> Row:
    word, tone = drills.stands(run)
    sheet = run.sheet
    by = titled(rules.plant, sheet.ordered_by) if rules.plant.knows(sheet.ordered_by) else sheet.ordered_by
    return Row(
        run.number,
        drills.title(run),
        "、".join(titled(rules.plant, person) for person in sheet.people),
        drills.period(run),
        word,
        tone,
        by or "没合格，自动再派",
    )
