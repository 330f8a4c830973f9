"""Where words and place of a report were not clear, the safety office says what it is, or that it is none."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import assigning, countdown, life
from handlers.hazards.kinds import FIX, FOLLOW, SORT
from models import ask as ask_table
from models import hazard as hazards
from models import meter
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard
from models.subject import Subject
from rules import duty
from rules.hazards.categories import GRADES
from rules.plant import Person

MAX_REASON = 200
GONE = Answer("这条已经有人定了。点卡片看现在怎样。", "info")


def sort(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """The page: `{category, area, grade}`. A major one is decided here, by name, and nowhere else."""
    if ask.state not in MOVABLE or hazard.state != "triage":
        return GONE
    rules = book(now)
    category = rules.config.hazards.of(str(action.data.get("category", "")))
    area = next((each for each in rules.plant.areas if each.id == action.data.get("area")), None)
    grade = str(action.data.get("grade", "general"))
    lacks = [
        word
        for there, word in ((category, "选类别"), (area, "选地点"), (grade in GRADES, "选一般还是重大"))
        if not there
    ]
    if lacks or category is None or area is None:
        return Answer(f"还要{'、'.join(lacks)}。", "stop")
    assigning.settle(hazard, ask, person, "sorted", now)
    hazards.keep(hazard, category=category.id, area=area.id, grade=grade)
    data = {
        "ask": ask.id,
        "category": category.id,
        "category_name": category.name,
        "area": area.id,
        "area_name": area.name,
        "grade": grade,
        "grade_name": "重大" if grade == "major" else "一般",
    }
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.sorted", now, actor=actor, data=data, shown=shown)
    assigning.assign(hazard, now)
    return Answer(f"派给{name_of(rules.plant, hazard.owner)}了。", "done")


def reject(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """It is no hazard: only the safety office says so, with its reason, which the finder reads."""
    reason = action.text.strip()[:MAX_REASON]
    if ask.state not in MOVABLE or hazard.state != "triage":
        return GONE
    if not reason:
        return Answer("写一句为什么不算，报的人会看到。", "stop")
    assigning.settle(hazard, ask, person, "rejected", now)
    data = {"ask": ask.id, "reason": reason}
    work = hazard.work.but(reason=reason)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.move(hazard, "rejected", "hazard.rejected", now, actor=actor, data=data, shown=shown, work=work)
    countdown.end(hazard, now)
    words = f"{hazard.number} 不算隐患：{reason}（{person.name}定的）。有不同看法请当面找他。"
    for each in ask_table.of_subject(hazard.subject):
        if each.kind == FOLLOW and each.person == hazard.finder:
            asks.tell(each, hazard.finder, words, now, purpose="hazard.news")
    assigning.close_open(hazard, now, "不算隐患", FIX, FOLLOW)
    return Answer("记下了，已告诉报的人。", "done")


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Silence: he is reminded, then the next of the safety office is asked as well."""
    if name == "remind":
        asks.tell(ask, ask.person, f"{hazard.number} 还等你定归谁改。", now)
    elif name in ("next", "undelivered"):
        ask_next(hazard, ask, now)


def unreachable(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    ask_next(hazard, ask, now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    return ask_next(hazards.here(subject), ask, now)


def ask_next(hazard: Hazard, ask: Ask, now: datetime) -> bool:
    """Asks whoever is called next, beside those who were asked; whoever answers first has sorted it."""
    rules, asked = book(now), {each.person for each in ask_table.in_stage(hazard.subject, ask.stage)}
    found = duty.following(rules.plant, now, asked, meter.unreachable())
    if found is None:
        return False
    why = f"{name_of(rules.plant, ask.person)}还没定，请你定"
    steps = assigning.SORT_STEPS
    added = asks.open_ask(hazard.subject, Wanted(SORT, found.id, [why], stage="sort", steps=steps), now)
    data = {"ask": ask.id, "added": added.id, "from": ask.person, "to": found.id, "reason": "silent"}
    life.tell_trail(hazard, "ask.substituted", now, data=data)
    return True
