"""What each kind of failure means for a delivery: when it is tried again, and when a person is asked instead."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.errors import BotError, Expired, Held, QuotaExhausted, Rejected, Throttled, Unavailable, Unreachable
from handlers import delivery as outcome
from models import store
from models.delivery import SETTINGS, SILENT, Delivery
from models.turns import MOST_UNSURE

log = logging.getLogger("anhao.deliver")
BACK_OFF = (2, 5, 15, 60, 300, 900)
# For a text that must arrive: then a person is asked, and it is tried on every minute for a day.
SOON = (2, 5, 10, 20, 30, 60)
VITAL_AGAIN, VITAL_FOR = timedelta(minutes=1), timedelta(days=1)
# For one that a slow platform may be bringing: MOST_UNSURE copies in ten minutes, then each wait is twice the one
# before. Twice is better than never, twenty times is not.
UNSURE, UNSURE_AGAIN = (5, 120), timedelta(minutes=10)
# What is held by ourselves, or waits for another call that is under way, is looked at again so soon.
A_MOMENT = timedelta(seconds=1)


def failed(row: Delivery, error: BotError, now: datetime, administrator: str) -> str:
    """Keeps what the failure means for this delivery; when a retry would be useless, a person is asked."""
    log.info("delivery %s: %s %s", row.id, type(error).__name__, error.code)
    if isinstance(error, Held):
        # Nothing has left the house. The lane takes it again when it may.
        return store.write(lambda: outcome.waits(row, error.words, now + A_MOMENT, counted=False))
    if isinstance(error, Throttled):
        return _throttled(row, error, now, administrator)
    if isinstance(error, Unreachable):
        return store.write(lambda: outcome.unreachable(row, error.words, now))
    if isinstance(error, Unavailable) and error.maybe_done and row.form == "text" and not row.vital:
        return perhaps_sent(row, error.words)
    row.unsure += isinstance(error, Unavailable) and error.late
    if isinstance(error, Unavailable) and error.overtaken:
        # Lost before the platform was back: a fresh one goes at once.
        return store.write(lambda: outcome.waits(row, error.words, now, counted=True, cause=SILENT))
    wait, cause = _wait(row, error), _cause(error)
    if wait is not None:
        return store.write(lambda: outcome.waits(row, error.words, now + wait, counted=True, cause=cause))
    words = f"{error.words}（{error.code}）" if error.code else error.words
    again = _again(row, error, now)
    return store.write(lambda: outcome.stuck(row, words, now, administrator, cause=cause, again=again))


def perhaps_sent(row: Delivery, words: str) -> str:
    """The text may have been sent. It is not sent again, because it keeps nobody safe: twice is worse than perhaps, and
    the card is in the chat."""
    store.write(lambda: outcome.settled(row, last_error=words))
    return "perhaps sent"


def _late_order(row: Delivery, error: BotError) -> bool:
    """Whether an order may be on its way, as nobody has answered in time."""
    return row.vital and isinstance(error, Unavailable) and error.late


def _wait(row: Delivery, error: BotError) -> timedelta | None:
    """How long to wait before the next try; None where it is time to ask a person."""
    if not isinstance(error, Unavailable | Expired):
        return None
    late = _late_order(row, error)
    waits: tuple[int, ...] = UNSURE if late else SOON if row.vital else BACK_OFF
    tried = row.unsure if late else row.attempts
    return timedelta(seconds=waits[tried - 1]) if tried <= len(waits) else None


def _again(row: Delivery, error: BotError, now: datetime) -> timedelta:
    """How soon to try once more, in case the cause is gone, after a person has been asked."""
    if _late_order(row, error):
        return UNSURE_AGAIN * int(2 ** (row.unsure - MOST_UNSURE))
    # Only a refusal of the words themselves is an answer that no later try can change.
    soon = row.vital and (_cause(error) or not isinstance(error, Rejected))
    return VITAL_AGAIN if soon and now < row.created_at + VITAL_FOR else outcome.STUCK_AGAIN


def _cause(error: BotError) -> str:
    """What somebody can do: correct a setting, or see to the line; empty where the words say it."""
    if isinstance(error, Unavailable):
        return SILENT
    return SETTINGS if isinstance(error, Expired) or (isinstance(error, Rejected) and error.configuration) else ""


def _throttled(row: Delivery, error: Throttled, now: datetime, administrator: str) -> str:
    """The platform, or our own gate, wants a pause. A text that must arrive asks again sooner; that our gate holds it
    does not count against it. The platform's refusal has a code."""
    until = now + timedelta(seconds=error.retry_after)
    if row.vital:
        until = now + timedelta(seconds=min(error.retry_after, SOON[min(row.attempts, len(SOON)) - 1]))
    if isinstance(error, QuotaExhausted):
        return store.write(lambda: outcome.out_of_quota(row, error.words, until, now, administrator))
    if row.vital:
        return store.write(lambda: outcome.waits(row, error.words, until, counted=bool(error.code)))
    return store.write(lambda: outcome.held_back(row, error.words, until))
