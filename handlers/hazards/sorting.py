"""Where words and place of a report were not clear, the safety office says what it is, or that it is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import assigning, beginning, correcting, countdown, grading, joined, life, repeats, stopping
from handlers.hazards.accusing import accused_by
from handlers.hazards.kinds import FIX, FOLLOW, PHOTOS, SORT
from models import ask as ask_table
from models import hazard as hazards
from models import meter
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard
from models.subject import Subject
from rules import duty
from rules.hazards.categories import GRADES, Category, Grade
from rules.hazards.owners import owner
from rules.plant import Area, Person

MAX_REASON = 200
GONE = Answer("这条已经有人定了。点卡片看现在怎样。", "info")


def sort(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """The page: `{category, area, grade, use, safe, basis, well}`. A major one is decided by name, and its use is
    stopped before anybody is to mend it."""
    if ask.state not in MOVABLE or hazard.state != "triage":
        return GONE
    category = hazards.rules_of(hazard).of(str(action.data.get("category", "")))
    area = next((each for each in book(now).plant.areas if each.id == action.data.get("area")), None)
    grade = str(action.data.get("grade") or "")
    stop_first = stopping.said(action, hazard) if grade == "major" else ""
    needed = (
        (category, "选类别"),
        (area, "选地点"),
        (grade in GRADES, "选一般还是重大"),
        (not stop_first, stop_first),
    )
    lacks = [word for there, word in needed if not there]
    if lacks or category is None or area is None:
        return Answer(f"还要{'、'.join(lacks)}。", "stop")
    if hazard.report.hinted and grade != "major" and _would_own(hazard, category, area, now) == person.id:
        return _another(hazard, ask, "这条说得像重大隐患，又会归你改，是不是一般不能由你定。", now)
    return _sorted(action, ask, hazard, person, now, Said(category, area, cast(Grade, grade)))


def tap(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """One of the categories that the words point to, as an ordinary hazard where the report says it is."""
    area, likely = assigning.area_of(hazard, now), hazards.leads(hazard)
    if ask.state not in MOVABLE or hazard.state != "triage":
        return GONE
    if area is None or hazard.report.hinted or action.name not in likely:
        return Answer(f"这条要点「去{_verb(hazard)}」再定。", "stop")
    return _sorted(action, ask, hazard, person, now, Said(likely[action.name], area, "general"))


@dataclass(frozen=True)
class Said:
    """What it is, where, and how bad."""

    category: Category
    area: Area
    grade: Grade


def _sorted(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime, said: Said) -> Answer:
    category, area, grade = said.category, said.area, said.grade
    plant = book(now).plant
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
        "basis": grading.reason_of(action),
    }
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.sorted", now, actor=actor, data=data, shown=shown)
    correcting.tell_well(hazard, correcting.well_of(action), now, actor=actor)
    repeats.link(hazard, now)
    stopping.follow_area(hazard, person, now, actor=actor)
    if grade == "major":
        stopping.keep(action, hazard, person, now, actor=actor)
        grading.keep(hazard, "major", person, grading.reason_of(action), now)
    beginning.begin(hazard, now, decided=True)
    name = name_of(plant, hazard.owner)
    if grade == "major":
        assigning.ask_to_register(hazard, now)
        return Answer(f"定为重大，派给{name}，先定整改方案再动手。", "done")
    return Answer(f"{name}当场改好的，请班组去看了。" if hazard.state == "submitted" else f"派给{name}了。", "done")


def reject(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """It is no hazard: only the safety office says so, with its reason, which the finder reads."""
    reason = action.text.strip()[:MAX_REASON]
    if ask.state not in MOVABLE or hazard.state != "triage":
        return GONE
    if not reason:
        return Answer("写一句为什么不算，报的人会看到。", "stop")
    category, area = hazards.category(hazard), assigning.area_of(hazard, now)
    if category and area and _would_own(hazard, category, area, now) == person.id:
        return _another(hazard, ask, "这条会归你改，算不算隐患不能由你定。", now)
    assigning.settle(hazard, ask, person, "rejected", now)
    data = {"ask": ask.id, "reason": reason}
    work = hazard.work.but(reason=reason)
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.move(hazard, "rejected", "hazard.rejected", now, actor=actor, data=data, shown=shown, work=work)
    stopping.lift(hazard, now)
    countdown.end(hazard, now)
    joined.tell(hazard, f"定为不算隐患，{reason}（{person.name}定的）", now)
    words = f"{hazard.number} 不算隐患：{reason}（{person.name}定的）。有不同看法请当面找他。"
    for each in ask_table.of_subject(hazard.subject):
        if each.kind == FOLLOW and each.person == (hazard.finder or hazard.follower):
            asks.tell(each, each.person, words, now, purpose="hazard.news")
    assigning.close_open(hazard, now, "不算隐患", FIX, FOLLOW, PHOTOS)
    return Answer("记下了，已告诉报的人。", "done")


def _verb(hazard: Hazard) -> str:
    """What its card, button, page and reminder call what is asked."""
    return "定级" if hazard.report.hinted else "分派"


def _would_own(hazard: Hazard, category: Category, area: Area, now: datetime) -> str:
    """Whose it becomes as a general one: whoever is to mend it does not say that it is less than it sounds."""
    if hazard.report.fixed:
        return hazard.finder
    posts, here = assigning.answered(hazard, category, now), assigning.looking_for(hazard, now)
    return owner(posts, area, hazards.rules_of(hazard).general, here).person


def _another(hazard: Hazard, ask: Ask, why: str, now: datetime) -> Answer:
    """Somebody else is asked at once, unless somebody else has been."""
    others = [each for each in ask_table.movable(hazard.subject, SORT) if each.person != ask.person]
    if not others and ask_next(hazard, ask, now):
        others = [each for each in ask_table.movable(hazard.subject, SORT) if each.person != ask.person]
    plant = book(now).plant
    names = "、".join(name_of(plant, each.person) for each in others)
    return Answer(f"{why}{f'已经请{names}定' if names else '请当面找主要负责人'}。", "stop")


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Silence: he is reminded, then the next of the safety office is asked as well."""
    if name == "remind":
        asks.tell(ask, ask.person, f"{hazard.number} 还等你{_verb(hazard)}。", now, urgent=hazard.report.hinted)
    elif name in ("next", "undelivered"):
        ask_next(hazard, ask, now)


def unreachable(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    ask_next(hazard, ask, now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    return ask_next(hazards.here(subject), ask, now)


def ask_next(hazard: Hazard, ask: Ask, now: datetime) -> bool:
    """Asks whoever is called next, beside those who were asked; whoever answers first has sorted it."""
    rules, asked = book(now), {each.person for each in ask_table.in_stage(hazard.subject, ask.stage)}
    found = duty.following(rules.plant, now, asked | accused_by(hazard, now), meter.unreachable())
    if found is None:
        return False
    why = f"{name_of(rules.plant, ask.person)}还没定，请你定"
    steps = assigning.sort_steps(hazard)
    added = asks.open_ask(
        hazard.subject, Wanted(SORT, found.id, [why], stage="sort", steps=steps, urgent=hazard.report.hinted), now
    )
    data = {"ask": ask.id, "added": added.id, "from": ask.person, "to": found.id, "reason": "silent"}
    life.tell_trail(hazard, "ask.substituted", now, data=data)
    return True
