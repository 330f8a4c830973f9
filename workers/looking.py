"""Looks whether a platform answers on which nothing waits but orders of which copies may have arrived: each try of
those would be one copy more. It is offered a card that it has brought already and refuses for that; its answer tells
about sending, and nobody gets anything."""

from __future__ import annotations

import threading
from contextlib import suppress

from bot.channel import Channel
from bot.errors import BotError
from models import delivery as deliveries
from models import plant_time, turns
from workers.pace import Pace
from workers.patience import quietly

EVERY, PURPOSE = 5.0, "look"  # seconds


def run(platform: str, channel: Channel, pace: Pace, stop: threading.Event) -> None:
    while not stop.wait(EVERY):
        look(platform, channel, pace)


@quietly
def look(platform: str, channel: Channel, pace: Pace) -> None:
    """Once, where it is of use; the gate hears whether anybody answers."""
    if not pace.unsure(platform) or not turns.only_doubtful(platform, plant_time.now()):
        return
    card = deliveries.newest_brought(platform)
    shown = deliveries.brought_rendition(card) if card else None
    if card is None or shown is None:
        return
    with suppress(BotError):
        channel.look(card.account, shown.body, card=card.card, purpose=PURPOSE)
