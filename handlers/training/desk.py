"""「学习」: the next lesson at once, or how one's training stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks, words
from handlers.flow import Offer, Use
from handlers.training import awake, learning, planning, quizzing
from handlers.training.kinds import LESSON
from models import training
from models.ask import waiting_for
from models.book import book
from models.house_asks import Found
from models.matter import Matter
from rules import duty
from rules.plant import Person

WORD, MENU = "学习", "training.show"
# What the safety office is told to send, as it begins and halts the training there; both words do the same.
OFFICE_WORD = "培训"


def show(action: Action, person: Person, now: datetime) -> Answer:
    """Gives the next lesson, or says how it stands."""
    rules = book(now)
    if not rules.config.courses.courses:
        return Answer("这里还没有设课程。请管理员写 courses.yaml。", "caution")
    file = planning.of_person(person, rules, now) if training.running() else training.locked(person.id)
    at = awake.busy(person.id, now)
    if file and training.running() and not at:
        if learning.give(file, now, why=f"你发了「{WORD}」") is not None:
            return Answer("课发给你了，点卡片学。", "info")
        if quizzing.give(file, now, wanted=True):
            return Answer("发给你一道题，点卡片答。", "info")
    lines = [*_lines(person, now), *([f"你在 {at} 的票上，收工再学"] if at else [])]
    page = f"learning/{file.number}" if file else "learning/now"
    title, begins = planning.standing(), not training.running() and duty.in_office(person, rules.plant)
    card = Found(title=title, lines=tuple(lines), page=page, link_text="去开始培训" if begins else "看我的培训")
    asks.show(words.KIND, person.id, f"你发了「{WORD}」", card, now)
    return Answer("卡片发给你了，点开看。", "info")


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    if waiting_for(person.id, LESSON):
        yield Offer(WORD, "学下一课", Use.WAITING)
    elif book(now).config.courses.courses:
        does = "看培训、停培训" if training.running() else "去开始培训"
        office = duty.in_office(person, book(now).plant)
        yield Offer(OFFICE_WORD, does, Use.LOOK) if office else Offer(WORD, "看自己学到哪里", Use.LOOK)


def menu_entries(now: datetime) -> list[tuple[str, str]]:
    return [(WORD, MENU)] if book(now).config.courses.courses else []


def mine(person: Person, now: datetime) -> list[Matter]:
    file = training.of_person(person.id)
    return [training.matter(file)] if file and not file.closed_at else []


def _lines(person: Person, now: datetime) -> list[str]:
    """How far he is; while nobody is asked to learn, what the safety office does about it, or whom the others wait
    for."""
    file, plant = training.of_person(person.id), book(now).plant
    mine = [training.stands(file)[0]] if file else []
    if training.running():
        return mine or ["你没有要学的课"]
    waits = "点开看多少人、多少课，再开始" if duty.in_office(person, plant) else planning.waits_for(plant)
    return [waits, *mine]
