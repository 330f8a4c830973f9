"""Figures of the flow for the last weeks, each as a chart and as the table from which it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from flask import render_template, request

from models.answered import Outcome
from models.ask import Ask
from models.book import name_of
from models.permit import Permit
from models.permit_asks import Sign
from rules import figures
from rules.figures import PAPER_HOURS, Answered, Passed
from rules.plant import Plant
from web.house import house
from web.people import rulebook, titled

SPANS = (4, 12, 26)


def show() -> str:
    """`?weeks=4|12|26`, this week included."""
    now = house().now()
    plant = rulebook(now).plant
    given = request.args.get("weeks", "")
    weeks = int(given) if given in map(str, SPANS) else 12
    first = figures.monday(now.astimezone(plant.zone)) - timedelta(weeks=weeks - 1)
    start = datetime.combine(first, time(), plant.zone)
    permits, answers = _permits(start), _answers(start)
    found = _found(permits, answers, first, weeks, plant)
    return render_template(
        "console/figures.html",
        weeks=weeks,
        spans=SPANS,
        paper=PAPER_HOURS,
        overall=figures.to_approval(permits),
        charts=_charts(found),
        **found,
    )


def _found(
    permits: list[Passed], answers: list[Answered], first: date, weeks: int, plant: Plant
) -> dict[str, list[Any]]:
    return {
        "weekly": list(figures.weekly(permits, answers, first, weeks)),
        "stages": list(figures.stage_times(permits, answers)),
        "waits": [
            {"waiter": titled(plant, each.waiter), "awaited": titled(plant, each.awaited), "span": each.span}
            for each in figures.waits(answers)
        ],
        "substitutes": [
            {"post": post, "who": name_of(plant, person), "asked": asked, "signed": signed}
            for post, person, asked, signed in figures.substitutes(answers)
        ],
        "refusals": [{"reason": reason, "count": count} for reason, count in figures.refusals(answers)],
    }


def _permits(start: datetime) -> list[Passed]:
    """Permits requested since `start`. The end of a permit's window is later than its request, and has an index to find
    it by."""
    kept = (Permit.number, Permit.state, Permit.requested_at, Permit.decided_at, Permit.started_at)
    rows = Permit.select(*kept, Permit.finished_at, Permit.closed_at)
    return [
        Passed(row.number, row.requested_at, _approved(row), row.started_at, row.finished_at, row.closed_at)
        for row in rows.where(Permit.ends_at >= start, Permit.requested_at >= start).order_by(Permit.id)
    ]


def _approved(permit: Permit) -> datetime | None:
    """When it was approved. If work never began, the store does not say whether an ended permit was ever approved."""
    approved = permit.started_at is not None or permit.state == "approved"
    moment: datetime | None = permit.decided_at if approved else None
    return moment


def _answers(start: datetime) -> list[Answered]:
    """Answers as plain rows, because there may be tens of thousands."""
    kept = (Ask.person, Ask.stage, Ask.opened_at, Ask.closed_at, Ask.state, Ask.data, Ask.answer)
    asked = (
        Ask.select(Permit.number, Permit.requester, *kept)
        .join(Permit, on=(Permit.subject == Ask.subject))
        .where(Permit.ends_at >= start, Ask.kind == "permit.sign", Ask.opened_at >= start)
        .order_by(Ask.id)
    )
    return [_answered(*row) for row in cast("Iterable[tuple[Any, ...]]", asked.tuples())]


def _answered(
    number: str,
    requester: str,
    person: str,
    stage: str,
    opened_at: datetime,
    closed_at: datetime | None,
    state: str,
    data: dict[str, Any],
    answer: dict[str, Any] | None,
) -> Answered:
    line, reason = Sign.read(data), Outcome.read(answer or {}).reason
    instead_of = line.for_post_name if line.authorization else ""
    return Answered(number, requester, person, stage, line.stage_name, opened_at, closed_at, state, reason, instead_of)


def _charts(found: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """For the script: id of the place, shape, unit, names and values in the order of the tables."""
    weekly, stages, waits = found["weekly"], found["stages"], found["waits"]
    days = [f"{week.monday:%-m.%-d}" for week in weekly]
    refused = found["refusals"]
    return [
        _chart("weekly", "columns", "分钟", ["纸票", *days], [round(PAPER_HOURS * 60), *(w.minutes for w in weekly)]),
        _chart("stages", "bars", "分钟", [span.name for span in stages], [span.median for span in stages]),
        _chart("waits", "bars", "分钟", [_pair(each) for each in waits], [each["span"].median for each in waits]),
        _chart("substitutes", "columns", "次", days, [week.substitutes for week in weekly]),
        _chart("refusals", "bars", "次", [each["reason"] for each in refused], [each["count"] for each in refused]),
    ]


def _chart(place: str, shape: str, unit: str, names: list[str], values: list[int | None]) -> dict[str, Any]:
    return {"id": place, "shape": shape, "unit": unit, "names": names, "values": values}


def _pair(wait: dict[str, Any]) -> str:
    waiter, awaited = (str(wait[key]).partition(" ·")[0] for key in ("waiter", "awaited"))
    return f"{waiter} 等 {awaited}"
