"""The page on which somebody walks a round: each point with its measures, 「正常」 or 「有问题」 with one tap, and the
posted codes that say that he was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template

from bot.channel import Json
from handlers.patrols import walking
from handlers.patrols.kinds import WALK
from models import patrol as patrols
from models.ask import MOVABLE, Ask
from models.patrol import CAMPAIGN, Patrol
from models.patrol_sheet import Found, Line, Point
from rules.patrols.life import STATUSES
from web.h5.opened import own_ask, page_data, showing
from web.h5.sheet import Line as Shown
from web.h5.sheet import Section, Sheet
from web.h5.target import Target
from web.h5.words import clock, left
from web.people import Visitor
from web.refused import Refused

PLEDGE = "我到现场看过才点，没扫码的会写明没扫码。"
TONES = {"normal": "done", "hazard": "caution", "missed": "stop", "idle": "quiet"}


@dataclass(frozen=True)
class Stands:
    """What the house has of a point. word, tone: empty while nobody has looked; kept: when, and by which code."""

    word: str = ""
    tone: str = ""
    kept: str = ""


@dataclass(frozen=True)
class Row:
    """A point on the page. heading: what it is and where; lines: what is to be seen there, as they are kept."""

    point: Point
    heading: str
    lines: tuple[str, ...]
    choices: tuple[Line, ...]
    stands: Stands


def walk(who: Visitor, wanted: Target) -> str:
    """Raises Refused once the round is over or somebody else walks it."""
    ask = own_ask(who, wanted, WALK)
    patrol = patrols.of_subject(ask.subject)
    if patrol is None or ask.state not in MOVABLE or patrol.state != "walking":
        raise Refused("这一圈已经结束了，或者换人查了。", "请看最新的卡片。", 200)
    rows = [_row(point, patrol, who.now) for point in patrol.sheet.of(who.person.id)]
    until = left(patrol.ends_at.astimezone(who.plant.zone), who.now)
    head = Section((Shown(until, "查完：", "due"), *(Shown(words) for words in ask.why)))
    sections = tuple(Section(tuple(map(Shown, row.lines)), row.heading) for row in rows)
    sheet = Sheet(f"{patrols.source_words(patrol)}：{patrol.title}", head, sections, PLEDGE)
    token, shown = showing(who, ask, sheet.text, wanted)
    return render_template(
        "h5/patrols/round.html",
        sheet=sheet,
        state={"word": "待查", "tone": "info"},
        who=who.person.name,
        rows=rows,
        most=walking.MAX_NOTE,
        page=page_data(who, wanted, token, shown=shown),
    )


def stands(ask: Ask, data: Json, now: datetime) -> dict[str, Any]:
    """What the house has of each point of the person's, by its id."""
    patrol = patrols.of_subject(ask.subject)
    points = patrol.sheet.of(ask.person) if patrol else ()
    return {point.id: vars(_stands(point, patrol, now)) for point in points if patrol}


def _row(point: Point, patrol: Patrol, now: datetime) -> Row:
    heading = point.area_name if patrol.kind == CAMPAIGN else f"{point.name} · {point.area_name}"
    lines = tuple("：".join(filter(None, (line.event, line.text))) for line in point.lines)
    choices = point.lines if len(point.lines) > 1 else ()
    return Row(point, heading, lines, choices, _stands(point, patrol, now))


def _stands(point: Point, patrol: Patrol, now: datetime) -> Stands:
    found = patrol.sheet.found.get(point.id)
    if found is None:
        read = [each for each in patrol.sheet.reads if each.area == point.area]
        fresh = read and read[-1].at > now - walking.READ_HOLDS
        return Stands(kept="扫过码了" if fresh else "")
    return Stands(
        next((words for status, words in STATUSES.items() if status == found.status), found.status),
        TONES.get(found.status, "quiet"),
        _kept(found, now),
    )


def _kept(found: Found, now: datetime) -> str:
    at = clock(found.at.astimezone(now.tzinfo), now) if found.at else ""
    scanned = (found.scanned or "没扫码") if found.status in ("normal", "hazard") else ""
    return " · ".join(filter(None, (found.hazard, at, scanned, found.note)))
