"""Counting windows in Redis: how many calls there were lately, for all processes together.

While Redis is away, calls that can't wait are counted in this process alone, by a quarter of the limit: what other
processes send, and what was sent just before, must fit beside them.
"""

from __future__ import annotations

import threading
from typing import Any

from pyrate_limiter import Rate, RateItem, RedisBucket
from redis import Redis, RedisError
from redis.exceptions import NoScriptError

from bot.errors import Held

# So many times as long takes each window that is counted here alone.
SLOWER = 4
AWAY = "限流器连不上 Redis，先不发。请看 Redis 是否在运行。"


class Windows:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._script = ""
        self._lock = threading.Lock()
        self._here: dict[str, list[int]] = {}
        self._leaked: dict[str, int] = {}

    def take(self, name: str, rates: list[Rate], at: int, *, alone: bool = False) -> int | None:
        """Takes a place in the window called `name` at `at` (milliseconds). Returns None where there was one, else in
        how many milliseconds there will be. Without Redis, counts in this process if it may (`alone`); else raises
        Held."""
        item = RateItem(name, at)
        try:
            bucket, taken = self._put(item, rates)
            wait = None if taken else int(bucket.waiting(item))
            self._leak(name, bucket, rates, at)
        except RedisError as error:
            if alone:
                return self._take_here(name, rates, at)
            raise Held(AWAY) from error
        self._here.clear()
        return wait

    def _leak(self, name: str, bucket: Any, rates: list[Rate], at: int) -> None:
        """Forgets what is older than the window: once in its length, because that is one more way to Redis."""
        longest = max(rate.interval for rate in rates)
        if abs(at - self._leaked.get(name, -longest)) >= longest:
            bucket.leak(at)
            self._leaked[name] = at

    def _take_here(self, name: str, rates: list[Rate], at: int) -> int | None:
        with self._lock:
            longest = max(rate.interval for rate in rates) * SLOWER
            taken = [moment for moment in self._here.get(name, ()) if moment > at - longest]
            waits = [taken[-rate.limit] + rate.interval * SLOWER - at for rate in rates if len(taken) >= rate.limit]
            wait = max(waits, default=0)
            self._here[name] = taken if wait > 0 else [*taken, at]
        return wait if wait > 0 else None

    def _put(self, item: RateItem, rates: list[Rate]) -> tuple[Any, bool]:
        """The window, and whether there was room in it. Redis keeps the limiter's script until it is started anew."""
        bucket = self._bucket(item.name, rates)
        try:
            return bucket, bucket.put(item)
        except NoScriptError:
            self._script = ""
            bucket = self._bucket(item.name, rates)
            return bucket, bucket.put(item)

    def _bucket(self, name: str, rates: list[Rate]) -> Any:
        """Untyped, because by its types the limiter may answer later, which it does for an asynchronous Redis only."""
        if not self._script:
            self._script = RedisBucket.init(rates, self._redis, name).script_hash
        return RedisBucket(rates, self._redis, name, self._script)
