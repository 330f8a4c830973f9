"""What a platform is asked about people: after news of somebody, what holds; and each night whom it has, because news
may be lost."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from bot.channel import Channel, Member, Platform
from bot.errors import BotError, Rejected, Throttled, Unavailable
from handlers import people
from handlers.staff import comparing, hearing
from models import news, plant_time, store
from models.away import FAULTS
from models.book import book
from models.news import News
from workers.patience import patiently

log = logging.getLogger("anhao.inquiries")
LOOK_EVERY = 1.0  # seconds
BACK_OFF = (2, 5, 15, 60, 300, 900)
LATER = timedelta(hours=1)


class Inquiries:
    """One platform's questions, one after the other: a platform that hangs holds up no other, and no card."""

    def __init__(self, channel: Channel, administrator: str) -> None:
        self._platform = channel.platform
        self._channel = channel
        self._administrator = administrator

    def run(self, stop: threading.Event) -> None:
        """Asks until `stop`."""
        while not stop.wait(LOOK_EVERY):
            patiently(self._turn, stop)

    def _turn(self) -> None:
        for row in news.due(self._platform, plant_time.now()):
            inquire(row, self._channel, plant_time.now(), self._administrator)
        if comparing.due(self._platform, plant_time.now()):
            compare(self._channel, plant_time.now(), self._administrator)


def inquire(row: News, channel: Channel, now: datetime, administrator: str = "") -> str:
    """Asks the platform whether the person is there, and keeps what follows; returns what happened in a word or two.

    administrator: who hears that the platform refuses to say; empty: the safety office.
    """
    try:
        member = channel.member(row.account)
    except BotError as error:
        done = store.write(partial(_not_answered, row, error, now, administrator))
    except FAULTS:
        raise
    except Exception as error:
        # An answer of no shape that is known; it must not end the courier.
        log.exception("news of somebody on %s can't be checked", row.platform)
        unknown = Rejected(f"回答看不懂（{type(error).__name__}）")
        done = store.write(partial(_not_answered, row, unknown, now, administrator))
    else:
        done = store.write(partial(_answered, row, member, now))
    log.info("news of somebody on %s: %s", row.platform, done, extra={"platform": row.platform, "outcome": done})
    return done


def compare(channel: Channel, now: datetime, administrator: str = "") -> str:
    """Reads the whole directory and keeps what follows; returns what happened in a word or two."""
    platform = channel.platform
    try:
        members = list(channel.people())
    except FAULTS:
        raise
    except Exception as error:
        if not isinstance(error, BotError):
            log.exception("the directory of %s can't be read", platform)
        words = error.words if isinstance(error, BotError) else f"回答看不懂（{type(error).__name__}）"
        refused = not isinstance(error, Unavailable)
        store.write(partial(comparing.not_read, platform, words, now, administrator, refused=refused))
        return "not read"
    done = store.write(partial(comparing.compared, platform, members, now, administrator))
    log.info("the directory of %s: %s", platform, done, extra={"platform": platform, "outcome": done})
    return done


def _answered(row: News, member: Member | None, now: datetime) -> str:
    person = book(now).person_at(row.platform, row.account)
    done = people.answered(row, here=member is not None and member.active, now=now)
    if done == "newer news":
        return done
    if done == "gone" and row.name == "left" and person is not None:
        hearing.left(person, now)
    hearing.told(cast(Platform, row.platform), row.account, member, row.name, now)
    return done


def _not_answered(row: News, error: BotError, now: datetime, administrator: str) -> str:
    more = row.attempts < len(BACK_OFF) and not isinstance(error, Rejected)
    wait = timedelta(seconds=BACK_OFF[row.attempts]) if more else LATER
    if isinstance(error, Throttled):
        more, wait = True, timedelta(seconds=error.retry_after)
    words = f"{error.words}（{error.code}）" if error.code else error.words
    return people.not_answered(row, words, now + wait, now, administrator, useless=not more)
