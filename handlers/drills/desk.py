"""「演练」: a card that leads to the page with one's own drills, and for the safety office to those it may order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks, words
from handlers.drills.kinds import INVITE, NODE
from handlers.flow import Offer, Use
from models import drill as drills
from models.ask import waiting_for
from models.book import book
from models.house_asks import Found
from models.matter import Matter
from rules import duty
from rules.plant import Person

WORD, PAGE, MENU = "演练", "drills/now", "drill.show"


def show(action: Action, person: Person, now: datetime) -> Answer:
    if not book(now).config.drills.drills:
        return Answer("这里还没有设演练。请管理员写 drills.yaml。", "caution")
    lines = [f"{each.title}：{each.word}" for each in mine(person, now)[: words.MOST_LINES]] or ["现在没有等你练的"]
    card = Found(title="演练", lines=tuple(lines), page=PAGE, link_text="打开")
    asks.show(words.KIND, person.id, f"你发了「{WORD}」", card, now)
    return Answer("卡片发给你了，点开看。", "info")


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    if waiting_for(person.id, INVITE, NODE):
        yield Offer(WORD, "去演练", Use.WAITING)
    elif book(now).config.drills.drills:
        does = "派演练、看演练" if duty.in_office(person, book(now).plant) else "看等你练的"
        yield Offer(WORD, does, Use.LOOK)


def menu_entries(now: datetime) -> list[tuple[str, str]]:
    return [(WORD, MENU)] if book(now).config.drills.drills else []


def mine(person: Person, now: datetime) -> list[Matter]:
    subjects = {ask.subject_id: ask.subject for ask in waiting_for(person.id, INVITE, NODE)}
    return [drills.matter(drills.here(subject)) for subject in subjects.values()]
