"""How much of what was learned is still known: the share of right answers to unseen questions, asked of people drawn at
random some time after they passed, corrected for guessing (training.md §9). No model, and no promise.

A person answers several such questions, so answers are not independent: the interval counts as many as would tell as
much if they were (the ratio estimate's variance between people), at most one for each answer.

Two groups are compared by the difference of their shares, with the hybrid score interval (Newcombe, Statistics in
Medicine 17:873–890, 1998, method 10): it is made of the two Wilson intervals, so that it stays right where a share is
near 0 or 1. Zou and Donner (Statistics in Medicine 27:1693–1702, 2008) show that the same holds of any two estimates
with intervals of their own, so it is taken from the shares after the correction. Whoever stands in both groups answers
alike in both, which makes the true interval narrower: what is said is on the safe side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import hypot

from rules.hazards.figures import wilson
from rules.training.courses import Question

# With fewer people nothing is said.
LEAST_PEOPLE = 30


@dataclass(frozen=True)
class Sampled:
    """An answer to an unseen question. guess: the chance to guess it."""

    person: str
    right: bool
    guess: Fraction


@dataclass(frozen=True)
class Known:
    """percent: of the lessons' questions that are known; None with too few people. low, high: the 95 % interval."""

    people: int
    answers: int
    percent: int | None = None
    low: int = 0
    high: int = 0


@dataclass(frozen=True)
class Difference:
    """So many points of a hundred the first group knows more than the second; low, high: the 95 % interval."""

    points: int
    low: int
    high: int

    @property
    def seen(self) -> bool:
        """Whether it is more than chance alone would often bring."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Estimate:
    """A share with its 95 % interval."""

    share: float
    low: float
    high: float


def guess(question: Question) -> Fraction:
    """The chance to get it right without knowing anything: one option, or any set of them."""
    size = len(question.options)
    return Fraction(1, 2**size - 1) if question.type == "multiple" else Fraction(1, size)


def known(answers: Iterable[Sampled]) -> Known:
    every = list(answers)
    people = _people(every)
    if people < LEAST_PEOPLE:
        return Known(people, len(every))
    found = _estimate(every)
    return Known(people, len(every), *(_percent(each) for each in (found.share, found.low, found.high)))


def compared(one: Sequence[Sampled], other: Sequence[Sampled]) -> Difference | None:
    """How much more the first group knows; None where one of them has too few people."""
    if min(_people(one), _people(other)) < LEAST_PEOPLE:
        return None
    return difference(_estimate(one), _estimate(other))


def difference(one: Estimate, other: Estimate) -> Difference:
    apart = one.share - other.share
    below = hypot(one.share - one.low, other.high - other.share)
    above = hypot(one.high - one.share, other.share - other.low)
    return Difference(_percent(apart), _percent(apart - below), _percent(apart + above))


def _estimate(every: Sequence[Sampled]) -> Estimate:
    rate, luck = _mean([each.right for each in every]), _mean([each.guess for each in every])
    low, high = wilson(rate, worth(every, rate))
    return Estimate(corrected(rate, luck), corrected(low, luck), corrected(high, luck))


def _people(every: Iterable[Sampled]) -> int:
    return len({each.person for each in every})


def corrected(rate: float, luck: float) -> float:
    """The share that is known, where the rest is right by guessing in `luck` of the cases: (R − W/(k−1))/N."""
    return max(0.0, (rate - luck) / (1 - luck))


def worth(every: Sequence[Sampled], rate: float) -> float:
    """As many independent answers would tell as much. Where everybody answers alike: one for each person."""
    by_person: dict[str, list[bool]] = defaultdict(list)
    for each in every:
        by_person[each.person].append(each.right)
    people, total = len(by_person), len(every)
    apart = sum((sum(one) - rate * len(one)) ** 2 for one in by_person.values())
    variance = people / (people - 1) * apart / total**2 if people > 1 else 0.0
    spread = rate * (1 - rate)
    return min(float(total), spread / variance) if variance > 0 and spread > 0 else float(people)


def _mean(values: Sequence[Fraction] | Sequence[bool]) -> float:
    return float(sum(Fraction(each) for each in values) / len(values))


def _percent(share: float) -> int:
    return round(100 * share)
