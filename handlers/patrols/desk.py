"""「巡检」: a card that leads to the page with today's rounds, what is out of service, and what the safety office
begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks, words
from handlers.flow import Offer, Use
from handlers.patrols import planning
from handlers.patrols.kinds import WALK
from models import patrol as patrols
from models.ask import waiting_for
from models.book import book
from models.house_asks import Found
from models.matter import Matter
from rules import duty
from rules.plant import Person

WORD, MENU = "巡检", "patrol.show"
PAGE = "patrols/now"


def show(action: Action, person: Person, now: datetime) -> Answer:
    if not _has_measures(now):
        return Answer("这里还没有设巡检。请管理员写 measures.yaml。", "caution")
    mine = [patrols.here(ask.subject) for ask in waiting_for(person.id, WALK)]
    lines = [f"等你查：{patrols.title(each)}（{patrols.stands(each)[0]}）" for each in mine[: words.MOST_LINES]]
    state = "巡检开着" if planning.running() else "巡检没有开始"
    card = Found(title="巡检和专项检查", lines=(state, *lines), page=PAGE, link_text="打开")
    asks.show(words.KIND, person.id, f"你发了「{WORD}」", card, now)
    return Answer("卡片发给你了，点开看。", "info")


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    if _has_measures(now):
        concerned = duty.in_office(person, book(now).plant) or waiting_for(person.id, WALK)
        yield Offer(WORD, "看巡检、记停用", Use.UNDER_WAY if concerned else Use.LOOK)


def menu_entries(now: datetime) -> list[tuple[str, str]]:
    return [(WORD, MENU)] if _has_measures(now) else []


def mine(person: Person, now: datetime) -> list[Matter]:
    return [patrols.matter(patrols.here(ask.subject)) for ask in waiting_for(person.id, WALK)]


def _has_measures(now: datetime) -> bool:
    measures = book(now).config.measures
    return bool(measures.points or measures.campaigns)
