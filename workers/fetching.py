"""Fetches the pictures that people send in the chat: one platform's, one after the other, so that a platform that hangs
holds up no other, and no card."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from functools import partial

from bot.channel import Channel
from bot.errors import BotError, Rejected, Throttled
from config.settings import Limits
from handlers import pictures, sent_pictures
from models import plant_time, sent_picture, store
from models.away import FAULTS
from models.book import book
from models.sent_picture import SentPicture
from workers.patience import patiently

log = logging.getLogger("anhao.fetching")
LOOK_EVERY = 1.0  # seconds
BACK_OFF = (2, 5, 15, 60, 300)
NOT_HAD = "你发的照片没有取到。请再发一张。"


class Fetching:
    def __init__(self, platform: str, channel: Channel, limits: Limits) -> None:
        self._platform = platform
        self._channel = channel
        self._limits = limits

    def run(self, stop: threading.Event) -> None:
        """Fetches until `stop`."""
        while not stop.wait(LOOK_EVERY):
            patiently(self._turn, stop)

    def _turn(self) -> None:
        for row in sent_picture.due(self._platform, plant_time.now()):
            fetch(row, self._channel, self._limits, plant_time.now())


def fetch(row: SentPicture, channel: Channel, limits: Limits, now: datetime) -> str:
    """Fetches one picture, has it judged, and keeps what follows; returns what happened in a word or two."""
    try:
        done = _fetched(row, channel, limits, now)
    except BotError as error:
        done = store.write(partial(_not_fetched, row, error, now))
    except FAULTS:
        raise
    except Exception:
        # A picture of no shape that is known; it must not end the courier.
        log.exception("a picture on %s can't be fetched", row.platform)
        done = store.write(partial(sent_pictures.lost, row, NOT_HAD, now))
    log.info("a picture on %s: %s", row.platform, done, extra={"platform": row.platform, "outcome": done})
    return done


def _fetched(row: SentPicture, channel: Channel, limits: Limits, now: datetime) -> str:
    content, _ = channel.media(row.reference)
    here = book(now)
    person = here.person_at(row.platform, row.account)
    if person is None:
        return store.write(partial(sent_pictures.lost, row, "", now))
    try:
        found = pictures.whole(content, person.id, {"way": sent_pictures.WAY}, limits, now.astimezone(here.plant.zone))
    except pictures.NotTaken as error:
        return store.write(partial(sent_pictures.lost, row, f"你发的照片没有收：{error.words}{error.todo}", now))
    return store.write(partial(sent_pictures.came, row, found.number, now))


def _not_fetched(row: SentPicture, error: BotError, now: datetime) -> str:
    """It is tried again unless the platform says that there is no such picture."""
    if isinstance(error, Throttled):
        sent_picture.later(row, now + timedelta(seconds=error.retry_after))
    elif isinstance(error, Rejected) and not error.code:
        return sent_pictures.lost(row, error.words, now)
    elif isinstance(error, Rejected) or row.attempts >= len(BACK_OFF):
        return sent_pictures.lost(row, NOT_HAD, now)
    else:
        sent_picture.later(row, now + timedelta(seconds=BACK_OFF[row.attempts]))
    return "not fetched"
