"""Kills the house's programs with kill -9 at random moments and starts them again, as a process manager would.

The order of the victims, their pauses and the gaps between the kills come from one seed; the moments in the work at
which they strike do not.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator

from workers.scenarios.stage import Stage

VICTIMS = ("web", "worker", "clock", "redis", "stream")
GAP = (1.0, 3.5)  # seconds of peace between a restart and the next kill
PAUSE = (0.1, 0.8)  # seconds for which a killed program stays away


class Killer:
    """`kills` by program; `fell`: programs that ended by themselves and were started again, as supervisor does."""

    def __init__(self, house: Stage, seed: int) -> None:
        self.kills: Counter[str] = Counter()
        self.fell: Counter[str] = Counter()
        self._house = house
        self._random = random.Random(seed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="killer")

    def __enter__(self) -> Killer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """No more kills; whatever is down is started."""
        self._stop.set()
        self._thread.join()
        self.revive()

    def revive(self) -> None:
        """Starts again what ended by itself."""
        for name, process in list(self._house.running.items()):
            if process.poll() is not None:
                self.fell[name] += 1
                self._house.start(name)

    def _run(self) -> None:
        for victim in self._victims():
            if self._stop.wait(self._random.uniform(*GAP)):
                return
            self.revive()
            self._house.kill(victim)
            self.kills[victim] += 1
            self._stop.wait(self._random.uniform(*PAUSE))
            self._house.start(victim)

    def _victims(self) -> Iterator[str]:
        """Every program once in each round, in an order of the seed's."""
        while True:
            yield from self._random.sample(VICTIMS, len(VICTIMS))
