"""The gate of what lanes send: each call waits for its turn right before it goes out, so that no second ever holds more
calls than the platform allows; and it is seen whether the platform answers."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from redis import Redis, RedisError

from bot.channel import Call, Gate
from bot.errors import Held, Throttled, Unavailable
from config.settings import Limits
from handlers.budget import can_not_wait
from handlers.windows import AWAY, SLOWER
from workers.hearing import Back, Hearing

# Longer than any queue before a call: then the lane takes the row back.
PATIENCE = 10.0  # seconds
# Between two turns, in microseconds.
MINUTE, SECOND = 60_000_000, 1_000_000
# What leaves evenly may arrive bunched.
AIR = 1.04
# The next free turn, by Redis's own clock: a call that waits for it holds it already, so none is lost between two. It
# is forgotten once it is past. Tells in how many microseconds it comes; less than 0 where that is too long, and none is
# taken.
TURN = """
local at = redis.call('TIME')
local now = at[1] * 1000000 + at[2]
local turn = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0') + ARGV[1])
if turn - now > tonumber(ARGV[2]) then return -1 end
redis.call('SET', KEYS[1], string.format('%.0f', turn), 'PX', math.ceil((turn - now) / 1000) + 60000)
return turn - now
"""


class Pace:
    """A `bot.channel.Gate` before `gate`. Its turns lie in Redis, for the lanes of all machines together. away: whether
    Redis is: then only what can't wait goes out. back: as `Hearing` has it."""

    def __init__(
        self,
        gate: Gate,
        limits: Limits,
        redis: Redis,
        away: Callable[[], bool] = lambda: False,
        back: Back = lambda platform, forms, sure: None,
    ) -> None:
        self._gate = gate
        self.away = away
        self._hearing = Hearing(back)
        self._turn = redis.register_script(TURN)
        self._apart = {
            "wecom": AIR * MINUTE / limits.wecom_api_minute,
            "dingtalk": AIR * SECOND / limits.dingtalk_api_second,
        }
        self._most = {"wecom": limits.wecom_api_minute // 60 or 1, "dingtalk": limits.dingtalk_api_second}
        self._gone: dict[str, deque[float]] = {}
        self._alone: dict[str, float] = {}
        self._lock = threading.Lock()
        self._here = threading.local()

    @contextmanager
    def watched(self, gone: Callable[[], None]) -> Iterator[None]:
        """`gone` is told when a call of this thread goes out."""
        self._here.gone = gone
        try:
            yield
        finally:
            del self._here.gone

    def apart(self, platform: str) -> float:
        """How many seconds lie between two calls."""
        return self._apart[platform] / SECOND

    def silent(self, platform: str) -> datetime | None:
        """Since when (real time) the platform has not answered; None while it does."""
        return self._hearing.silent(platform)

    def remember(self, platform: str, since: datetime) -> None:
        """A platform that was silent before this process began, since then (real time)."""
        self._hearing.remember(platform, since)

    def unsure(self, platform: str) -> bool:
        """Whether it may not answer: as `Hearing` has it."""
        return self._hearing.unsure(platform)

    def answered(self, platform: str) -> datetime | None:
        """When (real time) the platform last answered a call from here that tells; None before it has."""
        return self._hearing.answered(platform)

    def before(self, call: Call) -> None:
        self._gate.before(call)
        self._wait(call)
        self._here.began = time.monotonic()
        getattr(self._here, "gone", _nobody)()

    def after(self, call: Call, error: Exception | None) -> None:
        if isinstance(error, Unavailable):
            self._hearing.hears_nothing(call, error, getattr(self._here, "began", time.monotonic()))
        else:
            self._hearing.hears(call)
        self._gate.after(call, error)

    def _wait(self, call: Call) -> None:
        """Waits for the call's turn. On a busy machine turns come late, and several at once: then no second gets more
        calls from here than are allowed."""
        wait = self._next(call, alone=can_not_wait(call))
        if wait < 0:
            raise Throttled("排队的太多，等一会儿再发。", retry_after=1.0)
        time.sleep(wait)
        with self._lock:
            gone, now = self._gone.setdefault(_name(call), deque(maxlen=self._most[call.platform])), time.monotonic()
            at = max(now, gone[0] + 1) if len(gone) == gone.maxlen else now
            gone.append(at)
        time.sleep(at - now)

    def _next(self, call: Call, *, alone: bool) -> float:
        """In how many seconds the turn comes that this call has from now on; less than 0 where there is none soon
        enough. Without Redis, by this process alone if it may, and slower; else raises Held."""
        name, apart = _name(call), self._apart[call.platform]
        try:
            wait = int(self._turn(keys=[name], args=[f"{apart:.0f}", int(PATIENCE * SECOND)]))
        except RedisError as error:
            if not alone:
                raise Held(AWAY) from error
            with self._lock:
                now = time.monotonic()
                self._alone[name] = max(now, self._alone.get(name, 0.0) + SLOWER * apart / SECOND)
                return self._alone[name] - now
        return wait / SECOND


def _name(call: Call) -> str:
    return f"anhao:turn:{call.platform}:{call.api}"


def _nobody() -> None:
    """No lane waits for this call: it fetches a token at the start."""
