"""「加签」: a signer asks one more person to sign, before or after himself; within limits, and never instead of a line.

The added line is kept in the permit's route: it is part of this version, and the next version begins without it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from bot.channel import Action, Answer
from handlers import alerts, asks
from handlers.permits import life, raised, telling
from handlers.permits.routing import stages
from handlers.permits.signing.signing import MAX_REASON
from models import ledger
from models.answered import Outcome
from models.ask import Ask
from models.book import book, name_of
from models.permit import Permit
from models.permit_asks import Sign
from rules import adding
from rules.adding import Choice
from rules.plant import Person
from rules.routing_rules import Order

ORDERS = get_args(Order)


def add(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """Takes the page's choice: whom, in which order and why. If something is against it, the answer says so and nothing
    changes."""
    closed = why_not(ask, permit)
    if closed:
        return Answer(closed, "caution")
    reason, order = action.text.strip()[:MAX_REASON], action.data.get("order")
    if len(reason) < 2 or order not in ORDERS:
        return Answer("加签要选先后、写明原因。请补上再加。", "stop")
    found = next((each for each in choices(ask, permit, now) if each.person == action.data.get("person")), None)
    if found is None:
        return Answer("这个人不在可以加签的岗位上。请在名单里另选一位。", "stop")
    name = name_of(book(now).plant, found.person)
    if found.lacks:
        return Answer(f"不能加签{name}：{found.lacks}。请另选一位。", "stop")
    _add(ask, permit, person, found, str(order), reason, action, now)
    then = "他签完，再发卡片请你签" if order == "before" else "你签完，就发卡片请他签"
    return Answer(f"加签了{name}。{then}。", "done")


def why_not(ask: Ask, permit: Permit) -> str:
    """Why this signer can't add anybody now, and what to do; empty when he can."""
    the_way = raised.way(permit)
    if ask.state == "held":
        return "你的签名在等你到场。请先到场确认，这一栏不能再加签。"
    if ask.state != "open":
        return "这一栏已经不等你签了，不用加签。点开看签批单。"
    if not any(each.id == ask.slot for each in the_way.stages[permit.stage].slots) or not Sign.of(ask).approval:
        return "只有路线上的审批人能加签。请签批，或退回并写明原因。"
    full = adding.full(the_way, raised.rules(permit))
    return f"{full}。请签批，或退回并写明原因。" if full else ""


def choices(ask: Ask, permit: Permit, now: datetime) -> tuple[Choice, ...]:
    """Everybody who holds a post that may be added, each with what keeps him from signing now."""
    the_way = raised.way(permit)
    scene = raised.scene(permit, now)
    taken = {each.person for each in raised.asked(permit)}
    taken |= {each.person for stage in the_way.stages for each in stage.added}
    return adding.choices(the_way, the_way.stages[permit.stage], scene, taken)


def _add(
    ask: Ask, permit: Permit, person: Person, found: Choice, order: str, reason: str, action: Action, now: datetime
) -> None:
    shown = asks.shown_to(action)
    line = _keep(ask, permit, person, found, order, reason)
    told = {"ask": ask.id, "stage": Sign.of(ask).stage_id, "signs_for": line["signs_for"], "slot": line["id"]}
    data = {**told, "to": found.person, "order": order, "reason": reason, "rules": ask.rules}
    ledger.append(ask.subject, "permit.signer_added", now, actor=asks.actor(ask, person), data=data, shown=shown)
    if order == "before":
        answer = Outcome(result="added", by=person.id, to=found.person, reason=reason, at=now)
        asks.close(ask, "superseded", now, answer)
        name = name_of(book(now).plant, found.person)
        alerts.over(ask.subject, {stages.late(ask)}, f"{person.name}加签，先等{name}签", now)
    stages.carry_on(permit, raised.way(permit).stages[permit.stage], now)
    telling.repaint_all(permit, now)


def _keep(ask: Ask, permit: Permit, person: Person, found: Choice, order: str, reason: str) -> dict[str, Any]:
    """Keeps the added line beside the slots of its stage, in the permit's route; returns it."""
    number = 1 + sum(len(stage.added) for stage in raised.way(permit).stages)
    slot = adding.line(ask.slot, number, found, raised.rules(permit).additions.signs_for)
    place = {"post": found.post, "scope": found.scope, "host": ask.slot, "order": order}
    added = {**place, "by": person.id, "person": found.person, "reason": reason}
    line = {"id": slot.id, "signs_for": slot.signs_for, "added": added}
    kept = [
        {**each, "slots": [*each["slots"], line]} if each["id"] == Sign.of(ask).stage_id else each
        for each in permit.route["stages"]
    ]
    life.keep(permit, route={**permit.route, "stages": kept})
    return line
