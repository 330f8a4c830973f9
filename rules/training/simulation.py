"""What a number of cards a person and month buys: a simulated year of forgetting and being asked.

Two models of forgetting bound the answer, a power law and an exponential one. Both are made up: each lesson holds
for a time that is drawn once, grows when a question is answered from memory (the more, the later it came), and falls
when it is not; a guess is right in a quarter of cases and teaches nothing. Their numbers were chosen so that four rows
of training.md §12 come out within three points (nothing 39/17, every 60 days 81/59, every 30 days 93/81, ladder
93/93). It is arithmetic about a budget, and says nothing about a person. docs/training.md has method and limits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapreplace
from random import Random

from rules.training.ladder import after, gap

YEAR, MONTH = 365, 30
GUESS = 0.25
# Recall is looked at each so many days.
LOOK = 5
CHOICES: tuple[int, ...] = (12, 8, 6, 4, 3, 2, 1, 0)
DEFAULT = 6
# How long a card takes: to read a question, four options and the explanation.
SECONDS_A_CARD = 40
SEED, PEOPLE = 20261128, 40


@dataclass(frozen=True)
class Memory:
    """holds, spread: for how many days a lesson holds at first, as the middle and the spread of a lognormal; gains,
    late: how much longer after an answer from memory, and how much the lateness of the question adds; drops: to which
    share after a failure; recall: the chance to know it so many days later, from how long it holds."""

    holds: float
    spread: float
    gains: float
    late: float
    drops: float
    recall: Callable[[float, float], float]


def _power(days: float, holds: float) -> float:
    return 1 / (1 + days / (9 * holds))


def _exponential(days: float, holds: float) -> float:
    return math.exp(days / holds * math.log(0.9))


MODELS = (Memory(8, 1, 4, 2, 0.3, _power), Memory(4, 1, 8, 1, 0.3, _exponential))


@dataclass(frozen=True)
class Bought:
    """cards: a month at most; a_year: cards that a person gets in the year; low, high: percent of what was learned that
    is known on a day of that year, by the two models; minutes: a person and year."""

    cards: int
    a_year: float
    low: int
    high: int

    @property
    def minutes(self) -> int:
        return minutes_of(self.a_year)


def minutes_of(cards: float) -> int:
    return round(cards * SECONDS_A_CARD / 60)


@lru_cache(maxsize=256)
def bought(lessons: int, cards: int, people: int = PEOPLE, seed: int = SEED) -> Bought:
    """What so many cards a month buy for somebody with so many lessons, all passed on the first day. people: how many
    are simulated."""
    shares, sent = [], 0
    for memory in MODELS:
        chance, known = Random(seed), 0.0
        for _ in range(people):
            part, given = _person(memory, lessons, cards, chance)
            known, sent = known + part, sent + given
        shares.append(round(100 * known / people))
    return Bought(cards, round(sent / people / len(MODELS), 1), min(shares), max(shares))


def table(lessons: int, people: int = PEOPLE, seed: int = SEED) -> tuple[Bought, ...]:
    """Each choice, the dearest first. The bottom line is: once a year, and nothing in between."""
    return tuple(bought(lessons, cards, people, seed) for cards in CHOICES)


class _Item:
    def __init__(self, memory: Memory, chance: Random) -> None:
        self.first = self.holds = memory.holds * math.exp(chance.gauss(0, memory.spread))
        self.last, self.rung = 0, 0

    def ask(self, memory: Memory, day: int, chance: Random) -> int:
        """The day on which it is asked again."""
        recall = memory.recall(day - self.last, self.holds)
        knew = chance.random() < recall
        right = knew or chance.random() < GUESS
        if knew:
            self.holds *= 1.05 + memory.gains * (math.exp(memory.late * (1 - recall)) - 1)
        else:
            self.holds = max(self.first, self.holds * memory.drops)
        self.last, self.rung = day, after(self.rung, right=right)
        return day + _days(self.rung)


def _person(memory: Memory, lessons: int, cards: int, chance: Random) -> tuple[float, int]:
    """The mean share that is known, and the cards of a year: one a day, so many a month."""
    items, looks, known, sent, this_month = [_Item(memory, chance) for _ in range(lessons)], 0, 0.0, 0, 0
    # In order as it is: all are due on one day at first.
    queue = [(_days(0), place) for place in range(lessons)]
    for day in range(1, YEAR + 1):
        if day % MONTH == 1:
            this_month = 0
        due, place = queue[0]
        if due <= day and this_month < cards:
            heapreplace(queue, (items[place].ask(memory, day, chance), place))
            sent, this_month = sent + 1, this_month + 1
        if day % LOOK == 0:
            looks += 1
            known += sum([memory.recall(day - each.last, each.holds) for each in items]) / lessons
    return known / looks, sent


def _days(rung: int) -> int:
    wait = gap(rung)
    return wait.days if wait else YEAR * 2
