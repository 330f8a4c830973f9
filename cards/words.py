"""The answers to what people write: what they asked for, on a card as it was at that moment; or words alone."""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card
from models.ask import Ask
from models.book import book
from models.house_asks import Found


def answer(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """An answer in words has no card and leads nowhere."""
    return Card(ask.why[0], final=True)


def found(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """What was asked for, each with its page."""
    here, shown = f"{base}/h5/{book(now).plant.person(ask.person).platform}", Found.of(ask)
    return Card(
        title=shown.title,
        lines=shown.lines,
        buttons=tuple(
            Button(f"open{number}", text, url=f"{here}/{page}")
            for number, (text, page) in enumerate(shown.pages.items(), 1)
        ),
        link=f"{here}/{shown.page}",
        link_text=shown.link_text,
    )
