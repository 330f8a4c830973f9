"""Stages of a permit: whom they ask, when they are complete, what follows. The people are found anew when one opens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.permits import life, starting, timetable
from handlers.permits.form import job_of, kept
from models import ask as ask_table
from models import ledger, meter
from models.ask import MOVABLE, Ask
from models.book import book, book_of
from models.permit import Permit
from models.subject import Subject
from rules import adding, escalation
from rules.adding import Asked
from rules.job import Job
from rules.life import State
from rules.posts import lost
from rules.routes import Added, Route, Slot, Stage, route
from rules.routing_rules import RoutingRules
from rules.staffing import Assignment, staff

KIND = "permit.sign"
SYSTEM = {"system": "permits"}
# Topic of the red alert that the entire permit stands still; `late` names the one about a line.
BLOCKED = "blocked"
LOOK_AGAIN = timedelta(minutes=5)
END_WORDS = {"returned": "这张票已退回", "expired": "这张票过了作业时段，作废"}


def job(permit: Permit) -> Job:
    return job_of(kept(permit.form), permit.requester)


def rules(permit: Permit) -> RoutingRules:
    """The routing rules under which the permit was raised; a later rule file does not touch it."""
    return book_of(int(permit.rules)).config.rules


def way(permit: Permit) -> Route:
    """The permit's route, worked out again from what it was raised with: the same every time, with the lines that
    signers of this version have added since."""
    raised_with = book_of(int(permit.rules))
    found = route(job(permit), raised_with.plant, raised_with.config.rules, permit.requested_at)
    kept = {each["id"]: each["slots"] for each in permit.route["stages"]}
    stages = (replace(each, added=tuple(_added(kept.get(each.id, ())))) for each in found.stages)
    return replace(found, stages=tuple(stages))


def _added(slots: Iterable[Mapping[str, Any]]) -> Iterator[Added]:
    for slot in slots:
        if line := slot.get("added"):
            own = Slot(slot["id"], line["post"], None, line["scope"], slot["signs_for"], False, False)
            yield Added(own, line["host"], line["order"], line["by"], line["person"], line["reason"])


def open_stage(permit: Permit, subject: Subject, index: int, now: datetime) -> None:
    """Asks the people of a stage; without anybody left the permit is blocked and the safety office is called."""
    the_way = way(permit)
    stage = the_way.stages[index]
    life.keep(permit, stage=index)
    staffing = staff(
        the_way, stage, job(permit), book(now).plant, rules(permit), now, signed(permit), meter.unreachable()
    )
    if staffing.blocked:
        block(permit, subject, stage, staffing.blocked, now)
        return
    life.move(permit, subject, "signing", now, actor=SYSTEM, data={"stage": stage.id})
    for skipped in (each for each in staffing.assignments if each.person is None):
        data = {"stage": stage.id, "slot": skipped.slot.id, "why": list(skipped.reasons)}
        ledger.append(subject, "permit.line_skipped", now, actor=SYSTEM, data=data)
    for assignment in staffing.asked:
        ask_to_sign(permit, subject, stage, assignment, now)


def ask_to_sign(permit: Permit, subject: Subject, stage: Stage, found: Assignment, now: datetime) -> Ask:
    """One ask for one line of the form, with its reasons in both persons' words."""
    plant = book(now).plant
    department = plant.area(permit.area).department if found.slot.scope == "area" else None
    post_name = plant.title(found.post, department if _by_area(found) else None) if found.post else ""
    data = {
        "approval": stage.is_approval,
        "stage_id": stage.id,
        "stage_name": stage.name,
        "signs_for": found.slot.signs_for,
        "post_name": post_name or rules_role(permit, found),
        "for_post": found.for_post or "",
        "for_post_name": plant.title(found.for_post, department) if found.for_post else "",
        "authorization": found.authorization or "",
        "reasons": list(found.reasons),
        "card": found.card,
        "on_call": found.on_call,
    }
    wanted = Wanted(
        KIND,
        found.person or "",
        found.told,
        post=found.post or found.slot.role or "",
        stage=stage_key(permit, stage.id),
        slot=found.slot.id,
        steps=[(step.kind, step.after_min) for step in escalation.steps(found.timers)],
        expires_at=permit.ends_at,
        rules=f"rules@{permit.rules}",
        data=data,
    )
    return asks.open_ask(subject, wanted, now)


def after_signature(permit: Permit, subject: Subject, ask: Ask, now: datetime) -> None:
    """Somebody signed: the others of the line (or of an any-of stage) are told, a complete stage opens the next."""
    the_way = way(permit)
    stage = the_way.stages[permit.stage]
    lines = adding.settled(stage, ask.slot)
    settled = [each for each in ask_table.in_stage(subject, ask.stage) if each.slot in lines]
    supersede(settled, ask, now)
    words = f"{book(now).plant.person(ask.person).name} {now:%H:%M} 签了"
    alerts.over(subject, {late(each) for each in settled}, words, now)
    repaint_all(permit, subject, now)
    carry_on(permit, subject, stage, now)
    if not adding.complete(stage, state_of(subject, ask.stage)):
        return
    alerts.over(subject, {BLOCKED}, words, now)
    if permit.stage + 1 < len(the_way.stages):
        open_stage(permit, subject, permit.stage + 1, now)
    else:
        approve(permit, subject, now)


def carry_on(permit: Permit, subject: Subject, stage: Stage, now: datetime) -> None:
    """Added lines whose turn has come are asked, and who waited for one of them is asked for his own line again."""
    key = stage_key(permit, stage.id)
    for added in adding.turn_of(stage, state_of(subject, key)):
        if lost_post(added.person, added.slot.post or "", "", permit, now):
            _ask_holder(permit, subject, stage, added.slot, now)
        else:
            ask_to_sign(permit, subject, stage, adding.assignment(added, stage, book(now).plant), now)
    for first in adding.turn_back(stage, state_of(subject, key)):
        before = [each for each in asked(permit) if (each.slot, each.person) == (first.host, first.by)][-1]
        if lost_post(before.person, before.post, str(before.data["authorization"]), permit, now):
            own = next(each for each in stage.slots if each.id == first.host)
            _ask_holder(permit, subject, stage, own, now)
        else:
            _ask_again(before, permit, stage, "你加签的那一栏签好了，轮到你签", now)


def _ask_again(before: Ask, permit: Permit, stage: Stage, words: str, now: datetime) -> None:
    """The adder's own line, as he was asked for it before; the time limits start anew."""
    wanted = Wanted(
        KIND,
        before.person,
        [words, *before.why],
        post=before.post,
        stage=before.stage,
        slot=before.slot,
        steps=[(step.kind, step.after_min) for step in escalation.steps(stage.timers)],
        expires_at=permit.ends_at,
        rules=before.rules,
        data=before.data,
    )
    asks.open_ask(before.subject, wanted, now)


def _ask_holder(permit: Permit, subject: Subject, stage: Stage, slot: Slot, now: datetime) -> None:
    """The posts have changed hands while the line waited for its turn: whoever may sign it now is asked."""
    alone = replace(stage, slots=(slot,), mode="all_of")
    plant, away = book(now).plant, meter.unreachable()
    found = staff(way(permit), alone, job(permit), plant, rules(permit), now, signed(permit), away)
    for assignment in found.asked:
        ask_to_sign(permit, subject, stage, assignment, now)
    if found.blocked:
        title = f"作业票没人签：{permit.form['area_name']}"
        alerts.red_alert(subject, f"late/{slot.id}", title, [permit.number, *found.blocked], now)


def lost_post(person: str, post: str, paper: str, permit: Permit, now: datetime, scope: str = "") -> str:
    """Why he may not act by the post, or by the paper, any more; empty while he may. scope: the line's, where it has
    one of its own."""
    plant = book(now).plant
    known = plant.posts.get(post)
    by_area = scope == "area" if scope else known is not None and known.scope == "department"
    place = plant.area(permit.area).department if by_area and not paper else None
    return lost(person, post, place, paper, plant, plant.day(now))


def state_of(subject: Subject, key: str) -> list[Asked]:
    """Every ask of the stage as the rules read it."""
    return [Asked(each.slot, each.person, each.state) for each in ask_table.in_stage(subject, key)]


def supersede(others: Iterable[Ask], by: Ask, now: datetime) -> None:
    """Everybody else's card is to say who did it."""
    for other in others:
        if other.id != by.id:
            asks.close(other, "superseded", now, {"result": "signed", "by": by.person, "at": ledger.stamp(now)})


def approve(permit: Permit, subject: Subject, now: datetime) -> None:
    minutes = int((now - permit.requested_at).total_seconds() // 60)
    data = {"minutes": minutes, "stages": len(permit.route["stages"])}
    life.move(permit, subject, "approved", now, actor=SYSTEM, data=data)
    words = f"{permit.number} 签完了，用了 {minutes} 分钟。{_short_rest(permit, now)}点卡片看签批单。"
    tell_requester(permit, words, now)
    starting.open_gates(permit, subject, now)


def _short_rest(permit: Permit, now: datetime) -> str:
    """Signed after the planned start: the start moves, the end does not; a rest too short to be of use is said."""
    left = int((permit.ends_at - now).total_seconds() // 60)
    if now <= permit.starts_at or left >= max(rules(permit).after_signing.expiry.warn_before_min):
        return ""
    return f"只剩 {left} 分钟，结束时间不能往后推，做不完就重新办票。"


def block(permit: Permit, subject: Subject, stage: Stage, why: Iterable[str], now: datetime) -> None:
    """Nobody may sign a line: the permit waits, never passes by itself; a red alert asks for people."""
    reasons = list(why)
    if permit.state != "blocked":
        life.move(permit, subject, "blocked", now, actor=SYSTEM, data={"stage": stage.id, "why": reasons})
    where = permit.form["area_name"]
    alerts.red_alert(subject, BLOCKED, f"作业票没人能签：{where}", [permit.number, *reasons], now)
    tell_requester(permit, f"{permit.number} 卡住了：{reasons[0]}。已报安全管理部，先不要开工。", now)
    timetable.at(subject, "look_again", now + LOOK_AGAIN, now)
    timetable.at(subject, "end", permit.ends_at, now)


def end(
    permit: Permit, subject: Subject, state: State, ask_state: str, now: datetime, why: Mapping[str, str] | None = None
) -> None:
    """The permit's signing is over without approval: whatever is still asked falls. `why`: by whom and the reason."""
    life.move(permit, subject, state, now, actor=SYSTEM, data=dict(why or {}))
    for each in ask_table.of_subject(subject):
        if each.kind == KIND and each.state in MOVABLE:
            asks.close(each, ask_state, now, {"result": state, "at": ledger.stamp(now), **(why or {})})
    topics = {BLOCKED, *(late(each) for each in ask_table.of_subject(subject))}
    alerts.over(subject, topics, END_WORDS[state], now)


def repaint_all(permit: Permit, subject: Subject, now: datetime) -> None:
    """The requester's card and those of everybody who is still asked show how far the permit has come."""
    asks.repaint(request_of(permit), now)
    for each in ask_table.of_subject(subject):
        if each.kind == KIND and each.state in MOVABLE:
            asks.repaint(each, now)


def tell_requester(permit: Permit, words: str, now: datetime) -> None:
    """The request's own card shows the new state, and a short text says so."""
    request = request_of(permit)
    asks.repaint(request, now)
    asks.tell(request, permit.requester, words, now, purpose="permit.news")


def request_of(permit: Permit) -> Ask:
    """The requester's ask whose card shows how the permit stands."""
    request: Ask = Ask.get_by_id(permit.form["request_ask"])
    return request


def asked(permit: Permit) -> list[Ask]:
    """Every ask to sign this version of the permit."""
    mine = f"{permit.version}/"
    return [each for each in ask_table.of_subject(permit.subject) if each.kind == KIND and each.stage.startswith(mine)]


def signed(permit: Permit) -> dict[str, str]:
    """Line → who has signed it in this version."""
    return {each.slot: each.person for each in asked(permit) if each.state == "done"}


def late(ask: Ask) -> str:
    """The topic of the red alert about the ask's line, so that there is one at a time."""
    return f"late/{ask.slot}"


def stage_key(permit: Permit, stage_id: str) -> str:
    return f"{permit.version}/{stage_id}"


def rules_role(permit: Permit, found: Assignment) -> str:
    return str(permit.template["roles"].get(found.slot.role, ""))


def _by_area(found: Assignment) -> bool:
    return found.slot.scope == "area" and found.for_post is None
