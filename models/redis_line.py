"""The house's line to Redis: it waits for no answer that does not come, and says when Redis is away.

A Redis that hangs is away like one that is gone. Whoever has missed it tells all of the process: for a while they are
refused at once, and do not wait for it one after the other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from socket import socket
from time import monotonic
from typing import Any

from redis import ConnectionPool, Redis, RedisError
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unconnected
from redis.exceptions import TimeoutError as Unanswered
from redis.retry import Retry

from models.outage import Outage

AWAY = "Redis can't be reached for %.0f s (%s); trying again"
BACK = "Redis can be reached again after %.1f s"
# Seconds: so long an answer may take, and so long nobody asks again once one has not come.
ANSWERS_WITHIN, PAUSE = 1.0, 2.0


class Away(Outage):
    """That Redis is away, and who may ask whether it is back: one at a time."""

    _asked = float("-inf")

    def seen(self, *what: object) -> None:
        self._asked = monotonic()
        super().seen(*what)

    def may_ask(self) -> bool:
        now = monotonic()
        with self._lock:
            if self.on and now - self._asked < PAUSE:
                return False
            self._asked = now
        return True

    def ask_now(self) -> None:
        """The next one may ask, however lately it was missed."""
        self._asked = float("-inf")


class Line(ConnectionPool):
    """Connections for whoever may ask; what each of them sends begins here."""

    away: Away

    def get_connection(self, *given: Any, **named: Any) -> Any:
        if not self.away.may_ask():
            raise Unconnected("Redis is away")
        return super().get_connection(*given, **named)


class Once(Retry):
    """Tries nothing again, because a callback can't wait for it; tells the outage how each try went."""

    def __init__(self, told: Outage) -> None:
        super().__init__(NoBackoff(), 0)
        self._told = told

    def __deepcopy__(self, memo: object) -> Once:
        """Each connection wants its own; all of them know one outage."""
        return self

    def call_with_retry(self, do: Callable[[], Any], fail: Callable[..., Any], *given: Any, **named: Any) -> Any:
        try:
            answer = super().call_with_retry(do, fail, *given, **named)
        except (Unconnected, Unanswered, OSError) as error:
            self._told.seen(type(error).__name__)
            raise
        # A connection that stands has answered nothing yet.
        if answer is not None and not isinstance(answer, socket):
            self._told.over()
        return answer


def client(url: str) -> Redis:
    line = Line.from_url(
        url,
        socket_timeout=ANSWERS_WITHIN,
        socket_connect_timeout=ANSWERS_WITHIN,
        health_check_interval=30,
        retry=Once(outage(url)),
    )
    line.away = outage(url)
    return Redis.from_pool(line)


def look(line: Redis) -> None:
    """Asks for nothing but an answer, so that a program misses Redis also while it has nothing to do."""
    if isinstance(line.connection_pool, Line):
        line.connection_pool.away.ask_now()
    with suppress(RedisError):
        line.ping()


@cache
def outage(url: str) -> Away:
    """What this process says of that Redis, whichever of its parts has missed it."""
    return Away(logging.getLogger("anhao.queue"), AWAY, BACK)
