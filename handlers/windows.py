"""Counting windows in Redis: how many calls there were lately, for all processes together."""

from __future__ import annotations

from typing import Any

from pyrate_limiter import Rate, RateItem, RedisBucket
from redis import Redis, RedisError
from redis.exceptions import NoScriptError

from bot.errors import Unavailable


class Windows:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._script = ""

    def take(self, name: str, rates: list[Rate], at: int) -> int | None:
        """Takes a place in the window called `name` at `at` (milliseconds). Returns None where there was one, else in
        how many milliseconds there will be. Raises Unavailable without Redis."""
        item = RateItem(name, at)
        try:
            bucket, taken = self._put(item, rates)
            wait = None if taken else int(bucket.waiting(item))
            bucket.leak(at)
        except RedisError as error:
            raise Unavailable("限流器连不上 Redis，先不发。请看 Redis 是否在运行。", maybe_done=False) from error
        return wait

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
