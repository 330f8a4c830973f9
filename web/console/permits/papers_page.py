"""Paper forms: which numbers are out, and how a used one is entered, with its own times and the scan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, g, make_response, redirect, render_template, request, url_for

from handlers.permits.request import papers
from handlers.permits.request.papers import BadPaper
from models import paper, store
from models.paper import Paper
from rules.plant import Plant
from web.console.finding import Unclear, lines, one, several
from web.h5.words import clock
from web.house import house
from web.people import rulebook
from web.refused import Refused

LOOK_BACK = timedelta(days=366)
TIMES = {"signed_at": "最后一个签字的时间", "starts_at": "开始作业", "ends_at": "完工"}


@dataclass(frozen=True)
class Row:
    """entered: it is in the store and the row opens the permit; else the row opens the page to enter it."""

    number: str
    kind: str
    printed: str
    entered: bool


def show() -> str:
    """Every number printed within a year, the newest first."""
    now = house().now()
    kinds = rulebook(now).config.templates.kinds
    rows = [
        Row(each.number, kinds[each.kind].name, clock(each.printed_at, now), each.permit_id is not None)
        for each in paper.printed_since(now - LOOK_BACK)
    ]
    out = sum(not row.entered for row in rows)
    return render_template("console/papers.html", rows=rows, out=out, kind=next(iter(kinds), ""))


def show_one(number: str) -> str:
    return _page(_blank(number), house().now())


def enter(number: str) -> Response:
    """Enters a used form. Wrong input comes back as it was typed; only the scan has to be chosen again."""
    now, form = house().now(), _blank(number)
    sent = request.files.get("scan")
    try:
        entry = papers.read({**request.form.to_dict(), **_people(rulebook(now).plant)})
        scan = papers.scanned(sent.read() if sent else b"")
        store.write(lambda: papers.enter(number, entry, scan, str(g.name), now))
    except (Unclear, BadPaper) as error:
        return make_response(_page(form, now, str(error)), 400)
    return make_response(redirect(url_for("console.permit", number=number)))


def _page(form: Paper, now: datetime, told: str = "") -> str:
    rules = rulebook(now)
    kind = rules.config.templates.kinds[form.kind]
    return render_template(
        "console/paper.html",
        paper=form,
        kind=kind.name,
        printed=clock(form.printed_at, now),
        levels=[(level.id, level.name) for level in kind.levels],
        areas=[(area.id, area.name) for area in rules.plant.areas],
        times=TIMES,
        lines=lines(request.form.getlist("workers")),
        most=papers.MOST_WORKERS,
        given=request.form,
        told=told,
    )


def _people(plant: Plant) -> dict[str, Any]:
    """The ids of the people who were typed in. Raises Unclear."""
    one_each = {name: one(request.form.get(name, ""), plant) for name in ("requester", "work_leader", "guardian")}
    return {**one_each, "workers": several(request.form.getlist("workers"), plant)}


def _blank(number: str) -> Paper:
    found = paper.by_number(number)
    if found is None:
        raise Refused("没有印过这个号的纸票。", "请核对纸上的号，或从纸票页打开。", 404)
    if found.permit_id is not None:
        raise Refused("这张纸票已经补录过。", "请从看板或导出里看它。", 409)
    return found
