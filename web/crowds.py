"""What keeps a crowd, or one who plays it, from the house: how often, and how many at once. Nobody waits long for a
turn with a thread in his hand: whoever finds no place is told so, and comes again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address
from threading import BoundedSemaphore, Lock

from flask import request

# How many keys are remembered, at most.
MOST_KEYS = 5_000
MINUTE, HOUR = 60, 3600


class Tries:
    """How often each key has tried something, in this process and in real time. rates: (most, seconds)."""

    def __init__(self, *rates: tuple[int, int], clock: Callable[[], float] = time.monotonic) -> None:
        self._rates = rates
        self._longest = max(seconds for _, seconds in rates)
        self._clock = clock
        self._tries: dict[tuple[str, ...], deque[float]] = {}
        self._lock = Lock()

    def allows(self, *key: str) -> bool:
        """Counts this try; False, and not counted, when there were too many."""
        with self._lock:
            fits = self._fits(key)
            if fits:
                self._count(key)
            return fits

    def enough(self, *key: str) -> bool:
        """Whether there were too many."""
        with self._lock:
            return not self._fits(key)

    def count(self, *key: str) -> None:
        with self._lock:
            self._count(key)

    def _fits(self, key: tuple[str, ...]) -> bool:
        now, tries = self._clock(), self._tries.get(key, ())
        return all(sum(at > now - seconds for at in tries) < most for most, seconds in self._rates)

    def _count(self, key: tuple[str, ...]) -> None:
        """The key that tried last stands last: the first ones are forgotten, when they are old or too many."""
        now = self._clock()
        tries = self._tries.pop(key, None) or deque(maxlen=max(most for most, _ in self._rates))
        tries.append(now)
        self._tries[key] = tries
        while len(self._tries) > MOST_KEYS or next(iter(self._tries.values()))[-1] <= now - self._longest:
            del self._tries[next(iter(self._tries))]


class Places:
    """So many at once, in this process."""

    def __init__(self, most: int) -> None:
        self._free = BoundedSemaphore(most)

    @contextmanager
    def one(self, patience_s: float = 0) -> Iterator[bool]:
        """Whether there was a place, which is held meanwhile."""
        found = self._free.acquire(timeout=patience_s) if patience_s else self._free.acquire(blocking=False)
        try:
            yield found
        finally:
            if found:
                self._free.release()


def address() -> str:
    """Where the request comes from, as it is counted: of IPv6 the network, because one phone has all its addresses."""
    told = request.remote_addr or ""
    try:
        known = ip_address(told.partition("%")[0])
    except ValueError:
        return told
    if not isinstance(known, IPv6Address):
        return told
    return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))
