"""Lanes: how waiting cards and texts go out. Each platform has its own, so that none ever waits for another.

A lane looks at its platform's rows again and again, and hands the most urgent of that moment to one of its senders. Few
are handed out before they can go: an order to stop waits for one or two calls, however many rows stand before it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from math import ceil

from models.turns import Due
from workers.pace import Pace

log = logging.getLogger("anhao.lanes")
LOOK_EVERY = 0.05  # seconds
# Calls at the same time, at least, and how many of them only urgent rows may use, also while the others hang. A
# platform that allows more calls gets more senders: as many as calls leave while one is made and answered (seconds).
SENDERS, RESERVED, ANSWERED = 16, 4, 0.16
# Rows that are made ready at the same time, while the calls before them go out: at least, and as many as leave in this
# time.
AHEAD, READY = 2, 0.05
# Every fifth row is an ordinary one where any waits, so that a storm of alerts never shuts out the rest.
FIFTH = 5


class Lane:
    """One platform's lane. due: what waits, the most urgent first, None while nobody knows; bring: sends one delivery
    by its id; pace: tells when its call goes out."""

    def __init__(
        self, platform: str, due: Callable[[], list[Due] | None], bring: Callable[[int], object], pace: Pace
    ) -> None:
        self._platform = platform
        self._due = due
        self._bring = bring
        self._pace = pace
        apart = pace.apart(platform)
        self._senders, self._ahead = max(SENDERS, ceil(ANSWERED / apart)), max(AHEAD, int(READY / apart))
        self._rows: list[Due] = []
        self._looked = 0.0
        self._hand: set[int] = set()
        self._ready: set[int] = set()
        self._count = 0
        self._moved = threading.Event()

    def run(self, stop: threading.Event) -> None:
        """Sends until `stop`; then lets go out what is under way."""
        with ThreadPoolExecutor(self._senders, thread_name_prefix=self._platform) as senders:
            while not stop.is_set():
                self._moved.clear()
                while (row := self._next()) is not None:
                    self._hand_out(row, senders)
                self._moved.wait(LOOK_EVERY)

    def _next(self) -> Due | None:
        """The row that goes out next, if a sender may take one now."""
        if len(self._ready) >= self._ahead or len(self._hand) >= self._senders:
            return None
        spare = self._senders - len(self._hand) > RESERVED and not (self._hand and self._pace.silent(self._platform))
        spare = spare and not self._pace.away()
        return choose(self._waiting(), self._count, ordinary=spare)

    def _waiting(self) -> list[Due]:
        if time.monotonic() - self._looked >= LOOK_EVERY:
            taken = set(self._hand)
            self._rows = [row for row in self._due() or () if row.id not in taken]
            self._looked = time.monotonic()
        return self._rows

    def _hand_out(self, row: Due, senders: ThreadPoolExecutor) -> None:
        self._rows.remove(row)
        self._count += 1
        self._hand.add(row.id)
        self._ready.add(row.id)
        senders.submit(self._send, row.id)

    def _send(self, delivery: int) -> None:
        try:
            with self._pace.watched(lambda: self._gone(delivery)):
                self._bring(delivery)
        except Exception:
            # Its lease ends, and it is tried again.
            log.exception("delivery %s was not brought", delivery)
        finally:
            self._gone(delivery)
            self._hand.discard(delivery)
            self._moved.set()

    def _gone(self, delivery: int) -> None:
        self._ready.discard(delivery)
        self._moved.set()


def choose(rows: Collection[Due], count: int, *, ordinary: bool) -> Due | None:
    """Which of the rows, the most urgent first, goes out as the `count`-th; None where only an urgent one may and none
    waits."""
    first = next(iter(rows), None)
    plain = next((row for row in rows if not row.urgent), None) if ordinary else None
    if plain is not None and count % FIFTH == FIFTH - 1:
        return plain
    return first if first is not None and (first.urgent or ordinary) else None
