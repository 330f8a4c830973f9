"""Which builder makes the card of which kind of ask, and which renderer speaks to which platform."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cards import alerts, permits
from cards.card import Card
from models.ask import Ask

Builder = Callable[[Ask, str, int, datetime], Card]


def _words(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """An answer in words has no card and leads nowhere."""
    return Card(ask.why[0], final=True)


BUILDERS: dict[str, Builder] = {
    "permit.request": permits.request,
    "permit.sign": permits.sign,
    "alert.acknowledge": alerts.acknowledge,
    "word.answer": _words,
}


def build(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """The card of this ask as it stands at `now`; `base` is our public address, for its links."""
    return BUILDERS[ask.kind](ask, base, rendition, now)
