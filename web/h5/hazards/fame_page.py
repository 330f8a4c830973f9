"""The month's board of those who cleared most, for everybody in the plant."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from models import fame, points
from models.fame import Fame
from web.h5.opened import page_data, reading
from web.h5.target import Target
from web.people import Visitor, titled
from web.refused import Refused

MONTHS = 12
PLACES = ("第一", "第二", "第三")


@dataclass(frozen=True)
class Row:
    place: str
    who: str
    cleared: int
    due: int
    points: int
    mine: bool


def board(who: Visitor, wanted: Target) -> str:
    """`fame/2026-11`, or `fame/now` for the newest. Raises Refused for a month without one."""
    months = fame.months(MONTHS)
    month = months[0] if wanted.thing == "now" and months else wanted.thing
    found = fame.newest(month)
    if found is None and wanted.thing != "now":
        raise Refused("这个月没有清零榜。", "请从「我的」打开最近的一个月。", 404)
    return render_template(
        "h5/hazards/fame.html",
        month=month_words(month) if found else "",
        rows=list(rows(found, who)) if found else [],
        why=found.why if found else "",
        months=[(each, month_words(each)) for each in months if each != month],
        balance=points.balance(who.person.id),
        page=page_data(who, wanted, reading(who, wanted)),
    )


def rows(found: Fame, who: Visitor) -> list[Row]:
    return [
        Row(place, titled(who.plant, each.person), each.cleared, each.due, each.points, each.person == who.person.id)
        for place, each in zip(PLACES, found.board.placed, strict=False)
    ]


def month_words(month: str) -> str:
    """2026-11 as 2026 年 11 月."""
    year, _, number = month.partition("-")
    return f"{year} 年 {int(number)} 月"
