"""During the work: the guardian is asked how things are, the analyst for gas records, the new shift for its
confirmation.

Silence is never consent: a question that the rules mark `on_silent: suspend` stops the work.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.permits import crew, raised, telling, timetable
from handlers.permits.work import watch
from handlers.permits.work.stopping import Stop, suspend
from models import ask as ask_table
from models import ledger
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.permit import Permit
from models.permit_asks import Check
from rules import escalation
from rules.plant import Person
from rules.routing_rules import FollowUp

Event = Callable[[Permit, datetime], None]
KINDS = {"interim_check": watch.CHECK, "gas_record": watch.GAS_RECORD, "video_running": watch.CHECK}
NAMES = {
    "interim_check": "报平安",
    "gas_record": "测气记录",
    "video_running": "确认录像在录",
    "shift": "接班验票",
}
SHIFT = FollowUp("shift", (), on_silent="suspend")
CLOCK = {"system": "clock"}


def ask_again(name: str) -> Event:
    """Asks the rule's question now, and sets the moment of the next one."""

    def event(permit: Permit, now: datetime) -> None:
        follow = next((each for each in watch.during(permit) if each.ask == name), None)
        if follow is None or permit.state != "working":
            return
        timetable.at(permit.subject, name, now + timedelta(minutes=watch.every(follow, permit)), now)
        ask(permit, follow, crew.asked(permit, follow.to, follow.scope, now) or _instead(now), now)

    return event


def _instead(now: datetime) -> list[str]:
    """Who is asked when the rules name nobody who is there: no question of the work goes unasked."""
    return alerts.responders(book(now), now)


def ask(permit: Permit, follow: FollowUp, people: list[str], now: datetime) -> None:
    """Asks the people of a follow-up; an open question is not asked twice."""
    kind = KINDS.get(follow.ask, watch.SHIFT_CHECK)
    if any(Check.of(each).what == follow.ask for each in ask_table.movable(permit.subject, kind)):
        return
    timers = follow.timers or raised.rules(permit).defaults.timers
    steps = [(step.kind, step.after_min) for step in escalation.steps(timers)]
    data = Check(what=follow.ask, on_silent=follow.on_silent or "", alarm=timers.alarm)
    for person in people:
        why = [f"作业中要按时{NAMES[follow.ask]}", *(["不回就停工"] if follow.on_silent else [])]
        stage = f"{follow.ask}/{now:%Y%m%d%H%M}"
        asks.open_ask(permit.subject, Wanted(kind, person, why, stage=stage, steps=steps, data=data), now)


def fine(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """「正常」: kept with its time; others who were asked the same need not answer."""
    if ask.state not in MOVABLE:
        return Answer("这次已经有人报过，或者已经停工。点卡片看现在的情况。", "info")
    asks.close(ask, "done", now, Outcome(result="fine", at=now, by=person.id))
    watch_for = [each for each in ask_table.movable(ask.subject, ask.kind) if each.stage == ask.stage]
    for other in watch_for:
        asks.close(other, "superseded", now, Outcome.over(f"{person.name} {now:%H:%M} 报了", now))
    data = {"ask": ask.id, "what": Check.of(ask).what}
    shown = asks.shown_to(action)
    ledger.append(ask.subject, "permit.checked", now, actor=asks.actor(ask, person), data=data, shown=shown)
    return Answer("记下了。", "done")


def step(permit: Permit, ask: Ask, name: str, now: datetime) -> None:
    """One step of the clock for an unanswered question of the work."""
    if permit.state != "working":
        return
    alarm_due = now - ask.opened_at >= timedelta(minutes=Check.of(ask).alarm)
    if name == "alarm" or (name in ("undelivered", "repeat") and alarm_due):
        _silent(permit, ask, now)
        return
    asks.tell(ask, ask.person, f"还差你{NAMES[Check.of(ask).what]}：{telling.title(permit)}。", now)
    if name != "remind":
        who = name_of(book(now).plant, ask.person)
        words = f"{who}还没{NAMES[Check.of(ask).what]}：{telling.title(permit)}。请去现场看一眼。"
        telling.tell_of(permit, ask.person, words, now)
    ledger.append(permit.subject, "ask.reminded", now, actor=CLOCK, data={"ask": ask.id, "person": ask.person})


def unreachable(permit: Permit, ask: Ask, words: str, now: datetime) -> None:
    """Nobody can say how things are: this counts as silence, unless somebody else is asked the same."""
    asked = ask_table.movable(permit.subject, ask.kind)
    if all(each.id == ask.id for each in asked if each.stage == ask.stage):
        _silent(permit, ask, now)


def change_of_shift(permit: Permit, now: datetime) -> None:
    """Stops the work when the guardian or all workers went home with their crew. Else, for kinds that want it, the new
    foreman looks at the site again."""
    if permit.state != "working":
        return
    watch.set_shift(permit, now)
    if crew.gone_home(permits.guardian(permit), now):
        name = name_of(book(now).plant, permits.guardian(permit))
        suspend(permit, Stop(f"{name}下班，监护要交接", CLOCK, handover=True), now)
    elif crew.all_gone_home(permit, now):
        suspend(permit, Stop("作业人都下班了", CLOCK), now)
        words = f"{permit.number} 的作业人都下班了。要接着干，请点「加人」，接班的人签完交底再复工。"
        telling.tell(permit, [permit.form.work_leader], words, now)
    elif raised.kind_of(permit).shift_check:
        rules = book(now)
        foremen = crew.of_posts(permit, rules.plant.roles.shift_foreman, rules, now)[:1]
        ask(permit, SHIFT, foremen or _instead(now), now)


def wind_up(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """「收工」 by the guardian: if nobody is inside, the leader is asked to report the end."""
    if permit.state != "working":
        return Answer("这张票现在没有在作业。点卡片看现在的情况。", "info")
    if ask.state not in MOVABLE:
        return Answer("这张卡片不用了：停过、又复工了。要收工，请在最新的卡片上点。", "caution")
    inside = permit.work.head_count.people
    if inside:
        return Answer(f"里面还有 {len(inside)} 人。请先登记出来，再收工。", "stop")
    data = {"ask": ask.id}
    shown = asks.shown_to(action)
    ledger.append(ask.subject, "permit.wound_up", now, actor=asks.actor(ask, person), data=data, shown=shown)
    for each in ask_table.movable(ask.subject, watch.FINISH):
        asks.tell(each, each.person, f"{person.name}报收工：{telling.title(permit)}。请清完场点「报完工」。", now)
    return Answer("记下了，已请作业负责人报完工。你别走，报了会发卡片告诉你守到几点。", "info")


def _silent(permit: Permit, ask: Ask, now: datetime) -> None:
    """Nobody answered: the work stops if the rules say so, else the leader is told once more."""
    who, what = name_of(book(now).plant, ask.person), NAMES[Check.of(ask).what]
    ledger.append(permit.subject, "ask.alarmed", now, actor=CLOCK, data={"ask": ask.id, "person": ask.person})
    if Check.of(ask).on_silent == "suspend":
        suspend(permit, Stop(f"{who}一直没{what}", CLOCK, red=True), now)
        return
    words = f"{who}一直没{what}：{telling.title(permit)}。请马上去现场。"
    telling.tell(permit, [permit.form.work_leader], words, now)
