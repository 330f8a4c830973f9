"""One round or campaign, read only, for everybody in the plant after login: what, when, who, what was found, trail."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from models import patrol as patrols
from models.book import name_of
from models.patrol_sheet import Point
from rules.patrols.life import STATUSES
from web.h5.acts import acts
from web.h5.opened import page_data, reading
from web.h5.patrols.round_page import TONES
from web.h5.sheet import Line
from web.h5.target import Target
from web.h5.trail import steps
from web.h5.words import clock
from web.people import Visitor
from web.refused import Refused


@dataclass(frozen=True)
class Row:
    name: str
    word: str
    tone: str
    told: str
    hazard: str


def patrol(who: Visitor, wanted: Target) -> str:
    """Raises Refused for a number that none has."""
    one = patrols.by_number(wanted.thing)
    if one is None:
        raise Refused("没有这一圈检查。", "请核对编号，或从最新的卡片打开。", 404)
    word, tone = patrols.stands(one)
    count = patrols.count(one)
    cover = f"{count.looked}/{count.wanted} 处" + (f"，{count.percent}%" if count.percent is not None else "")
    idle = f"，另有 {count.idle} 处停用" if count.idle else ""
    return render_template(
        "h5/patrols/patrol.html",
        title=patrols.title(one),
        number=one.number,
        state={"word": word, "tone": tone},
        first=[Line(patrols.period(one), "时间："), Line(f"{cover}{idle}", "查了：")],
        rows=[_row(point, one, who) for point in one.sheet.points],
        acts=list(acts(one.subject, who)),
        trail=steps(one.subject, who.plant, who.now),
        page=page_data(who, wanted, reading(who, wanted)),
    )


def _row(point: Point, one: patrols.Patrol, who: Visitor) -> Row:
    found = one.sheet.found.get(point.id)
    name = f"{point.area_name} · {point.name}"
    if found is None:
        asked = f"请了{name_of(who.plant, point.person)}" if point.person else "没人在班"
        return Row(name, "待查", "info", asked, "")
    word = next((words for status, words in STATUSES.items() if status == found.status), found.status)
    by = name_of(who.plant, found.by) if found.by else ""
    at = clock(found.at.astimezone(who.plant.zone), who.now) if found.at else ""
    scanned = (found.scanned or "没扫码") if found.status in ("normal", "hazard") else ""
    told = " · ".join(filter(None, (by, at, scanned, found.note)))
    return Row(name, word, TONES.get(found.status, "quiet"), told, found.hazard)
