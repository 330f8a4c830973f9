"""The foreman's check and the guardian's start: both on site, both judged at the moment of the tap, never by what a
card showed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.channel import Action, Answer
from handlers import asks
from handlers.permits import crew, life, proof, same_hand, telling
from handlers.permits.gates import analyst, certificates, coordinating, facts, joining, opening, questions
from handlers.permits.work import watch
from models import ledger
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.permit import Permit
from models.permit_work import Signed
from rules.gates import LAYER, Gate, may_start
from rules.plant import Person


def check(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「验票」 by the shift foreman, by hand and on site, right before the fire."""
    if ask.state not in MOVABLE:
        return Answer(questions.over(ask, now), "info")
    here, words = proof.on_site(permit, action, now)
    if not here:
        return Answer(f"验票要在现场：{words}。", "caution")
    if against := facts.against(permit, now):
        return Answer(f"现在不能验票：{'；'.join(against)}。", "caution")
    answer = proof.signed(permit, action, person, now)
    life.note(permit, permit.work.foreman_checked(Signed(by=person.id, at=now, png=answer.signature)))
    answer = answer.resulting("checked", presence=words)
    questions.settle(ask, now, answer)
    ledger.append(
        ask.subject,
        "permit.foreman_checked",
        now,
        actor=asks.actor(ask, person),
        data={"ask": ask.id, **answer.evidence()},
        shown=answer.shown or None,
    )
    same_hand.look(permit, ask, now)
    opening.advance(permit, now)
    return Answer(f"验好了。{_left(permit, now)}", "done")


def _left(permit: Permit, now: datetime) -> str:
    """What the start still waits for, besides what the guardian looks at on site."""
    own = facts.by_hand(permit)
    todo = [gate.todo for gate in facts.gates_of(permit, now) if not gate.ok and gate.id not in own]
    return f"还不能开工：{'；'.join(todo)}。" if todo else "监护人那边可以开工了。"


def start(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「开工」: `{position, site?, confirmed: [gate], not_concerned: [gate]}`. Without all gates open at this moment
    there is no start."""
    if ask.state not in MOVABLE or permit.state != "approved":
        return Answer(questions.over(ask, now) or "这张票现在不能开工。点卡片看现在的情况。", "info")
    if person.id != permits.guardian(permit):
        name = name_of(book(now).plant, permits.guardian(permit))
        return Answer(f"监护人现在是{name}，由{name}开工。", "stop")
    here, words = proof.on_site(permit, action, now, "再点「开工」")
    if here:
        _keep_ticks(permit, action)
    certificates.cut_lapsed(permit, now)
    found = facts.gates_of(permit, now, present=here)
    if not may_start(found):
        return _not_yet(permit, ask, person, found, words, action, now)
    _begin(permit, ask, person, found, words, action, now)
    return Answer(f"{now:%H:%M} 开工了。不离开、不干别的活，不对劲就点「停工」。", "done")


def stopped_since(action: Action, ask: Ask, permit: Permit) -> Answer | None:
    """What a start is answered that came before, when the work stands still by now."""
    if permit.state != "suspended" or Outcome.of(ask).result != "started":
        return None
    at = permit.work.last_stop.at
    return Answer(f"开工早收到过了，{at:%H:%M} 又停了，现在停着。点卡片看现在的情况。", "caution")


def _keep_ticks(permit: Permit, action: Action) -> None:
    """Keeps what the guardian ticked on site, whether or not the start succeeds; only gates that the program can't
    check."""
    rules = facts.by_hand(permit)
    confirmed = {*permit.work.confirmed, *_ids(action.data.get("confirmed"))} & set(rules)
    given = {*permit.work.not_concerned, *_ids(action.data.get("not_concerned"))}
    not_concerned = {name for name in given if name in rules and rules[name].applies}
    life.note(permit, permit.work.ticked(confirmed - not_concerned, not_concerned))


def _ids(given: object) -> list[str]:
    return [str(each) for each in given] if isinstance(given, list) else []


def _not_yet(
    permit: Permit, ask: Ask, person: Person, found: Sequence[Gate], words: str, action: Action, now: datetime
) -> Answer:
    """The start failed: the trail says at which gates, and the people who can open them are asked at once."""
    shut = [gate for gate in found if not gate.ok]
    data = {"ask": ask.id, "gates": [gate.id for gate in shut], "why": [gate.todo for gate in shut], "presence": words}
    data |= proof.code_read(permit, action)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    ledger.append(ask.subject, "permit.not_started", now, actor=actor, data=data, shown=shown)
    names = {gate.id for gate in shut}
    if "gas" in names:
        analyst.ask_for_test(permit, next(gate.todo for gate in shut if gate.id == "gas"), now)
    if LAYER in names:
        coordinating.look_again(permit, now)
    if "certs" in names:
        certificates.call_for(permit, facts.lacks(permit, now), now)
    opening.repaint(permit, now)
    todo = [words if gate.id == "guardian" and gate.todo.startswith("监护人不在") else gate.todo for gate in shut]
    return Answer(f"还不能开工：{'；'.join(todo)}。", "caution")


def _begin(
    permit: Permit, ask: Ask, person: Person, found: Sequence[Gate], words: str, action: Action, now: datetime
) -> None:
    subject = ask.subject
    position = proof.circumstances(permit, action)
    data = {"ask": ask.id, "gates": [gate.id for gate in found], "gas": _last_test(permit), "presence": words}
    life.move(
        permit,
        "working",
        now,
        actor=asks.actor(ask, person),
        data={**data, **position},
        shown=asks.shown_to(action),
    )
    life.note(permit, permit.work.guarded_by(person.id))
    questions.settle(ask, now, Outcome(result="started"))
    later = [*joining.awaited(subject), *coordinating.awaited(permit, now)]
    questions.close_all(subject, f"{now:%H:%M} 已经开工", now, but=later)
    _tell(permit, person, now)
    watch.began(permit, now)
    telling.repaint_all(permit, now)


def _last_test(permit: Permit) -> dict[str, Any]:
    test = facts.last_test(permit)
    return dict(test.kept) if test else {}


def _tell(permit: Permit, guardian: Person, now: datetime) -> None:
    others = [each for each in crew.everybody(permit) if each != guardian.id]
    telling.tell(permit, others, f"开工了：{telling.title(permit)}。监护人{guardian.name}。不对劲随时叫停。", now)
