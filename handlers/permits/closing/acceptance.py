"""From finished to closed: the leader reports the end, somebody of the area accepts it on site, power is cut.

GB 30871—2022 §4.14–4.15: whoever accepts has no part in the job; nothing closes by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.channel import Action, Answer
from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.permits import crew, life, proof, raised, telling, timetable
from handlers.permits.gates import questions
from handlers.permits.routing import stages
from handlers.permits.work import entry, watch
from handlers.permits.work.stopping import RESUME
from models import ask as ask_table
from models import ledger
from models.answered import Outcome, Proven
from models.ask import MOVABLE, Ask
from models.book import book, book_of
from models.permit import Permit
from rules import escalation, isolation
from rules.plant import Person
from rules.routing_rules import FollowUp

ACCEPT, POWER_CANCEL = "permit.accept", "permit.power_cancel"
CLOSING = (ACCEPT, POWER_CANCEL)
NAMES = {ACCEPT: "完工验收", POWER_CANCEL: "断电注销"}
LATE = "not_accepted"
# The timetable's moment to look again for somebody who can accept.
AGAIN = "accept_again"
MAX_REASON = 200


def finish(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「报完工」 by the leader: the work is over, and the area is asked to accept it."""
    if ask.state not in MOVABLE or permit.state not in crew.ON_SITE:
        return Answer("这张票现在不用报完工。点卡片看现在的情况。", "info")
    inside = permit.work.head_count
    if inside.people or inside.tools:
        return Answer(f"里面还登记着 {len(inside.people)} 人、{inside.tools} 件工具。请监护人清点出来再报。", "stop")
    asks.close(ask, "done", now, Outcome(result="finished", at=now, by=person.id))
    life.move(permit, "finished", now, actor=asks.actor(ask, person), shown=asks.shown_to(action))
    _stop_watching(permit, now)
    ask_acceptance(permit, now)
    telling.repaint_all(permit, now)
    return Answer("报上去了，等属地验收。", "done")


def ask_acceptance(permit: Permit, now: datetime) -> None:
    """Opens what the rules want before closing, except the leader's own report."""
    for follow in _follow_ups(permit):
        if not _ask_closers(permit, follow, now):
            _nobody(permit, f"permit.{follow.ask}", now)
            timetable.at(permit.subject, AGAIN, now + stages.LOOK_AGAIN, now)


def look_again(permit: Permit, now: datetime) -> None:
    """Asks whoever can accept by now, when nobody could at the end of the work."""
    if permit.state not in ("finished", "expired"):
        return
    kinds = {each.kind for each in ask_table.of_subject(permit.subject) if each.state in (*MOVABLE, "done")}
    missing = [follow for follow in _follow_ups(permit) if f"permit.{follow.ask}" not in kinds]
    if [follow for follow in missing if not _ask_closers(permit, follow, now)]:
        timetable.at(permit.subject, AGAIN, now + stages.LOOK_AGAIN, now)
    elif missing:
        alerts.over(permit.subject, {LATE}, f"{now:%H:%M} 有人能验收了", now)


def _ask_closers(permit: Permit, follow: FollowUp, now: datetime) -> bool:
    """Asks the people of the area; if none is free, its head, then whoever stands in for him. False when there is
    nobody."""
    kind = f"permit.{follow.ask}"
    people = _may_close(permit, follow, _at_once(follow), now) or _may_close(permit, follow, follow.to, now)
    people = people or _in_line(permit, follow, now)[:1]
    for person in people:
        _ask(permit, kind, follow, person, [f"请你{NAMES[kind]}", "看过现场再签"], now)
    return bool(people)


def accept(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """Signed on site with every line of the checklist; the last signature that is needed closes the permit."""
    if ask.state not in MOVABLE:
        return Answer(_accepted_words(ask, now), "info")
    if person.id in crew.of_the_job(permit):
        return Answer("你是这张票的人，不能验收自己的活。请属地没参加这个活的人来验收。", "stop")
    if permit.work.head_count.people:
        return Answer("里面还登记着人。请先点名撤出，再验收。", "stop")
    left = set(range(len(checklist(permit, ask.kind)))) - _ticked(action)
    if left:
        return Answer(f"还有 {len(left)} 条没有勾。请逐条看过再签。", "stop")
    where = proof.presence_at(permit, action, now)
    signed = proof.signed(permit, action, now)
    if not where.ok:
        return Answer(f"验收要在现场：{where.words}。", "stop")
    _keep(permit, ask, person, signed.but(presence=where.words), now)
    return Answer("验收签好了。" if ask.kind == ACCEPT else "断电注销签好了。", "done")


def not_yet(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「还不行」: the leader is told what is missing; the acceptance stays open."""
    reason = action.text.strip()[:MAX_REASON]
    if ask.state not in MOVABLE:
        return Answer(f"{_accepted_words(ask, now)}「还不行」没有告诉谁，有问题请当面说。", "caution")
    if len(reason) < 2:
        return Answer("要写明哪里不行。请写一句再发。", "stop")
    data = {"ask": ask.id, "reason": reason}
    shown = asks.shown_to(action)
    ledger.append(ask.subject, "permit.not_accepted", now, actor=asks.actor(ask, person), data=data, shown=shown)
    words = f"{person.name}看过，还不能验收：{reason}。弄好了请他再看（{telling.title(permit)}）。"
    telling.tell(permit, [permit.form.work_leader, permit.requester], words, now)
    return Answer("告诉作业负责人了。弄好后从这张卡片再验收。", "info")


def checklist(permit: Permit, kind: str) -> list[str]:
    """What is checked before signing: the template's closing lines, by the permit's own rules, then each lock that must
    come off."""
    if kind == POWER_CANCEL:
        return ["临时线路已经断电", "上级开关已经复位上锁"]
    return [*raised.kind_of(permit).closeout, *_locks(permit)]


def _locks(permit: Permit) -> list[str]:
    def name(person: str) -> str:
        return book_of(int(permit.rules)).plant.person(person).name

    points = [point for each in permit.work.measures.values() for point in each.locks]
    return [line for point in points if (line := isolation.undone(point, name))]


def step(permit: Permit, ask: Ask, name: str, now: datetime) -> None:
    """Reminds, then asks the area's head, then raises a red alert. Nothing is ever closed because nobody came."""
    what = f"{NAMES[ask.kind]}：{telling.title(permit)}"
    if name in ("substitute", "undelivered"):
        _put_to_head(permit, ask, now)
    if name == "alarm":
        lines = [permit.number, f"完工后一直没人{NAMES[ask.kind]}", "请安排人到场"]
        alerts.red_alert(permit.subject, LATE, f"没人{NAMES[ask.kind]}：{permit.form.area_name}", lines, now)
    asks.tell(ask, ask.person, f"还差你{what}。", now)
    data = {"ask": ask.id, "person": ask.person}
    ledger.append(permit.subject, "ask.reminded", now, actor={"system": "clock"}, data=data)


def unreachable(permit: Permit, ask: Ask, words: str, now: datetime) -> None:
    _put_to_head(permit, ask, now)


def _stop_watching(permit: Permit, now: datetime) -> None:
    names = (follow.ask for follow in watch.during(permit))
    timetable.drop(permit.subject, *names, "border", "shift", "warn", "end", now=now)
    watch.stop_asking(permit.subject, (*watch.WHILE_WORKING, RESUME, "permit.takeover"), f"{now:%H:%M} 完工", now)
    questions.close_all(permit.subject, f"{now:%H:%M} 完工", now)
    alerts.over(permit.subject, {"stopped", "resume"}, f"{now:%H:%M} 完工", now)


def _follow_ups(permit: Permit) -> list[FollowUp]:
    close = raised.rules(permit).after_signing.close
    return [each for each in close if each.ask != "finish" and (not each.kinds or permit.kind in each.kinds)]


def _at_once(follow: FollowUp) -> Sequence[str]:
    """The posts that are asked at once: all but the last of several, the area's head, who is asked when the others are
    silent."""
    return follow.to[:-1] or follow.to


def _may_close(permit: Permit, follow: FollowUp, to: Sequence[str], now: datetime) -> list[str]:
    """Of these posts, the people who have no part in the job."""
    barred = crew.of_the_job(permit)
    return [person for person in crew.asked(permit, to, follow.scope, now) if person not in barred]


def _ask(permit: Permit, kind: str, follow: FollowUp, person: str, why: Sequence[str], now: datetime) -> None:
    timers = follow.timers or raised.rules(permit).defaults.timers
    steps = [(step.kind, step.after_min) for step in escalation.steps(timers)]
    asks.open_ask(permit.subject, Wanted(kind, person, why, stage=f"close/{kind}", slot=kind, steps=steps), now)


def _put_to_head(permit: Permit, ask: Ask, now: datetime) -> None:
    """Asks the area's head as well; if none is free, the safety office is called."""
    follow = next(each for each in _follow_ups(permit) if f"permit.{each.ask}" == ask.kind)
    asked = {each.person for each in ask_table.in_stage(permit.subject, ask.stage)}
    able = [person for person in _in_line(permit, follow, now) if person not in asked]
    if not able:
        _nobody(permit, ask.kind, now)
        return
    first = book(now).plant.person(ask.person).name
    why = [f"{first}还没{NAMES[ask.kind]}，请你来看", "看过现场再签"]
    _ask(permit, ask.kind, follow, able[0], why, now)
    data = {"ask": ask.id, "from": ask.person, "to": able[0], "reason": "timeout"}
    ledger.append(permit.subject, "ask.substituted", now, actor={"system": "clock"}, data=data)


def _in_line(permit: Permit, follow: FollowUp, now: datetime) -> list[str]:
    """The area's head and his stand-ins, in the order of the chain."""
    chain = raised.rules(permit).substitutions.get(follow.to[-1])
    posts = [follow.to[-1], *(link.post for link in (chain.chain if chain else ()))]
    known = [post for post in posts if post in book(now).plant.posts]
    return [person for post in known for person in _may_close(permit, follow, [post], now)]


def _nobody(permit: Permit, kind: str, now: datetime) -> None:
    lines = [permit.number, f"没有能{NAMES[kind]}的人", "请安排人到场"]
    alerts.red_alert(permit.subject, LATE, f"没人{NAMES[kind]}：{permit.form.area_name}", lines, now)


def _keep(permit: Permit, ask: Ask, person: Person, signed: Proven, now: datetime) -> None:
    asks.close(ask, "done", now, signed.resulting("signed", by=person.id))
    over = Outcome(result="signed", by=person.id, at=now)
    for other in ask_table.in_stage(ask.subject, ask.stage):
        asks.close(other, "superseded", now, over)
    data = {"ask": ask.id, "checked": checklist(permit, ask.kind), **signed.evidence()}
    kind = "permit.accepted" if ask.kind == ACCEPT else "permit.power_cancelled"
    shown = signed.shown or None
    ledger.append(ask.subject, kind, now, actor=asks.actor(ask, person), data=data, shown=shown)
    done = {each.kind for each in ask_table.of_subject(ask.subject) if each.state == "done"}
    if all(f"permit.{follow.ask}" in done for follow in _follow_ups(permit)):
        _close(permit, person, now)


def _close(permit: Permit, person: Person, now: datetime) -> None:
    """Everything is signed: the permit is closed, and a worker will seal and archive it."""
    alerts.over(permit.subject, {LATE, entry.INSIDE}, f"{person.name} {now:%H:%M} 验收了", now)
    life.move(permit, "closed", now, actor=raised.SYSTEM)
    telling.tell_requester(permit, f"{permit.number} 验收完，关闭了。", now)


def _ticked(action: Action) -> set[int]:
    given = action.data.get("checked")
    return {each for each in given if type(each) is int} if isinstance(given, list) else set()


def _accepted_words(ask: Ask, now: datetime) -> str:
    outcome = Outcome.of(ask)
    if outcome.by:
        return f"{outcome.clock} 已由{book(now).plant.person(outcome.by).name}签过，不用再签。"
    return "这张票不用再验收了。点卡片看现在的情况。"
