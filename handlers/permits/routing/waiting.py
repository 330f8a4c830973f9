"""Waiting for a signature: remind, warn, add a substitute, call the safety office; never pass by itself."""

from __future__ import annotations

from datetime import datetime

from handlers import alerts, asks, digest
from handlers.permits import raised, telling
from handlers.permits.routing import stages
from models import ask as ask_table
from models import ledger
from models import permit as permits
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.permit import Permit
from models.permit_asks import Sign
from models.subject import Subject
from rules.plant import Plant
from rules.routes import Stage
from rules.shifts import leave_at
from rules.staffing import Assignment, substitute


def step(permit: Permit, ask: Ask, name: str, now: datetime) -> None:
    """One step of the clock for an unsigned line; `name` is a key of STEPS."""
    STEPS[name](permit, ask, now)


def unreachable(permit: Permit, ask: Ask, words: str, now: datetime) -> None:
    """The platform can't reach the signer: asks a substitute at once, if nobody has been when he was out of reach
    before."""
    asked = ask_table.in_stage(permit.subject, ask.stage)
    if not any(each.slot == ask.slot and each.id > ask.id and each.state in MOVABLE for each in asked):
        add_substitute(permit, ask, now, "unreachable")


def _remind(permit: Permit, ask: Ask, now: datetime) -> None:
    digest.remind(ask, f"还差你签：{_what(permit)}。{_by_when(ask)}", now)
    _note(permit.subject, ask, "ask.reminded", now)


def _warn(permit: Permit, ask: Ask, now: datetime) -> None:
    plant = book(now).plant
    person, above = plant.person(ask.person), _supervisor(ask.person, plant, now)
    digest.remind(ask, f"快到时间了，请马上签：{_what(permit)}。{_by_when(ask)}", now, purpose="warn")
    if above:
        words = f"{person.name}还没签：{_what(permit)}。请催一下，{_by_when(ask)}"
        asks.tell(ask, above, words, now, purpose="escalate")
    _note(permit.subject, ask, "ask.escalated", now, {"to": above or ""})


def _supervisor(person_id: str, plant: Plant, now: datetime) -> str | None:
    """The next one up the line who is not on leave."""
    above = plant.person(person_id).supervisor
    while above and leave_at(plant.person(above), plant, now):
        above = plant.person(above).supervisor
    return above


def _substitute(permit: Permit, ask: Ask, now: datetime) -> None:
    """Adds a substitute. A confirmation has none: the alarm comes later, and the work leader's card stays as it is."""
    if not Sign.of(ask).approval:
        return
    add_substitute(permit, ask, now, "timeout")


def _undelivered(permit: Permit, ask: Ask, now: datetime) -> None:
    """The card has not reached its person: asks somebody else as well, once; the clock goes on watching."""
    if _has_substitute(permit, ask):
        _note(permit.subject, ask, "ask.undelivered", now)
        return
    add_substitute(permit, ask, now, "unreachable")


def add_substitute(permit: Permit, ask: Ask, now: datetime, reason: str) -> None:
    """Asks the next person down the chain as well: the first card stays valid, and the first valid signature counts."""
    the_way = raised.way(permit)
    stage = the_way.stages[permit.stage]
    slot = next(each for each in stage.lines if each.id == ask.slot)
    taken = frozenset(each.person for each in raised.asked(permit))
    silent = Assignment.before(slot, ask.person, ask.post, stage.timers)
    found = substitute(silent, stage, the_way, raised.scene(permit, now), reason, taken)
    if found is None:
        _nobody_left(permit, ask, stage, now, reason)
        return
    added = stages.ask_to_sign(permit, stage, found, now)
    data = {"ask": ask.id, "added": added.id, "from": ask.person, "to": added.person, "reason": reason}
    why = {"why": list(found.reasons), "authorization": found.authorization or "", "rules": ask.rules}
    ledger.append(permit.subject, "ask.substituted", now, actor={"system": "clock"}, data={**data, **why})


def away(permit: Permit, ask: Ask, now: datetime) -> bool:
    """The signer is absent from now on: asks his substitute at once; says whether there was anything to pass on."""
    if not Sign.of(ask).approval:
        return False
    if _has_substitute(permit, ask):
        return False
    # The substitute has been asked already: of the steps only the alarm is left.
    left = [step for step in ask.escalation["steps"] if step[0] == "alarm"]
    ask.escalation = {**ask.escalation, "steps": left}
    Ask.update(escalation=ask.escalation, next_at=asks.next_look(ask, now)).where(Ask.id == ask.id).execute()
    add_substitute(permit, ask, now, "on_leave")
    return True


def _has_substitute(permit: Permit, ask: Ask) -> bool:
    """Whether somebody is still asked who was added for this ask. In an any-of stage he may sign another line of it."""
    later = (each for each in _as_good(permit, raised.way(permit).stages[permit.stage], ask) if each.id > ask.id)
    return any(each.slot == ask.slot or Sign.of(each).authorization or Sign.of(each).on_call for each in later)


def _as_good(permit: Permit, stage: Stage, ask: Ask) -> list[Ask]:
    """The other open asks whose answer would do instead of this one's: those of the same line, and of all lines of the
    route where one of them is enough."""
    either = {slot.id for slot in stage.slots} if stage.mode == "any_of" else set()
    lines = either if ask.slot in either else {ask.slot}
    asked = ask_table.in_stage(permit.subject, ask.stage)
    return [each for each in asked if each.id != ask.id and each.slot in lines and each.state in MOVABLE]


def _nobody_left(permit: Permit, ask: Ask, stage: Stage, now: datetime, reason: str) -> None:
    """A silent person can still sign, so the permit waits with an alert; when nobody can be reached, it is blocked."""
    _note(permit.subject, ask, "ask.no_substitute", now, {"reason": reason})
    name, gone = name_of(book(now).plant, ask.person), reason == "unreachable"
    said = {"unreachable": "联系不上", "on_leave": "请假了"}.get(reason, "没签")
    words = f"{Sign.of(ask).stage_name}：{name}{said}，没有可以替补的人"
    of_the_route = any(each.id == ask.slot for each in stage.slots)
    if gone and of_the_route and not _as_good(permit, stage, ask):
        stages.block(permit, stage, [words], now)
        return
    title = f"作业票没人签：{permit.form.area_name}"
    lines = [permit.number, words, "请安排有权的人到场签"]
    alerts.red_alert(permit.subject, stages.late(ask), title, lines, now, silent=ask.person)


def _alarm(permit: Permit, ask: Ask, now: datetime) -> None:
    name = name_of(book(now).plant, ask.person)
    lines = [permit.number, f"{Sign.of(ask).stage_name}：{name}一直没签", "请到场处理或另派人"]
    title = f"作业票没人签：{permit.form.area_name}"
    alerts.red_alert(permit.subject, stages.late(ask), title, lines, now, silent=ask.person)
    _note(permit.subject, ask, "ask.alarmed", now)


def _repeat(permit: Permit, ask: Ask, now: datetime) -> None:
    digest.remind(ask, f"这张票还等着你签：{_what(permit)}。", now)
    _note(permit.subject, ask, "ask.reminded", now)


def _expire(permit: Permit, ask: Ask, now: datetime) -> None:
    stages.end(permit, "expired", "expired", now)
    telling.tell_requester(permit, f"{permit.number} 过了作业时段还没签完，作废了。请重新办票。", now)


def _note(subject: Subject, ask: Ask, kind: str, now: datetime, more: dict[str, str] | None = None) -> None:
    ledger.append(
        subject, kind, now, actor={"system": "clock"}, data={"ask": ask.id, "person": ask.person, **(more or {})}
    )


def _what(permit: Permit) -> str:
    return f"{permits.title(permit)} · {permit.number}"


def _by_when(ask: Ask) -> str:
    return f"{ask.due_at:%H:%M} 前" if ask.due_at else "尽快"


STEPS = {
    "remind": _remind,
    "warn": _warn,
    "substitute": _substitute,
    "alarm": _alarm,
    "undelivered": _undelivered,
    "repeat": _repeat,
    "expire": _expire,
}
