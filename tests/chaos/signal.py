"""A phone's bad signal: the house has done what was sent, and the answer never gets back. The person sends it again, or
changes his mind and sends something else from the same page.
"""

from __future__ import annotations

import random
import threading
from collections import Counter

LOST, CHANGED = 0.4, 0.5


class Signal:
    """Which answers are lost comes from the seed and the act, whoever is first. lost: how many, by act; changed: how
    many people then sent something else."""

    def __init__(self, seed: int) -> None:
        self.lost: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        self._seed = seed
        self._randoms: dict[str, random.Random] = {}
        self._lock = threading.Lock()

    def loses(self, act: str) -> bool:
        with self._lock:
            lost = self._next(f"{act} lost") < LOST
            self.lost[act] += lost
        return lost

    def changes_mind(self, act: str) -> bool:
        with self._lock:
            changed = self._next(f"{act} changed") < CHANGED
            self.changed[act] += changed
        return changed

    def _next(self, what: str) -> float:
        return self._randoms.setdefault(what, random.Random(f"{self._seed} {what}")).random()
