"""Rounds come by themselves from the moment at which the safety office begins them: each plan's next moment stands in
the house's timetable, so what came due while the house was down is written down when it is up again."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from bot.channel import Action, Answer
from handlers import asks, timetable
from handlers.patrols import life, opening
from handlers.patrols.kinds import CLOCK
from models import ledger
from models.ask import Ask, movable
from models.book import Book, book
from models.house_asks import Moments
from models.ledger import Entry
from models.subject import Subject
from rules import duty
from rules.calendar import Span
from rules.patrols.cycles import next_due
from rules.patrols.plans import Plan, plans
from rules.plant import Person
from rules.texts import bare

MAX_REASON, LEAST_REASON = 200, 2
# As many rounds of one plan as one turn of the clock writes down after a break; the next turn goes on.
MOST_AT_ONCE = 12
NOT_OFFICE = Answer("开始、停止巡检由安全部门点。请找安全部门。", "stop")


def running() -> bool:
    """Whether rounds come by themselves: by what was tapped last, also while no plan has a next moment."""
    entry = changed()
    return entry is not None and entry.kind == "patrol.begun"


def changed() -> Entry | None:
    """The entry by which they began or were halted last."""
    kinds = ("patrol.begun", "patrol.halted")
    entries = Entry.select().join(Subject).where(Subject.key == life.HOUSE, Entry.kind.in_(kinds))
    found: Entry | None = entries.order_by(Entry.seq.desc()).first()
    return found


def next_moments() -> dict[str, datetime]:
    """When each plan falls due next, by its key; empty while rounds do not come by themselves. One that
    never falls due is left out."""
    house = Subject.get_or_none(Subject.key == life.HOUSE)
    own = next(iter(movable(house, CLOCK)), None) if house else None
    return dict(Moments.of(own).moments) if own else {}


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """「开始巡检」: from now on."""
    if not duty.in_office(person, book(now).plant):
        return NOT_OFFICE
    rules, subject = book(now), life.house(now)
    if running():
        return Answer("已经在巡检了，不用再点。", "info")
    whole = plans(rules.config.measures, rules.plant)
    if not whole:
        return Answer("measures.yaml 里还没有要巡检的措施。请先写好、装上。", "stop")
    ledger.append(subject, "patrol.begun", now, actor=asks.unasked(person), data={"rules": rules.name})
    for plan in whole:
        _next(subject, plan, now, rules, now)
    return Answer(f"开始了，{len(whole)} 种巡检。{_first(rules.plant.zone, now)}", "done")


def halt(action: Action, person: Person, now: datetime) -> Answer:
    """「停止巡检」, with the reason: no more rounds begin; those under way are walked to their end."""
    if not duty.in_office(person, book(now).plant):
        return NOT_OFFICE
    subject, reason = life.house(now), action.text.strip()[:MAX_REASON]
    if len(bare(reason)) < LEAST_REASON:
        return Answer("还要写一句为什么停。", "stop")
    if not running():
        return Answer("现在没有在巡检。", "info")
    life.TIMETABLE.clear(subject, now)
    ledger.append(subject, "patrol.halted", now, actor=asks.unasked(person), data={"reason": reason})
    return Answer("停了，不再派新的。已经派出去的照查。", "done")


def _first(zone: tzinfo, now: datetime) -> str:
    """第一圈 11-25 12:00。, with its year if that is not this one."""
    moments = next_moments().values()
    if not moments:
        return "现在的 measures.yaml 里没有一圈会轮到，请核对。"
    first = min(moments).astimezone(zone)
    year = "" if first.year == now.astimezone(zone).year else f"{first.year}-"
    return f"第一圈 {year}{first:%m-%d %H:%M}。"


def begun_again(action: Action, person: Person, now: datetime) -> Answer | None:
    """What is answered to a beginning that is sent again after somebody has halted it."""
    return None if running() else Answer("后来有人停了巡检。请重新打开这一页看。", "caution")


def halted_again(action: Action, person: Person, now: datetime) -> Answer | None:
    return Answer("后来有人又开始了巡检。请重新打开这一页看。", "caution") if running() else None


def step(ask: Ask, subject: Subject, now: datetime) -> None:
    """Every plan that is due: its round begins, and its next moment is noted."""
    due = dict(Moments.of(ask).moments)
    rules = book(now)
    known = {plan.key: plan for plan in plans(rules.config.measures, rules.plant)}
    for name in timetable.take(ask, now):
        if name in known:
            _come(subject, known[name], due[name], rules, now)


def follow_plant(now: datetime) -> None:
    """New plant data: plans that are gone fall due no more; the others fall due next as the new data say, whatever the
    old ones said. What is due already is left to the clock."""
    if not running():
        return
    subject, rules = life.house(now), book(now)
    there = next_moments()
    known = {plan.key: plan for plan in plans(rules.config.measures, rules.plant)}
    for key, plan in known.items():
        if there.get(key, now + timedelta.resolution) > now and _next(subject, plan, now, rules, now) is None:
            life.TIMETABLE.drop(subject, key, now=now)
    life.TIMETABLE.drop(subject, *(there.keys() - known.keys()), now=now)


def _come(subject: Subject, plan: Plan, at: datetime, rules: Book, now: datetime) -> None:
    for _ in range(MOST_AT_ONCE):
        span = Span(at, at + timedelta(minutes=plan.like.within))
        opening.begin(opening.of_plan(plan, rules.plant), span, now)
        at = _next(subject, plan, at, rules, now) or now + timedelta.resolution
        if at > now:
            return


def _next(subject: Subject, plan: Plan, after: datetime, rules: Book, now: datetime) -> datetime | None:
    """Notes when the plan falls due next after this moment; returns that, None where it never does."""
    span = next_due(plan, after.astimezone(rules.plant.zone), rules.config.rules)
    if span is None:
        return None
    life.TIMETABLE.at(subject, plan.key, span.start, now)
    return span.start
