"""From finished to closed: the leader reports the end, somebody of the area accepts it on site, power is cut.

GB 30871—2022 §4.14–4.15: whoever accepts has no part in the job; nothing closes by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.permits import crew, life, proof, raised, same_hand, telling, timetable
from handlers.permits.gates import questions
from handlers.permits.kinds import ACCEPT, POWER_CANCEL, RESUME, STAY
from handlers.permits.routing import stages
from handlers.permits.work import entry, watch
from models import ask as ask_table
from models import ledger
from models import permit as permits
from models.answered import Outcome, Proven
from models.ask import MOVABLE, Ask
from models.book import book, book_of, name_of
from models.permit import Permit, watched_until
from rules import accepting, escalation, isolation, presence
from rules.plant import Person
from rules.routing_rules import FollowUp
from rules.shifts import leave_at

NAMES = {f"permit.{ask}": words for ask, words in accepting.SIGNED.items()}
LATE = "not_accepted"
MAX_REASON = 200
MINUTE = timedelta(minutes=1)
NOT_NOW = Answer("这张票现在不用报完工。点卡片看现在的情况。", "info")


def finish_by_tap(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「报完工」 on a card from before its page was there: it reports nothing, and gets the way to the page."""
    if ask.state not in MOVABLE or permit.state not in crew.ON_SITE:
        return NOT_NOW
    asks.repaint(ask, now)
    return Answer("还没有报：要先看一眼再报。再点卡片上的「报完工」，或点开卡片，在签批单上点。", "caution")


def finish(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「报完工」 by the leader: the work is over, and the area is asked to accept it. From elsewhere it counts too, and
    guardian and area read where his phone was."""
    if ask.state not in MOVABLE or permit.state not in crew.ON_SITE:
        return NOT_NOW
    made = action.made(now)
    if permit.work.resumed_since(made):
        return Answer(f"没有报：你 {made:%H:%M} 报完工以后停过、又复工了。请重新打开，看过现场再报。", "stop")
    inside = permit.work.head_count
    if inside.people or inside.tools:
        return Answer(f"里面还登记着 {len(inside.people)} 人、{inside.tools} 件工具。请监护人清点出来再报。", "stop")
    where = proof.place_told(permit, action, now)
    data = {**({"presence": where} if where else {}), **proof.circumstances(permit, action)}
    asks.close(ask, "done", now, Outcome(result="finished", at=now, by=person.id))
    life.move(permit, "finished", now, actor=asks.actor(ask, person), data=data, shown=asks.shown_to(action))
    _stop_watching(permit, now)
    ask_acceptance(permit, now, [] if presence.seen(where) else [f"{person.name}报完工时{where}"])
    telling.repaint_all(permit, now)
    at_work = [each for each in crew.workers(permit) if each != person.id]
    words = f"报完工了：{telling.title(permit)}。{now:%H:%M} {person.name}报的，都停手，别再干。"
    telling.order(permit, at_work, words, now, purpose=telling.OVER)
    return Answer(f"报上去了，监护人{_stays(permit)}。等属地验收。{proof.noted(where)}", "done")


def _stays(permit: Permit) -> str:
    """Until when the guardian does not leave."""
    watching = raised.kind_of(permit).fire_watch_min
    return f"看火到 {watched_until(permit):%H:%M}，别离开" if watching else "验收签完前别离开"


def ask_acceptance(permit: Permit, now: datetime, seen: Sequence[str] = ()) -> None:
    """Opens what the rules want before closing, except the leader's own report. Until then the guardian stays.

    seen: what both should know of that report."""
    asks.open_ask(permit.subject, Wanted(STAY, permits.guardian(permit), ["你是监护人", *seen]), now)
    for follow in _follow_ups(permit):
        if not _ask_closers(permit, follow, now, seen):
            _nobody(permit, follow, now)
            timetable.at(permit.subject, timetable.ACCEPT, now + stages.LOOK_AGAIN, now)


def look_again(permit: Permit, now: datetime) -> None:
    """Asks whoever can accept by now, when nobody could at the end of the work, or somebody called a stop since."""
    if not permits.unaccepted(permit):
        return
    kinds = {*_signed(permit), *(kind for kind in NAMES if _waits_for_somebody(permit, kind, now))}
    missing = [follow for follow in _follow_ups(permit) if f"permit.{follow.ask}" not in kinds]
    if [follow for follow in missing if not _ask_closers(permit, follow, now)]:
        timetable.at(permit.subject, timetable.ACCEPT, now + stages.LOOK_AGAIN, now)
    elif missing:
        alerts.over(permit.subject, {LATE}, f"{now:%H:%M} 有人能验收了", now)


def _waits_for_somebody(permit: Permit, kind: str, now: datetime) -> bool:
    """Whether one of those who are asked for it is not on leave."""
    plant = book(now).plant
    asked = (each.person for each in ask_table.movable(permit.subject, kind) if plant.knows(each.person))
    return any(leave_at(plant.person(person), plant, now) is None for person in asked)


def _ask_closers(permit: Permit, follow: FollowUp, now: datetime, seen: Sequence[str] = ()) -> bool:
    """Asks the people of the area; if none is free, its head, then the first of the line behind him. False when there
    is nobody."""
    kind = f"permit.{follow.ask}"
    people = _may_close(permit, follow, _at_once(follow), now) or _may_close(permit, follow, follow.to, now)
    why = [f"请你{NAMES[kind]}"] if people else [f"{permit.form.area_name}自己没有人能{NAMES[kind]}，请你来"]
    people = people or _in_line(permit, follow, now)[:1]
    for person in [each for each in people if crew.at_work(each, now)] or people:
        _ask(permit, kind, follow, person, [*why, *seen], now)
    return bool(people)


def relieve(permit: Permit, now: datetime) -> None:
    """People have come and gone: those of the area who are there now are asked in place of those who went home."""
    for follow in _follow_ups(permit):
        kind = f"permit.{follow.ask}"
        gone = questions.gone(permit, kind, now)
        if not gone:
            continue
        able = _may_close(permit, follow, _at_once(follow), now)
        there = [each for each in able if crew.at_work(each, now)]
        there = there or [each for each in _in_line(permit, follow, now) if crew.at_work(each, now)][:1]
        asked = {each.person for each in ask_table.movable(permit.subject, kind)}
        first = name_of(book(now).plant, gone[0].person)
        for person in (each for each in there if each not in asked):
            _ask(permit, kind, follow, person, [f"{first}下班了，请你{NAMES[kind]}"], now)
        questions.pass_on(permit, gone, there, now)


def accept(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """Signed on site with every line of the checklist; the last signature that is needed closes the permit."""
    if ask.state not in MOVABLE:
        return Answer(_accepted_words(ask, now), "info")
    if person.id in crew.of_the_job(permit):
        return Answer("你是这张票的人，不能验收自己的活。请属地没参加这个活的人来验收。", "stop")
    if permit.work.head_count.people:
        return Answer("里面还登记着人。请先点名撤出，再验收。", "stop")
    if ask.kind == ACCEPT and now < watched_until(permit):
        return Answer(f"现在还不能签。{_when(permit, ask.kind)}。", "stop")
    left = set(range(len(checklist(permit, ask.kind)))) - _ticked(action)
    if left:
        return Answer(f"还有 {len(left)} 条没有勾。请逐条看过再签。", "stop")
    where = proof.presence_at(permit, action, now)
    signed = proof.signed(permit, action, person, now)
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


def _when(permit: Permit, kind: str) -> str:
    """When to sign."""
    minutes = raised.kind_of(permit).fire_watch_min
    if kind != ACCEPT or not minutes:
        return "看过现场再签"
    return f"收工后看火 {minutes} 分钟：{watched_until(permit):%H:%M} 起看过现场再签"


def checklist(permit: Permit, kind: str) -> list[str]:
    """What is checked before signing: the template's closing lines, by the permit's own rules, then each lock that must
    come off, and each stop that somebody called after the work."""
    if kind == POWER_CANCEL:
        return ["临时线路已经断电", "上级开关已经复位上锁"]
    return [*raised.kind_of(permit).closeout, *_locks(permit), *_alarms(permit)]


def _alarms(permit: Permit) -> list[str]:
    plant = book_of(int(permit.rules)).plant
    return [
        f"{stop.at:%H:%M} {stop.why or f'{name_of(plant, stop.by)}叫停'}：到现场看过，没有险情，没有人在干"
        for stop in permit.work.alarms
    ]


def _locks(permit: Permit) -> list[str]:
    def name(person: str) -> str:
        return name_of(book_of(int(permit.rules)).plant, person)

    points = [point for each in permit.work.measures.values() for point in each.locks]
    return [line for point in points if (line := isolation.undone(point, name))]


def step(permit: Permit, ask: Ask, name: str, now: datetime) -> None:
    """Reminds, then asks the area's head, then calls whoever answers for the plant. Nothing is ever closed because
    nobody came."""
    what = f"{NAMES[ask.kind]}：{telling.title(permit)}"
    # Once the safety office has been called, it says who comes.
    if name == "undelivered" or (name == "substitute" and not alerts.called(permit.subject, {LATE})):
        _put_to_head(permit, ask, now)
    if name == "alarm":
        _call(permit, _follow_up(permit, ask.kind), f"完工后一直没人{NAMES[ask.kind]}", now)
    asks.tell(ask, ask.person, f"还差你{what}。", now)
    data = {"ask": ask.id, "person": ask.person}
    ledger.append(permit.subject, "ask.reminded", now, actor={"system": "clock"}, data=data)


def unreachable(permit: Permit, ask: Ask, words: str, now: datetime) -> None:
    _put_to_head(permit, ask, now)


def _stop_watching(permit: Permit, now: datetime) -> None:
    names = (follow.ask for follow in watch.during(permit))
    timetable.drop(permit.subject, *names, "border", "shift", "warn", "end", now=now)
    watch.stop_asking(permit.subject, (watch.WATCH,), f"{now:%H:%M} 报完工，{_stays(permit)}", now)
    watch.stop_asking(permit.subject, (*watch.WHILE_WORKING, RESUME, "permit.takeover"), f"{now:%H:%M} 完工", now)
    questions.close_all(permit.subject, f"{now:%H:%M} 完工", now)
    alerts.over(permit.subject, {"stopped", "resume"}, f"{now:%H:%M} 完工", now)


def _follow_ups(permit: Permit) -> list[FollowUp]:
    return accepting.closing(raised.rules(permit), permit.kind)


def _follow_up(permit: Permit, kind: str) -> FollowUp:
    return next(each for each in _follow_ups(permit) if f"permit.{each.ask}" == kind)


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
    wait = max(0, math.ceil((watched_until(permit) - now) / MINUTE)) if kind == ACCEPT else 0
    steps = [(step.kind, wait + step.after_min) for step in escalation.steps(timers)]
    called = [f"{stop.at:%H:%M} 有人叫停，先到现场看" for stop in permit.work.alarms[-1:]]
    why = [*called, *why, _when(permit, kind)]
    # After a stop everybody may be asked anew.
    stage = "/".join(["close", kind, *filter(None, [str(len(permit.work.alarms) or "")])])
    asks.open_ask(permit.subject, Wanted(kind, person, why, stage=stage, slot=kind, steps=steps), now)


def _put_to_head(permit: Permit, ask: Ask, now: datetime) -> None:
    """Asks the area's head as well, or the next of the line behind him; when all were asked, the safety office is
    called."""
    follow = _follow_up(permit, ask.kind)
    asked = {each.person for each in ask_table.in_stage(permit.subject, ask.stage)}
    able = [person for person in _in_line(permit, follow, now) if person not in asked]
    if not able:
        _nobody(permit, follow, now)
        return
    first = name_of(book(now).plant, ask.person)
    _ask(permit, ask.kind, follow, able[0], [f"{first}还没{NAMES[ask.kind]}，请你来看"], now)
    data = {"ask": ask.id, "from": ask.person, "to": able[0], "reason": "timeout"}
    ledger.append(permit.subject, "ask.substituted", now, actor={"system": "clock"}, data=data)


def _in_line(permit: Permit, follow: FollowUp, now: datetime) -> list[str]:
    """Who is asked when the area's people are silent or none is free, in order."""
    plant = book(now).plant
    department, signed = plant.area(permit.area).department, raised.signed(permit)
    head = [signed[slot.id] for slot in raised.way(permit).slots if slot.post == follow.to[-1] and slot.id in signed]
    return accepting.line(follow, department, plant, raised.rules(permit), now, crew.of_the_job(permit), head)


def _nobody(permit: Permit, follow: FollowUp, now: datetime) -> None:
    _call(permit, follow, f"没有能{accepting.SIGNED[follow.ask]}的人", now)


def _call(permit: Permit, follow: FollowUp, trouble: str, now: datetime) -> None:
    """Raises the red alert, and lets whoever it calls accept the work himself, unless he has a part in it."""
    kind = f"permit.{follow.ask}"
    lines = [permit.number, trouble, "请安排人到场，或自己到场签"]
    alerts.red_alert(permit.subject, LATE, f"没人{NAMES[kind]}：{permit.form.area_name}", lines, now)
    waiting = {each.person for each in ask_table.movable(permit.subject, kind)}
    for person in alerts.responders(book(now), now):
        if person not in {*waiting, *crew.of_the_job(permit)}:
            _ask(permit, kind, follow, person, [f"请你安排人来{NAMES[kind]}，或自己来"], now)


def _keep(permit: Permit, ask: Ask, person: Person, signed: Proven, now: datetime) -> None:
    asks.close(ask, "done", now, signed.resulting("signed", by=person.id))
    over = Outcome(result="signed", by=person.id, at=now)
    for other in ask_table.in_stage(ask.subject, ask.stage):
        asks.close(other, "superseded", now, over)
    data = {"ask": ask.id, "checked": checklist(permit, ask.kind), **signed.evidence()}
    kind = "permit.accepted" if ask.kind == ACCEPT else "permit.power_cancelled"
    shown = signed.shown or None
    ledger.append(ask.subject, kind, now, actor=asks.actor(ask, person), data=data, shown=shown)
    same_hand.look(permit, ask, now)
    signed_now = _signed(permit)
    if all(f"permit.{follow.ask}" in signed_now for follow in _follow_ups(permit)):
        _close(permit, person, now)


def _signed(permit: Permit) -> set[str]:
    """What of closing is signed. A stop after the work voids what was signed before it."""
    done = [each for each in ask_table.of_subject(permit.subject) if each.state == "done"]
    return {each.kind for each in done if all(each.closed_at > stop.at for stop in permit.work.alarms)}


def _close(permit: Permit, person: Person, now: datetime) -> None:
    """Everything is signed: the permit is closed, and a worker will seal and archive it."""
    alerts.over(permit.subject, {LATE, entry.INSIDE}, f"{person.name} {now:%H:%M} 验收了", now)
    watch.stop_asking(permit.subject, (STAY,), f"{now:%H:%M} 验收完了，可以走了", now)
    life.move(permit, "closed", now, actor=raised.SYSTEM)
    telling.tell_requester(permit, f"{permit.number} 验收完，关闭了。", now)


def _ticked(action: Action) -> set[int]:
    given = action.data.get("checked")
    return {each for each in given if type(each) is int} if isinstance(given, list) else set()


def _accepted_words(ask: Ask, now: datetime) -> str:
    outcome = Outcome.of(ask)
    if outcome.by:
        return f"{outcome.clock} 已由{name_of(book(now).plant, outcome.by)}签过，不用再签。"
    return "这张票不用再验收了。点卡片看现在的情况。"
