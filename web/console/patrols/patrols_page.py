"""Rounds and campaigns over the last weeks: what came when, what was looked at and what was missed; what is out of
service with its reason and end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import render_template, request

from handlers.patrols import planning
from models import bent
from models import patrol as patrols
from models.book import Book, name_of
from models.patrol import CAMPAIGN, ROUND, OutOfService, Patrol
from rules.patrols.life import Count
from rules.patrols.measures import Measures
from rules.patrols.plans import Plan, plans, title
from rules.phrases import moment_words
from rules.plant import Plant
from web.h5.words import clock
from web.house import house
from web.people import rulebook

SPANS = (7, 30, 90)
# As many campaigns, missed rounds and stops as one page lists.
MOST = 50
# What is counted of a round: there are thousands in a season, and their sheets are long.
COUNTED = (
    *(Patrol.id, Patrol.kind, Patrol.plan, Patrol.title, Patrol.outcome),
    *(Patrol.total, Patrol.looked, Patrol.hazard, Patrol.idle, Patrol.missed),
)


@dataclass(frozen=True)
class Line:
    """A plan, with its rounds of the period. next: when it falls due, empty while rounds do not come."""

    name: str
    points: int
    next: str
    rounds: int
    done: int
    missed: int
    idle: int
    cover: str


@dataclass(frozen=True)
class Item:
    """A campaign, or a missed round."""

    number: str
    name: str
    when: str
    word: str
    tone: str
    cover: str


@dataclass(frozen=True)
class Stop:
    """tone: `caution` while it holds."""

    point: str
    reason: str
    by: str
    since: str
    until: str
    tone: str


def show() -> str:
    """`?days=7|30|90`, today included."""
    now = house().now()
    rules = rulebook(now)
    given = request.args.get("days", "")
    days = int(given) if given in map(str, SPANS) else 30
    since = now - timedelta(days=days)
    rounds = list(Patrol.select(*COUNTED).where(Patrol.starts_at >= since, Patrol.kind == ROUND))
    lines = list(_lines(rounds, rules, now))
    return render_template(
        "console/patrols.html",
        days=days,
        spans=SPANS,
        state=_state(rules),
        running=planning.running(),
        lines=lines,
        overall=cover(_sum(rounds)),
        campaigns=_items(_newest(since, Patrol.kind == CAMPAIGN)),
        missed=_items(_newest(since, Patrol.kind == ROUND, Patrol.outcome == "missed")),
        stops=list(_stops(rules.config.measures, rules.plant, since, now)),
        most=MOST,
    )


def _newest(since: datetime, *which: Any) -> list[Patrol]:
    return list(Patrol.select().where(Patrol.starts_at >= since, *which).order_by(Patrol.id.desc()).limit(MOST))


def cover(count: Count) -> str:
    """92%（11/12 处）; — where nothing was to be looked at."""
    if count.percent is None:
        return "—"
    return f"{count.percent}%（{count.looked}/{count.wanted} 处）"


def _lines(rounds: list[Patrol], rules: Book, now: datetime) -> Iterator[Line]:
    """The plans of today's data, and those of earlier data that had rounds."""
    moments, zone = planning.next_moments(), rules.plant.zone
    known = {plan.key: plan for plan in plans(rules.config.measures, rules.plant)}
    for key in dict.fromkeys((*known, *(each.plan for each in rounds))):
        own, plan = [each for each in rounds if each.plan == key], known.get(key)
        due = clock(moments[key].astimezone(zone), now) if key in moments else ""
        yield Line(
            name=_name(plan, own, rules.plant),
            points=len(plan.stops) if plan else 0,
            next=due or ("没开始" if plan else "不再查"),
            rounds=len(own),
            done=sum(each.outcome == "done" for each in own),
            missed=sum(each.outcome == "missed" for each in own),
            idle=sum(each.outcome == "idle" for each in own),
            cover=cover(_sum(own)),
        )


def _name(plan: Plan | None, own: list[Patrol], plant: Plant) -> str:
    return title(plan, plant) if plan else str(own[0].title)


def _sum(rows: list[Patrol]) -> Count:
    """Of what is over: a round under way has not missed anything yet."""
    total = Count()
    for each in rows:
        total = total.and_(patrols.count(each)) if each.outcome else total
    return total


def _items(rows: list[Patrol]) -> list[Item]:
    return list(bent.each(rows, _item, lambda row: Item(row.number, str(row.title), "", bent.WORDS, "stop", "")))


def _item(each: Patrol) -> Item:
    word, tone = patrols.stands(each)
    return Item(each.number, each.title, patrols.period(each), word, tone, cover(patrols.count(each)))


def _stops(measures: Measures, plant: Plant, since: datetime, now: datetime) -> Iterator[Stop]:
    held = OutOfService.until >= since
    for row in OutOfService.select().where(held).order_by(OutOfService.id.desc()).limit(MOST):
        holds = row.ended_at is None and row.until > now
        ended = (
            f"，{clock(row.ended_at.astimezone(plant.zone), now)} 由{name_of(plant, row.ended_by)}恢复"
            if row.ended_at
            else ""
        )
        yield Stop(
            point=measures.names.get(row.point, row.point),
            reason=row.reason,
            by=name_of(plant, row.by),
            since=moment_words(row.since.astimezone(plant.zone)),
            until=moment_words(row.until.astimezone(plant.zone)) + ended,
            tone="caution" if holds else "quiet",
        )


def _state(rules: Book) -> str:
    """Since when rounds come by themselves, or why they do not."""
    entry = planning.changed()
    if entry is None:
        return "还没有开始。安全部门给安好发「巡检」，点「开始巡检」。"
    line = json.loads(entry.canonical)
    who, at = name_of(rules.plant, line["actor"]["person"]), moment_words(datetime.fromisoformat(line["at"]))
    if entry.kind == "patrol.begun":
        return f"{at} 由{who}开始。"
    return f"{at} 由{who}停止：{line['data']['reason']}。要再开始，安全部门发「巡检」。"
