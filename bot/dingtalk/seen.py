"""What was seen first under a name, kept for a short real time: the memory of the replay defence and of tap keys.

Shared by all processes through Redis; without Redis each process remembers for itself.
"""

from __future__ import annotations

import contextlib
import threading
import time

import redis

PREFIX = "dingtalk:seen:"


class FirstSeen:
    """`first` decides who was first; it never raises and never blocks for long."""

    def __init__(self, server: redis.Redis | None = None) -> None:
        self._server = server
        self._own: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def first(self, name: str, value: str, seconds: int) -> str:
        """Keeps `value` under `name` for this many seconds, unless something is kept there already; returns what is
        kept."""
        if self._server is not None:
            try:
                return self._shared(self._server, name, value, seconds)
            except redis.RedisError:
                pass
        return self._here(name, value, seconds)

    def forget(self, name: str) -> None:
        """Forgets `name`: the next value under it is the first again."""
        if self._server is not None:
            with contextlib.suppress(redis.RedisError):
                self._server.delete(PREFIX + name)
        with self._lock:
            self._own.pop(name, None)

    def _shared(self, server: redis.Redis, name: str, value: str, seconds: int) -> str:
        if server.set(PREFIX + name, value, nx=True, ex=seconds):
            return value
        kept = server.get(PREFIX + name)
        return kept.decode() if isinstance(kept, bytes) else kept or value

    def _here(self, name: str, value: str, seconds: int) -> str:
        now = time.monotonic()
        with self._lock:
            self._own = {key: kept for key, kept in self._own.items() if kept[1] > now}
            return self._own.setdefault(name, (value, now + seconds))[0]
