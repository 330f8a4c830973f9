"""What follows a signature: the next lines and stages, and in the end the approval with its gates."""

from __future__ import annotations

from datetime import datetime

from handlers import alerts
from handlers.permits import life, raised, telling
from handlers.permits.gates import opening
from handlers.permits.request import versions
from handlers.permits.routing import stages
from models import ask as ask_table
from models import ledger
from models.ask import Ask
from models.book import book, name_of
from models.permit import Permit
from rules import adding, rest
from rules.phrases import minutes_of, nearest_minutes


def after_signature(permit: Permit, ask: Ask, now: datetime) -> None:
    """Somebody signed: the others of the line (or of an any-of stage) are told; a complete stage opens the next."""
    the_way = raised.way(permit)
    stage = the_way.stages[permit.stage]
    lines = adding.settled(stage, ask.slot)
    settled = [each for each in ask_table.in_stage(permit.subject, ask.stage) if each.slot in lines]
    stages.supersede(settled, ask, now)
    words = f"{name_of(book(now).plant, ask.person)} {now:%H:%M} 签了"
    alerts.over(permit.subject, {stages.late(each) for each in settled}, words, now)
    telling.repaint_all(permit, now)
    stages.carry_on(permit, stage, now)
    if not adding.complete(stage, stages.state_of(permit.subject, ask.stage)):
        return
    alerts.over(permit.subject, {stages.BLOCKED}, words, now)
    if permit.stage + 1 < len(the_way.stages):
        stages.open_stage(permit, permit.stage + 1, now)
    else:
        approve(permit, now)


def approve(permit: Permit, now: datetime) -> None:
    """The last line is signed: the gates open, or a new period is asked for when this one is no longer of use."""
    useful = raised.rules(permit).after_signing.expiry.useful_rest_min
    if rest.too_short(permit.starts_at, permit.ends_at, useful, now):
        _ask_for_a_period(permit, now)
        return
    took = nearest_minutes(now - permit.requested_at)
    data = {"minutes": took, "stages": len(permit.route["stages"])}
    life.move(permit, "approved", now, actor=raised.SYSTEM, data=data)
    what = f"{permit.number} 第 {permit.version} 版" if permit.version > 1 else f"{permit.number} "
    words = f"{what}签完了，用了 {took} 分钟。{_short_rest(permit, now)}点卡片看签批单。"
    telling.tell_requester(permit, words, now)
    opening.open_gates(permit, now)


def _ask_for_a_period(permit: Permit, now: datetime) -> None:
    """No permit of minutes: it goes back to its requester, whose form proposes the same hours of another day."""
    left = max(0, minutes_of(permit.ends_at - now))
    stages.end(permit, "returned", "superseded", now)
    ledger.append(permit.subject, "permit.short_rest", now, actor=raised.SYSTEM, data={"left": left})
    _, until = rest.next_period(permit.form.starts_at, permit.form.ends_at, now)
    why = f"签完只剩 {left} 分钟（{permit.ends_at:%H:%M} 到期），不够干活，没有放行"
    versions.offer(permit, why, until, now)
    again = "结束时间不能往后推：请点卡片换一个时段再交，表上填好了下一天同样的时间。"
    telling.tell_requester(permit, f"{permit.number} {why}。{again}", now)


def _short_rest(permit: Permit, now: datetime) -> str:
    """A sentence when so little time is left that it may not be enough: a late approval moves the start, but not the
    end."""
    left = minutes_of(permit.ends_at - now)
    if now <= permit.starts_at or left >= max(raised.rules(permit).after_signing.expiry.warn_before_min):
        return ""
    if left <= 0:
        return f"{permit.ends_at:%H:%M} 已经到点，请重新办票。"
    return f"只剩 {left} 分钟，结束时间不能往后推，做不完就重新办票。"
