"""A round or a campaign begins: its number, what is looked at, who is asked. What is out of service is written down and
nobody is asked about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.patrols import ending, giving, life
from models import ledger
from models import patrol as patrols
from models.book import book
from models.patrol import CAMPAIGN, ROUND, Patrol
from models.patrol_sheet import Found, Line, Point, Sheet
from models.subject import next_number, open_subject
from rules.calendar import Span
from rules.patrols.measures import Checklist
from rules.patrols.plans import Plan, title
from rules.phrases import moment_words
from rules.plant import Plant

PREFIX = {ROUND: "XJ", CAMPAIGN: "ZX"}


@dataclass(frozen=True)
class Wanted:
    """What a round or a campaign is about. plan: the key of its plan or the id of its checklist; cycle: how often it
    comes, as the trail has it."""

    kind: str
    plan: str
    title: str
    sheet: Sheet
    cycle: Mapping[str, object] = field(default_factory=dict)


def of_plan(plan: Plan, plant: Plant) -> Wanted:
    points = [
        _stop(stop.point.id, stop.point.name, stop.point.area, plant).but(machine=stop.point.machine or "")
        for stop in plan.stops
    ]
    lines = [
        tuple(Line(id=measure.id, text=measure.text, event=event.name) for event, measure in stop.lines)
        for stop in plan.stops
    ]
    whole = tuple(point.but(lines=own) for point, own in zip(points, lines, strict=True))
    like = plan.like
    cycle = {"count": like.cycle, "unit": like.unit, "days": like.days, "from": f"{like.from_:%H:%M}"}
    sheet = Sheet(post=plan.post, department=plan.department, points=whole)
    return Wanted(ROUND, plan.key, title(plan, plant), sheet, cycle)


def of_checklist(checklist: Checklist, begun_by: str, plant: Plant) -> Wanted:
    """Each item in each area is a point of its own."""
    areas = checklist.areas or tuple(area.id for area in plant.areas)
    points = tuple(
        _stop(f"{area}/{number}", item, area, plant).but(lines=(Line(id=f"{checklist.id}-{number}", text=item),))
        for area in areas
        for number, item in enumerate(checklist.items, 1)
    )
    sheet = Sheet(source=checklist.kind, post=checklist.post, begun_by=begun_by, points=points)
    return Wanted(CAMPAIGN, checklist.id, checklist.name, sheet)


def begin(wanted: Wanted, span: Span, now: datetime, actor: Mapping[str, str] = life.SYSTEM) -> Patrol:
    """The round with its number; people are asked, unless its time is over: then it is written down as missed."""
    patrol = _create(wanted, span, now, actor)
    if span.end <= now:
        ending.end(patrol, now, ending.DOWN)
        return patrol
    life.TIMETABLE.at(patrol.subject, ending.END, span.end, now)
    if patrol.sheet.left():
        giving.give(patrol, now)
    ending.settle(patrol, now)
    return patrol


def _create(wanted: Wanted, span: Span, now: datetime, actor: Mapping[str, str]) -> Patrol:
    rules, idle = book(now), patrols.idle_at(now)
    zone = rules.plant.zone
    day = f"{PREFIX[wanted.kind]}-{span.start.astimezone(zone):%Y%m%d}"
    number = f"{day}-{next_number(day):04d}"
    subject = open_subject(f"patrol/{number}", now)
    stopped = {point.id: idle[point.id] for point in wanted.sheet.points if point.id in idle}
    found = {name: Found(status="idle", at=now, note=row.reason) for name, row in stopped.items()}
    sheet = wanted.sheet.but(found=found)
    patrol: Patrol = Patrol.create(
        subject=subject,
        number=number,
        kind=wanted.kind,
        plan=wanted.plan,
        title=wanted.title,
        state="walking",
        starts_at=span.start,
        ends_at=span.end,
        sheet=sheet,
        rules=rules.version,
    )
    patrol.subject = subject
    patrols.keep(patrol, sheet=sheet)
    data: dict[str, Any] = {
        "number": number,
        "kind": wanted.kind,
        "title": patrols.title(patrol),
        "plan": wanted.plan,
        "source": sheet.source,
        "post": sheet.post,
        "department": sheet.department,
        "cycle": dict(wanted.cycle),
        "from": span.start.isoformat(),
        "from_words": moment_words(span.start.astimezone(zone)),
        "until": span.end.isoformat(),
        "until_words": moment_words(span.end.astimezone(zone)),
        "total": len(sheet.points),
        "points": _told(sheet.points),
        "out_of_service": [{"point": name, "note": row.reason} for name, row in stopped.items()],
        "rules": rules.name,
    }
    ledger.append(subject, "patrol.opened", now, actor=actor, data=data)
    return patrol


def _stop(name: str, words: str, area: str, plant: Plant) -> Point:
    return Point(id=name, name=words, area=area, area_name=plant.area(area).name)


def _told(points: Sequence[Point]) -> list[dict[str, object]]:
    """As the trail names what is looked at: ids with their words."""
    return [
        {
            "id": point.id,
            "name": point.name,
            "area": point.area,
            "area_name": point.area_name,
            "machine": point.machine,
            "lines": [dict(line.kept) for line in point.lines],
        }
        for point in points
    ]
