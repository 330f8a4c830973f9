"""Cards of alerts: what may hurt somebody or has stopped moving, who is to take it, and who has taken it."""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card
from models import matter
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.house_asks import Alert


def acknowledge(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    plant = book(now).plant
    alert = Alert.of(ask)
    about = matter.of(ask.subject)
    link = f"{base}/h5/{plant.person(ask.person).platform}/{about.page}" if about else ""
    if ask.state in MOVABLE:
        return Card(
            title=f"{alert.mark}{alert.title}",
            lines=(*alert.lines, *ask.why),
            deadline="现在",
            tone="stop" if alert.red else "caution",
            buttons=(Button("acknowledge", "收到，我处理", "main"),),
            link=link,
            news=alert.news,
        )
    outcome = Outcome.of(ask)
    by = "" if outcome.result == "over" else name_of(plant, outcome.by)
    taken = f"{by} {outcome.clock} 接了，在处理" if by else outcome.words
    return Card(title=alert.title, lines=alert.lines, status=taken, tone="done", link=link, final=True, news=alert.news)
