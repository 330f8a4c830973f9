"""Stages of a permit: whom they ask, when they are complete, what follows. People are looked for when a stage opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.permits import life, raised, telling, timetable
from models import ask as ask_table
from models import ledger
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.permit import Permit
from models.permit_asks import Sign
from models.subject import Subject
from rules import adding, escalation
from rules.adding import Asked
from rules.life import State
from rules.posts import lost
from rules.routes import Slot, Stage
from rules.staffing import Assignment, staff

# Topic of the red alert that the whole permit is blocked; `late` names the one about a line.
BLOCKED = "blocked"
LOOK_AGAIN = timedelta(minutes=5)
END_WORDS = {"returned": "这张票已退回", "expired": "这张票过了作业时段，作废"}


def open_stage(permit: Permit, index: int, now: datetime) -> None:
    """Asks the people of a stage; when nobody is left, the permit is blocked and the safety office is called."""
    the_way = raised.way(permit)
    stage = the_way.stages[index]
    life.keep(permit, stage=index)
    staffing = staff(the_way, stage, raised.scene(permit, now), raised.signed(permit))
    if staffing.blocked:
        block(permit, stage, staffing.blocked, now)
        return
    life.move(permit, "signing", now, actor=raised.SYSTEM, data={"stage": stage.id})
    for skipped in (each for each in staffing.assignments if each.person is None):
        line = skipped.slot.signs_for
        data = {"stage": stage.id, "slot": skipped.slot.id, "line": line, "why": list(skipped.reasons)}
        ledger.append(permit.subject, "permit.line_skipped", now, actor=raised.SYSTEM, data=data)
    for assignment in staffing.asked:
        ask_to_sign(permit, stage, assignment, now)


def ask_to_sign(permit: Permit, stage: Stage, found: Assignment, now: datetime) -> Ask:
    """Asks for one line of the form; its reasons are worded for the form and for the person asked."""
    plant = book(now).plant
    department = plant.area(permit.area).department if found.slot.scope == "area" else None
    post_name = plant.title(found.post, department if _by_area(found) else None) if found.post else ""
    data = Sign(
        approval=stage.is_approval,
        stage_id=stage.id,
        stage_name=stage.name,
        signs_for=found.slot.signs_for,
        post_name=post_name or rules_role(permit, found),
        for_post=found.for_post or "",
        for_post_name=plant.title(found.for_post, department) if found.for_post else "",
        authorization=found.authorization or "",
        reasons=tuple(found.reasons),
        card=found.card,
        on_call=found.on_call,
    )
    wanted = Wanted(
        raised.KIND,
        found.person or "",
        found.told,
        post=found.post or found.slot.role or "",
        stage=raised.stage_key(permit, stage.id),
        slot=found.slot.id,
        steps=[(step.kind, step.after_min) for step in escalation.steps(found.timers)],
        expires_at=permit.ends_at,
        rules=f"rules@{permit.rules}",
        data=data,
        sealed={"slot": found.slot.id, "line": data.evidence()},
    )
    return asks.open_ask(permit.subject, wanted, now)


def carry_on(permit: Permit, stage: Stage, now: datetime) -> None:
    """Asks for added lines whose turn has come, and asks whoever waited for one of them for his own line again."""
    key = raised.stage_key(permit, stage.id)
    for added in adding.turn_of(stage, state_of(permit.subject, key)):
        if lost_post(added.person, added.slot.post or "", "", permit, now):
            _ask_holder(permit, stage, added.slot, now)
        else:
            ask_to_sign(permit, stage, adding.assignment(added, stage, book(now).plant), now)
    for first in adding.turn_back(stage, state_of(permit.subject, key)):
        before = [each for each in raised.asked(permit) if (each.slot, each.person) == (first.host, first.by)][-1]
        if lost_post(before.person, before.post, Sign.of(before).authorization, permit, now):
            own = next(each for each in stage.slots if each.id == first.host)
            _ask_holder(permit, stage, own, now)
        else:
            _ask_again(before, permit, stage, "你加签的那一栏签好了，轮到你签", now)


def _ask_again(before: Ask, permit: Permit, stage: Stage, words: str, now: datetime) -> None:
    """Asks the adder for his own line as before; the time limits start again."""
    wanted = Wanted(
        raised.KIND,
        before.person,
        [words, *before.why],
        post=before.post,
        stage=before.stage,
        slot=before.slot,
        steps=[(step.kind, step.after_min) for step in escalation.steps(stage.timers)],
        expires_at=permit.ends_at,
        rules=before.rules,
        data=Sign.of(before),
        sealed={"slot": before.slot, "line": Sign.of(before).evidence()},
    )
    asks.open_ask(before.subject, wanted, now)


def _ask_holder(permit: Permit, stage: Stage, slot: Slot, now: datetime) -> None:
    """The post changed hands while the line waited for its turn: asks whoever may sign it now."""
    alone = replace(stage, slots=(slot,), mode="all_of")
    found = staff(raised.way(permit), alone, raised.scene(permit, now), raised.signed(permit))
    for assignment in found.asked:
        ask_to_sign(permit, stage, assignment, now)
    if found.blocked:
        title = f"作业票没人签：{permit.form.area_name}"
        alerts.red_alert(permit.subject, f"late/{slot.id}", title, [permit.number, *found.blocked], now)


def lost_post(person: str, post: str, paper: str, permit: Permit, now: datetime, scope: str = "") -> str:
    """Why he may no longer act by the post or the paper; empty while he may. scope: the line's own, if it has one."""
    plant = book(now).plant
    known = plant.posts.get(post)
    by_area = scope == "area" if scope else known is not None and known.scope == "department"
    place = plant.area(permit.area).department if by_area and not paper else None
    return lost(person, post, place, paper, plant, plant.day(now))


def state_of(subject: Subject, key: str) -> list[Asked]:
    """Every ask of the stage, in the form that the rules read."""
    return [Asked(each.slot, each.person, each.state) for each in ask_table.in_stage(subject, key)]


def supersede(others: Iterable[Ask], by: Ask, now: datetime) -> None:
    """Makes everybody else's card say who did it."""
    for other in others:
        if other.id != by.id:
            asks.close(other, "superseded", now, Outcome(result="signed", by=by.person, at=now))


def block(permit: Permit, stage: Stage, why: Iterable[str], now: datetime) -> None:
    """Nobody may sign a line: the permit waits and never passes by itself; a red alert asks for people."""
    reasons = list(why)
    if permit.state != "blocked":
        life.move(permit, "blocked", now, actor=raised.SYSTEM, data={"stage": stage.id, "why": reasons})
    where = permit.form.area_name
    alerts.red_alert(permit.subject, BLOCKED, f"作业票没人能签：{where}", [permit.number, *reasons], now)
    telling.tell_requester(permit, f"{permit.number} 卡住了：{reasons[0]}。已报安全部门，先不要开工。", now)
    timetable.at(permit.subject, "look_again", now + LOOK_AGAIN, now)
    timetable.at(permit.subject, "end", permit.ends_at, now)


def end(permit: Permit, state: State, ask_state: str, now: datetime, by: str = "", reason: str = "") -> None:
    """Signing ends without approval: everything that is still asked is closed. by: who gave it back."""
    life.move(permit, state, now, actor=raised.SYSTEM, data={"by": by, "reason": reason} if by else {})
    outcome = Outcome(result=state, at=now)
    outcome = outcome.because(by, reason) if by else outcome
    for each in ask_table.of_subject(permit.subject):
        if each.kind == raised.KIND and each.state in MOVABLE:
            asks.close(each, ask_state, now, outcome)
    topics = {BLOCKED, *(late(each) for each in ask_table.of_subject(permit.subject))}
    alerts.over(permit.subject, topics, END_WORDS[state], now)


def late(ask: Ask) -> str:
    """The topic of the red alert about the ask's line, so that there is only one at a time."""
    return f"late/{ask.slot}"


def rules_role(permit: Permit, found: Assignment) -> str:
    return str(permit.template["roles"].get(found.slot.role, ""))


def _by_area(found: Assignment) -> bool:
    return found.slot.scope == "area" and found.for_post is None
