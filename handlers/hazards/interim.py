"""A major hazard that is late: each shift somebody of the area says whether the interim measures still hold."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.hazards import life, stopping
from handlers.hazards.kinds import INTERIM
from models import ask as ask_table
from models import hazard as hazards
from models import meter
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.hazard import Hazard
from models.subject import Subject
from rules.hazards.life import UNDER_WAY
from rules.hazards.owners import Here, checker
from rules.plant import Person
from rules.shifts import next_shift

MOMENT = "interim"
STEPS = (("remind", 30), ("next", 60))
OVER = Answer("这一班的已经有人确认了。", "info")
OWN = Answer("这条归你改，临时措施还管不管用由别人确认。失效了，马上让人离开，打电话叫安全部门。", "stop")
BROKEN = "hazard.interim_broken"


def begin(hazard: Hazard, now: datetime) -> None:
    """Asks this shift; the next is asked when it comes, until it is mended. Where nothing was ordered yet, somebody is
    to order it."""
    life.TIMETABLE.at(hazard.subject, MOMENT, next_shift(book(now).plant, now), now)
    for ask in ask_table.movable(hazard.subject, INTERIM):
        asks.close(ask, "expired", now, Outcome.over("这一班没有人确认", now))
        life.tell_trail(hazard, "hazard.interim_missed", now, data={"to": ask.person})
    if hazard.work.major.stopped or hazard.work.extended:
        _ask(hazard, set(), now)
    else:
        stopping.ask_use(hazard, "超期了，还没有人定停不停用", now)


def answer(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「还有效」 or 「失效了」: then those who answer for the plant are called."""
    holds, before = action.name == "holds", Outcome.of(ask)
    # Whoever said that they hold may say after all that they don't.
    mine = not holds and (before.result, before.by) == ("holds", person.id)
    if (ask.state not in MOVABLE and not mine) or hazard.state not in UNDER_WAY:
        return OVER
    if person.id in hazards.judged(hazard):
        return OWN
    outcome = Outcome(result="holds" if holds else "broken", by=person.id, at=now)
    for each in ask_table.in_stage(hazard.subject, ask.stage):
        if each.state in MOVABLE:
            asks.close(each, "done" if each.id == ask.id else "superseded", now, outcome)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    data = {"ask": ask.id, "holds": holds}
    life.tell_trail(hazard, "hazard.interim_confirmed", now, actor=actor, data=data, shown=shown)
    if holds:
        return Answer("记下了：临时措施还有效。", "done")
    lines = [f"{person.name}说临时措施失效了", "请马上到现场，停用、撤人"]
    alerts.red_alert(hazard.subject, BROKEN, f"临时措施失效：{hazards.title(hazard)}", lines, now, by_voice=True)
    return Answer("已经叫安全部门和值班领导了。你先让人离开，守住现场。", "done")


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Who says nothing is reminded, then somebody else is asked as well."""
    if name == "remind":
        asks.tell(ask, ask.person, f"{hazard.number} 等你确认临时措施还有没有效。", now, urgent=True)
    elif name in ("next", "undelivered"):
        ask_next(hazard, ask, "", now)


def ask_next(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    _ask(hazard, {each.person for each in ask_table.in_stage(hazard.subject, ask.stage)}, now, ask.stage)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    before = len(ask_table.in_stage(subject, ask.stage))
    ask_next(hazards.here(subject), ask, "", now)
    return len(ask_table.in_stage(subject, ask.stage)) > before


def _ask(hazard: Hazard, asked: set[str], now: datetime, stage: str = "") -> None:
    rules = book(now)
    area = next((each for each in rules.plant.areas if each.id == hazard.area), None)
    found = checker(
        area, {*asked, *hazards.judged(hazard)}, Here(rules.plant, rules.config.rules, now, meter.unreachable())
    )
    if found.person in asked:
        return
    why = "重大隐患超期没改好，每班确认一次"
    stage = stage or f"{INTERIM}/{now.isoformat()}"
    asks.open_ask(
        hazard.subject, Wanted(INTERIM, found.person, [why], found.post, stage, steps=STEPS, urgent=True), now
    )
