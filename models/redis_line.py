"""The house's line to Redis: it waits for no answer that does not come, and says when Redis is away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unconnected
from redis.exceptions import TimeoutError as Unanswered
from redis.retry import Retry

from models.outage import Outage

AWAY = "Redis can't be reached for %.0f s (%s); trying again"
BACK = "Redis can be reached again after %.1f s"
ANSWERS_WITHIN = 2.0  # seconds


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
        if answer is not None:
            self._told.over()
        return answer


def client(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=ANSWERS_WITHIN,
        socket_connect_timeout=ANSWERS_WITHIN,
        health_check_interval=30,
        retry=Once(outage(url)),
    )


def look(line: Redis) -> None:
    """Asks for nothing but an answer, so that a program misses Redis also while it has nothing to do."""
    with suppress(RedisError):
        line.ping()


@cache
def outage(url: str) -> Outage:
    """What this process says of that Redis, whichever of its parts has missed it."""
    return Outage(logging.getLogger("anhao.queue"), AWAY, BACK)
