"""What a plan is expected to send in a month, before it runs: cards, calls of the platform and messages in chats.

It counts what people who know nine of ten questions and learn in time bring about: lessons and their questions, more
tries, the card of whoever helps, the final draws of courses, single questions, weekly links past them, certificates
that end.
Reminders of those who do not learn come on top. Each card is one call and one message, and one more call when it
shows its answer. Nobody gets more than a lesson or a single question a day. A card carries the page and the paper of
one person, so that no call carries several people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import comb
from typing import Literal

from rules.training.ladder import TESTED, TESTS
from rules.training.simulation import bought
from rules.training.tries import MOST_TRIES

Name = Literal["wecom", "dingtalk"]
# Shifts of a month on which a lesson may come.
SHIFTS = 22
CALLS_A_CARD = 2
MONTHS = 12
# How much a careful worker knows (training.md §3), and how many rungs of the ladder are within a month.
KNOWS, RUNGS = 0.9, 2
# Weekly links once the cards of the month are used up: of the first month, of a later one.
LINKS, WEEKS = 2, 52 / 12


@dataclass(frozen=True)
class Quiz:
    """The questions of a lesson, how many of them must be right, and for how many months a pass holds."""

    size: int
    least: int
    months: int = MONTHS

    @property
    def cards(self) -> float:
        """Of a lesson until it is passed: itself and its questions with each try, then whoever helps."""
        passes = at_least(self.least, self.size)
        fails = [(1 - passes) ** failed for failed in range(MOST_TRIES + 1)]
        return sum(fails[:MOST_TRIES]) * (1 + self.size) + fails[MOST_TRIES]


@dataclass(frozen=True)
class Final:
    """The final draw of a course, which comes where fewer than `enough` of the `firsts` questions of its lessons were
    right at the first attempt."""

    quiz: Quiz
    firsts: int
    enough: int

    @property
    def cards(self) -> float:
        """What it sends, as likely as it comes."""
        return (1 - at_least(self.enough, self.firsts)) * self.quiz.cards


@cache
def at_least(least: int, size: int) -> float:
    """How likely so many of so many questions are right."""
    return sum(comb(size, n) * KNOWS**n * (1 - KNOWS) ** (size - n) for n in range(least, size + 1))


@dataclass(frozen=True)
class Planned:
    """Somebody with something to learn. quizzes, minutes: of each of his lessons; finals: of his courses; certificates:
    messages about those that end within a month."""

    platform: Name
    quizzes: Sequence[Quiz]
    minutes: Sequence[int]
    certificates: int = 0
    finals: Sequence[Final] = ()

    @property
    def to_pass(self) -> float:
        """The cards until he has passed all of it."""
        return sum(each.cards for each in self.quizzes) + sum(each.cards for each in self.finals)


@dataclass(frozen=True)
class Month:
    """What a platform's people get in the first month, and in a month after all lessons are passed."""

    platform: Name
    people: int
    first: int
    later: int

    @property
    def first_calls(self) -> int:
        return CALLS_A_CARD * self.first

    @property
    def later_calls(self) -> int:
        return CALLS_A_CARD * self.later


def months(people: Iterable[Planned], cards: int) -> tuple[Month, ...]:
    """cards: single questions a person and month."""
    by_platform: dict[Name, list[Planned]] = defaultdict(list)
    for each in people:
        by_platform[each.platform].append(each)
    return tuple(_month(platform, found, cards) for platform, found in by_platform.items())


def _month(platform: Name, people: Sequence[Planned], cards: int) -> Month:
    first, later = sum(_first(each, cards) for each in people), sum(_later(each, cards) for each in people)
    return Month(platform, len(people), round(first), round(later))


def _first(one: Planned, cards: int) -> float:
    """Single questions come on shifts that are left of the lessons; without them the drawn tests, of which the soonest
    are within the month."""
    lessons = one.quizzes[:SHIFTS]
    due = min(SHIFTS - len(lessons), RUNGS * len(lessons))
    tests = 0 if cards else min(SHIFTS - len(lessons), TESTED * len(lessons) / len(TESTS))
    links = LINKS if due > cards > 0 else 0
    share = len(lessons) / len(one.quizzes) if one.quizzes else 0
    finals = share * sum(each.cards for each in one.finals)
    return sum(each.cards for each in lessons) + finals + min(cards, due) + links + tests + one.certificates


def _later(one: Planned, cards: int) -> float:
    """Single questions, or the drawn tests alone, and each lesson again when its pass ends."""
    a_year = bought(len(one.quizzes), cards).a_year
    links = WEEKS if 0 < MONTHS * cards <= a_year + 1 else 0
    tests = 0 if cards else TESTED * sum(1 / each.months for each in one.quizzes)
    again = sum(each.cards / each.months for each in one.quizzes)
    return a_year / MONTHS + links + tests + again + sum(each.cards / each.quiz.months for each in one.finals)
