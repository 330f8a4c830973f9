"""Access tokens and script tickets, kept in Redis for all processes and fetched by one of them at a time.

Token life is real time, never plant time. Each process keeps a copy, which it uses while Redis is away.
Keys and errors never hold a secret.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import redis

# A token is renewed this many seconds before it expires, so that none expires on its way to the platform.
EARLY = 300
# Longer than a fetch can take (connect 3 s, read 5 s), so that no second process starts one meanwhile.
FETCH_LIMIT = 15
RENEWED_S = 60
FORGET_IF_SAME = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

Fetch = Callable[[], tuple[str, int]]


class TokenCache:
    """Named tokens under one prefix. `name` says whose token it is (platform, corporation, app, purpose)."""

    def __init__(self, redis: redis.Redis, prefix: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._prefix = prefix
        self._clock = clock
        self._own: dict[str, tuple[str, float]] = {}
        # Re-entrant, because fetching a script ticket also asks for the access token.
        self._one_here = threading.RLock()

    def get(self, name: str, fetch: Fetch) -> str:
        """The token called `name`; `fetch` gives a new one and its life in seconds. Raises only what `fetch` raises."""
        if own := self._mine(name):
            return own
        try:
            return self._shared(name) or self._fetch_once(name, fetch)
        except redis.RedisError:
            return self._fetch_alone(name, fetch)

    def forget(self, name: str, value: str) -> None:
        """Drops a token that the platform refused, unless somebody has replaced it already."""
        if self._mine(name) == value:
            self._own.pop(name, None)
        try:
            self._redis.eval(FORGET_IF_SAME, 1, self._key(name), value)
        except redis.RedisError:
            return

    def renew(self, name: str) -> None:
        """Drops a token that the platform no longer knows, whatever its life; for all processes at most once a minute,
        because only so many an hour are given. While Redis is away nothing is dropped."""
        try:
            if self._redis.set(f"{self._key(name)}:renewed", 1, nx=True, ex=RENEWED_S):
                self._redis.delete(self._key(name))
        except redis.RedisError:
            return
        self._own.pop(name, None)

    def _key(self, name: str) -> str:
        return f"{self._prefix}:{name}"

    def _mine(self, name: str) -> str:
        value, until = self._own.get(name, ("", 0.0))
        return value if self._clock() < until else ""

    def _shared(self, name: str) -> str:
        kept = self._redis.get(self._key(name))
        if kept is None:
            return ""
        value = kept.decode() if isinstance(kept, bytes) else kept
        self._own[name] = (value, self._clock() + self._redis.ttl(self._key(name)))
        return value

    def _fetch_once(self, name: str, fetch: Fetch) -> str:
        lock = self._redis.lock(
            f"{self._key(name)}:lock",
            timeout=FETCH_LIMIT,
            blocking_timeout=FETCH_LIMIT,
            raise_on_release_error=False,
        )
        with lock:
            return self._shared(name) or self._fetch_and_share(name, fetch)

    def _fetch_and_share(self, name: str, fetch: Fetch) -> str:
        value, life = self._fetched(name, fetch)
        self._redis.set(self._key(name), value, ex=life)
        return value

    def _fetch_alone(self, name: str, fetch: Fetch) -> str:
        with self._one_here:
            return self._mine(name) or self._fetched(name, fetch)[0]

    def _fetched(self, name: str, fetch: Fetch) -> tuple[str, int]:
        value, seconds = fetch()
        life = max(seconds - EARLY, seconds // 2, 1)
        self._own[name] = (value, self._clock() + life)
        return value, life
