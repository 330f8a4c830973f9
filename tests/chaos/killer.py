"""Kills the house's programs with kill -9 and starts them again, as a process manager would.

Every run has one kill, at a random moment of its first seconds. Victims, moments and pauses come from one seed.
"""

from __future__ import annotations

import heapq
import random
import threading
import time
from collections import Counter
from typing import NamedTuple

from workers.scenarios.stage import Stage

VICTIMS = ("web", "courier", "worker", "clock", "redis", "stream")
WITHIN = 6.0  # seconds after the start of its run
AWAY = (0.1, 0.8)  # seconds for which a killed program stays away
LOOK_EVERY = 0.1


class Strike(NamedTuple):
    at: float
    victim: str
    away: float


class Killer:
    """`kills` by program; `falls`: programs that ended by themselves and were started again, as supervisor does."""

    def __init__(self, house: Stage, seed: int) -> None:
        self.kills: Counter[str] = Counter()
        self.falls: Counter[str] = Counter()
        self._house = house
        self._random = random.Random(seed)
        self._round: list[str] = []
        self._lock = threading.Lock()
        self._ordered: list[Strike] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="killer")

    def __enter__(self) -> Killer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Strikes as often as ordered; then starts whatever is down."""
        self._ended.set()
        self._thread.join()
        self.revive()

    def strike_soon(self) -> None:
        """Orders one kill; each program has its turn in each round, in an order of the seed's."""
        with self._lock:
            self._round = self._round or self._random.sample(VICTIMS, len(VICTIMS))
            at = time.monotonic() + self._random.uniform(0, WITHIN)
            heapq.heappush(self._ordered, Strike(at, self._round.pop(), self._random.uniform(*AWAY)))

    def revive(self) -> None:
        """Starts again what ended by itself."""
        for name, process in list(self._house.running.items()):
            if process.poll() is not None:
                self.falls[name] += 1
                self._house.start(name)

    def _run(self) -> None:
        while self._ordered or not self._ended.is_set():
            time.sleep(LOOK_EVERY)
            self.revive()
            if strike := self._due():
                self._strike(strike)

    def _due(self) -> Strike | None:
        with self._lock:
            due = self._ordered and self._ordered[0].at <= time.monotonic()
            return heapq.heappop(self._ordered) if due else None

    def _strike(self, strike: Strike) -> None:
        self._house.kill(strike.victim)
        self.kills[strike.victim] += 1
        time.sleep(strike.away)
        self._house.start(strike.victim)
