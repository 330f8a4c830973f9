"""The gate of what lanes send: each call waits for its turn right before it goes out, so that no second ever holds more
calls than the platform allows; and it is seen whether the platform answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from math import ceil

from pyrate_limiter import Rate
from redis import Redis

from bot.channel import Call, Gate
from bot.errors import Throttled, Unavailable
from config.settings import Limits
from handlers.budget import can_not_wait
from handlers.windows import Windows
from models import plant_time

# So many calls in turn without an answer, and the platform counts as silent.
SILENT_AFTER = 5
# Longer than any queue before a call: then the lane takes the row back.
PATIENCE = 10.0  # seconds
MINUTE, SECOND = 60_000, 1_000
# What leaves evenly may arrive bunched.
AIR, LATE = 1.04, 0.02
# So long (seconds) an urgent call looks for a turn that is told in time; then it goes out late.
SOON = 1.0


class Pace:
    """A `bot.channel.Gate` before `gate`. Its turns lie in Redis, for the lanes of all machines together. away: whether
    Redis is: then only what can't wait goes out. back: is told when a platform that was silent answers."""

    def __init__(
        self,
        gate: Gate,
        limits: Limits,
        redis: Redis,
        away: Callable[[], bool] = lambda: False,
        back: Callable[[str], object] = lambda platform: None,
    ) -> None:
        self._gate = gate
        self.away = away
        self._back = back
        self._turns = Windows(redis)
        self._apart = {
            "wecom": ceil(AIR * MINUTE / limits.wecom_api_minute),
            "dingtalk": ceil(AIR * SECOND / limits.dingtalk_api_second),
        }
        self._here = threading.local()
        self._unanswered: dict[str, list[datetime]] = {}

    @contextmanager
    def watched(self, gone: Callable[[], None]) -> Iterator[None]:
        """`gone` is told when a call of this thread goes out."""
        self._here.gone = gone
        try:
            yield
        finally:
            del self._here.gone

    def silent(self, platform: str) -> datetime | None:
        """Since when (real time) the platform has not answered; None while it does."""
        missing = self._unanswered.get(platform, [])
        return missing[0] if len(missing) >= SILENT_AFTER else None

    def before(self, call: Call) -> None:
        self._gate.before(call)
        self._wait(call)
        getattr(self._here, "gone", _nobody)()

    def after(self, call: Call, error: Exception | None) -> None:
        if isinstance(error, Unavailable):
            self._unanswered.setdefault(call.platform, []).append(plant_time.real_now())
            del self._unanswered[call.platform][SILENT_AFTER:]
        else:
            missing = self._unanswered.pop(call.platform, [])
            if len(missing) >= SILENT_AFTER:
                self._back(call.platform)
        self._gate.after(call, error)

    def _wait(self, call: Call) -> None:
        """Waits for the call's turn. On a busy machine, or from a slow Redis, a turn may be told late: then the call
        takes another one, unless it can't wait."""
        turns, apart = f"anhao:pace:{call.platform}:{call.api}", [Rate(1, self._apart[call.platform])]
        urgent, began = can_not_wait(call), time.monotonic()
        while (now := time.monotonic()) < began + PATIENCE:
            wait = self._turns.take(turns, apart, time.time_ns() // 1_000_000, alone=urgent)
            if wait is None and (time.monotonic() - now < LATE or (urgent and now > began + SOON)):
                return
            time.sleep(max(wait or 0, 1) / 1000)
        raise Throttled("排队的太多，等一会儿再发。", retry_after=1.0)


def _nobody() -> None:
    """No lane waits for this call: it fetches a token at the start."""
