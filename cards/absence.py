"""The card of 「我不在」: first the link to the form, then until when and who stands in, finally that the person is
back."""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card
from models.ask import MOVABLE, Ask, expiry
from models.book import book, name_of
from models.house_asks import Away
from models.kinds import together
from rules.phrases import by_words, day_words


def cover(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    plant = book(now).plant
    page = f"{base}/h5/{plant.person(ask.person).platform}/leave/{ask.id}?r={rendition}"
    if ask.state in MOVABLE:
        way = together(())
        return Card(
            title="登记：我不在",
            lines=("选到哪天、谁顶班，最多 30 天", f"登记好马上算数，等你{way.verb}的{way.noun}当时就找人替"),
            deadline=f"{by_words(expiry(ask), now)}登记",
            buttons=(Button("leave", "去登记", "main", page),),
            link=page,
        )
    if ask.state != "done":
        return Card("我不在", status="这张不用了", tone="quiet", final=True)
    away = Away.of(ask)
    name = name_of(plant, away.cover) if away.cover else ""
    by = f"{name}顶班" if name else "按替补链找人"
    if away.back:
        return Card("我不在", status=f"{away.back:%H:%M} 回来了", tone="quiet")
    until = day_words(away.until)
    return Card("我不在", lines=("回来了，请发「我回来了」",), status=f"到 {until}，{by}", tone="done", final=True)
