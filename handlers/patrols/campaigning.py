"""A campaign begins: the safety office takes a checklist of the plant's; each area's people get one card for all that
they are to look at."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.patrols import opening
from models.book import book
from models.patrol import CAMPAIGN, Patrol
from rules import duty
from rules.calendar import Span
from rules.plant import Person


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """「开始检查」: `{checklist}`; a checklist is under way once at a time."""
    if not duty.in_office(person, book(now).plant):
        return Answer("专项检查由安全部门开始。请找安全部门。", "stop")
    rules = book(now)
    checklist = rules.config.measures.checklist(str(action.data.get("checklist") or ""))
    if checklist is None:
        return Answer("没有这份清单了。请重新打开这一页。", "stop")
    if going_on := _under_way(checklist.id):
        return Answer(f"{checklist.name}正在查（{going_on.number}）。查完、到期了再开始下一次。", "caution")
    wanted = opening.of_checklist(checklist, person.id, rules.plant)
    span = Span(now, now + timedelta(days=checklist.days))
    patrol = opening.begin(wanted, span, now, asks.unasked(person))
    asked = {point.person for point in patrol.sheet.points} - {""}
    return Answer(
        f"{patrol.number} 开始了：{patrol.total} 处，请了 {len(asked)} 个人，{checklist.days} 天内查完。", "done"
    )


def _under_way(checklist: str) -> Patrol | None:
    found: Patrol | None = (
        Patrol.select()
        .where(Patrol.kind == CAMPAIGN, Patrol.plan == checklist, Patrol.state == "walking")
        .order_by(Patrol.id.desc())
        .first()
    )
    return found
