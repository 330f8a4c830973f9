"""Cards of alerts: what may hurt somebody or stands still, who is to take it, and who has taken it."""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card
from models import matter
from models.ask import MOVABLE, Ask
from models.book import book


def acknowledge(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    plant = book(now).plant
    mark = "【红色警报】" if ask.data["red"] else ""
    about = matter.of(ask.subject)
    link = f"{base}/h5/{plant.person(ask.person).platform}/{about.page}" if about else ""
    lines = tuple(ask.data["lines"])
    if ask.state in MOVABLE:
        return Card(
            title=f"{mark}{ask.data['title']}",
            lines=(*lines, *ask.why),
            deadline="现在",
            tone="stop" if ask.data["red"] else "caution",
            buttons=(Button("acknowledge", "收到，我处理", "main"),),
            link=link,
        )
    answer = ask.answer or {}
    at = f"{datetime.fromisoformat(answer['at']):%H:%M}"
    taken = answer["words"] if answer["result"] == "over" else f"{plant.person(answer['by']).name} {at} 接了，在处理"
    return Card(title=ask.data["title"], lines=lines, status=taken, tone="done", link=link, final=True)
