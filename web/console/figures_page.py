"""Figures of the flow for the last weeks, each as a chart and as the table that it was drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template, request

from models.ask import Ask
from models.ledger import Entry
from models.permit import Permit
from rules import figures
from rules.figures import PAPER_HOURS, Answered, Passed
from rules.plant import Plant
from web.house import house
from web.people import name_of, rulebook, titled

SPANS = (4, 12, 26)


def show() -> str:
    """`?weeks=4|12|26`, this week included."""
    now = house().now()
    plant = rulebook(now).plant
    given = request.args.get("weeks", "")
    weeks = int(given) if given in map(str, SPANS) else 12
    first = figures.monday(now.astimezone(plant.zone)) - timedelta(weeks=weeks - 1)
    permits, answers = _permits(first, plant), _answers(first, plant)
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


def _permits(first: date, plant: Plant) -> list[Passed]:
    start = datetime(first.year, first.month, first.day, tzinfo=plant.zone)
    approvals: Iterable[Any] = Entry.select(Entry.subject, Entry.recorded_at).where(
        Entry.kind == "permit.approved", Entry.recorded_at >= start
    )
    approved = {entry.subject_id: entry.recorded_at for entry in approvals}
    rows = Permit.select(
        Permit.subject,
        Permit.number,
        Permit.requested_at,
        Permit.started_at,
        Permit.finished_at,
        Permit.closed_at,
    ).where(Permit.requested_at >= start)
    return [
        Passed(
            row.number,
            row.requested_at,
            approved.get(row.subject_id),
            row.started_at,
            row.finished_at,
            row.closed_at,
        )
        for row in rows.order_by(Permit.id)
    ]


def _answers(first: date, plant: Plant) -> list[Answered]:
    start = datetime(first.year, first.month, first.day, tzinfo=plant.zone)
    asked: Iterable[Any] = (
        Ask.select(Ask, Permit.number, Permit.requester)
        .join(Permit, on=(Permit.subject == Ask.subject), attr="permit")
        .where(Ask.kind == "permit.sign", Ask.opened_at >= start)
        .order_by(Ask.id)
    )
    return [
        Answered(
            number=ask.permit.number,
            requester=ask.permit.requester,
            person=ask.person,
            stage=ask.stage,
            stage_name=str(ask.data.get("stage_name", "")),
            opened_at=ask.opened_at,
            closed_at=ask.closed_at,
            state=ask.state,
            reason=str((ask.answer or {}).get("reason", "")),
            instead_of=str(ask.data.get("for_post_name", "")) if ask.data.get("authorization") else "",
        )
        for ask in asked
    ]


def _charts(found: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """For the script: id of the place, shape, unit, names and values in the tables' own order."""
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
