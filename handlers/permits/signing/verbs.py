"""Acts that people know: 催办 by the requester, 转办 by a signer; each only as far as the rules allow."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.permits import raised, telling
from handlers.permits.request import versions
from handlers.permits.routing import stages
from handlers.permits.signing.signing import MAX_REASON
from models import ledger
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.ledger import Entry
from models.permit import Permit
from models.permit_asks import Sign
from models.subject import Subject
from rules.plant import Person
from rules.staffing import Assignment, heirs

NO_PERMIT = Answer("这张票找不到了。请从最新的卡片打开。", "stop")


def urge(action: Action, person: Person, now: datetime) -> Answer:
    """「催办」 on the permit's page."""
    return _urge(str(action.data.get("number", "")), person, now)


def urge_by_card(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """「催办」 on the requester's card: it is there from the first minute, because not every card can be repainted."""
    number = versions.permit_number(ask)
    if not number:
        return Answer("还没有交上来的票，没有人可催。填好交上去以后再催。", "caution")
    return _urge(number, person, now)


def _urge(number: str, person: Person, now: datetime) -> Answer:
    """Sends the people who are waited for one more short text, as often as `defaults.urge` allows."""
    found = permits.by_number(number)
    if found is None:
        return NO_PERMIT
    permit = permits.locked(found.subject_id)
    if permit.requester != person.id:
        name = name_of(book(now).plant, permit.requester)
        return Answer(f"只有申请人能催。请找{name}。", "caution")
    waiting = [each for each in awaited(permit) if each.person != person.id]
    own = "现在等你自己签，点卡片去签。" if awaited(permit) else "现在没有等人签，不用催。点卡片看进度。"
    too_soon = "" if waiting else own
    too_soon = too_soon or _too_often(permit, waiting[0].stage, now)
    return Answer(too_soon, "caution") if too_soon else _tell_again(permit, waiting, person, now)


def awaited(permit: Permit) -> list[Ask]:
    """The asks for which the permit waits now; none unless it is being signed."""
    if permit.state != "signing":
        return []
    return [each for each in raised.asked(permit) if each.state in MOVABLE]


def transfer(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「转办」: the line goes to somebody whom the chain and a valid authorisation name; the giver's card is closed."""
    if ask.state not in MOVABLE:
        return Answer("这一栏已经不等你签了，不用转。点开看签批单。", "caution")
    reason = action.text.strip()[:MAX_REASON]
    if len(reason) < 2:
        return Answer("转办要写明原因。请写一句再转。", "stop")
    found = next((each for each in able_to_take(ask, permit, now) if each.person == action.data.get("person")), None)
    if found is None:
        return Answer("这个人不在授权的替补链上，或者现在不能签。请另选一位。", "stop")
    _hand_over(ask, permit, person, found, reason, action, now)
    return Answer(f"转给{name_of(book(now).plant, found.person or '')}了。", "done")


def able_to_take(ask: Ask, permit: Permit, now: datetime) -> tuple[Assignment, ...]:
    """Everybody to whom this signer may hand his line now."""
    the_way = raised.way(permit)
    stage = the_way.stages[permit.stage]
    slot = next((each for each in stage.slots if each.id == ask.slot), None)
    if slot is None or not Sign.of(ask).approval:
        return ()
    giver = Assignment.before(slot, ask.person, ask.post, stage.timers)
    taken = frozenset(each.person for each in raised.asked(permit))
    return heirs(giver, stage, the_way, raised.scene(permit, now), taken)


def _hand_over(
    ask: Ask, permit: Permit, person: Person, found: Assignment, reason: str, action: Action, now: datetime
) -> None:
    shown = asks.shown_to(action)
    answer = Outcome(result="transferred", by=person.id, to=found.person or "", reason=reason, at=now)
    asks.close(ask, "superseded", now, answer)
    added = stages.ask_to_sign(permit, raised.way(permit).stages[permit.stage], found, now)
    data = {"ask": ask.id, "added": added.id, "from": person.id, "to": added.person, "reason": reason}
    why = {"why": list(found.reasons), "authorization": found.authorization or "", "rules": ask.rules}
    actor = asks.actor(ask, person)
    ledger.append(ask.subject, "ask.transferred", now, actor=actor, data={**data, **why}, shown=shown)
    telling.repaint_all(permit, now)


def _too_often(permit: Permit, stage: str, now: datetime) -> str:
    """Why it is too early to remind again, or nothing."""
    limits = raised.rules(permit).defaults.urge
    before = _urged(permit.subject, stage)
    if len(before) >= limits.per_stage:
        return f"这一步已经催了 {len(before)} 次，不能再催。到时间系统会加请替补。"
    again = before[-1] + timedelta(minutes=limits.every_min) if before else now
    return f"{before[-1]:%H:%M} 刚催过。{again:%H:%M} 以后可以再催。" if again > now else ""


def _urged(subject: Subject, stage: str) -> list[datetime]:
    """When people of this stage were reminded, from the trail."""
    rows = Entry.select().where(Entry.subject == subject, Entry.kind == "permit.urged").order_by(Entry.seq)
    return [row.recorded_at for row in rows if json.loads(row.canonical)["data"]["stage"] == stage]


def _tell_again(permit: Permit, waiting: list[Ask], person: Person, now: datetime) -> Answer:
    for ask in waiting:
        words = f"{person.name}催你：{permits.title(permit)} · {permit.number}，请尽快签。"
        asks.tell(ask, ask.person, words, now, purpose="urge")
    people = list(dict.fromkeys(ask.person for ask in waiting))
    data = {"stage": waiting[0].stage, "asks": [ask.id for ask in waiting], "people": people}
    actor = {"person": person.id, "platform": person.platform, "account": person.account}
    ledger.append(permit.subject, "permit.urged", now, actor=actor, data=data)
    plant = book(now).plant
    return Answer(f"催了{'、'.join(name_of(plant, each) for each in people)}。", "done")
