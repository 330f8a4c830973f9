"""How much of what was learned is still known: the share of right answers to unseen questions, asked of people drawn at
random some time after they passed, corrected for guessing (training.md §9). No model, and no promise.

A person answers several such questions, so answers are not independent: the interval counts as many as would tell as
much if they were (the ratio estimate's variance between people), at most one for each answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

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


def guess(question: Question) -> Fraction:
    """The chance to get it right without knowing anything: one option, or any set of them."""
    size = len(question.options)
    return Fraction(1, 2**size - 1) if question.type == "multiple" else Fraction(1, size)


def known(answers: Iterable[Sampled]) -> Known:
    every = list(answers)
    people = len({each.person for each in every})
    if people < LEAST_PEOPLE:
        return Known(people, len(every))
    rate, luck = _mean([each.right for each in every]), _mean([each.guess for each in every])
    bounds = (rate, *wilson(rate, worth(every, rate)))
    percent, low, high = (_percent(corrected(each, luck)) for each in bounds)
    return Known(people, len(every), percent, low, high)


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
