"""The card of a picture that somebody sent in the chat: where it is wanted, one button a place."""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card
from models.answered import Outcome
from models.ask import MOVABLE, Ask, expiry
from models.book import book
from models.house_asks import PLACE, Brought
from rules.phrases import by_words


def sent(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    told = Brought.of(ask)
    count = len(told.uploads)
    what = "照片收到了" if count == 1 else f"{count} 张照片收到了"
    if ask.state not in MOVABLE:
        outcome = Outcome.of(ask)
        words = f"放好了：{outcome.words}" if ask.state == "done" else outcome.words or "这张卡片不用了"
        return Card(what, status=words, tone="done" if ask.state == "done" else "quiet", final=True)
    here = f"{base}/h5/{book(now).plant.person(ask.person).platform}"
    alone = len(told.keys) == 1
    places = list(enumerate(zip(told.lines, told.pages, strict=True), 1))
    return Card(
        title=f"{what}，用在哪里",
        lines=tuple(line if alone else f"{number}　{line}" for number, (line, _) in places),
        deadline=f"{by_words(expiry(ask), now)}有效",
        buttons=tuple(
            Button(
                f"{PLACE}{number - 1}",
                ("打开去用" if page else "放到这里") if alone else f"{'打开' if page else '放到'}第 {number} 处",
                "main" if alone else "plain",
                f"{here}/{page}" if page else "",
            )
            for number, (_, page) in places
        ),
    )
