"""A paper: which questions, in which order, with which options where; and whether it is passed (training.md §3–5).

It follows from a seed, so that exactly what was shown can be shown again. The letters that people see are those of the
paper; what is right is compared by the option itself, never by its letter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from rules.training.courses import SPARES_FROM, UNSEEN, Question, drawable

LETTERS = "ABCDEFGH"
# The options of a question that asks whether something is true, in the order in which they always stand.
TRUE_FALSE = ("对", "错")
# Three tries of three, five questions later, and those kept.
GOOD_POOL = 18
# More objectives than this are no longer what a lesson of a few minutes teaches.
MOST_OBJECTIVES = 3
# What a card can carry: of one option, of a question with its options, and the options' buttons.
MOST_OPTION, MOST_QUESTION, MOST_OPTIONS = 20, 150, 6

# How long the page of a question waits for its answer, of one with several right options, and how much longer what was
# chosen in time may be under way.
LIMIT_S, SEVERAL_S, UNDER_WAY_S = 60, 90, 5


def least_pool(size: int) -> int:
    """How many questions a lesson needs, so that none comes in two tries in a row, and those kept are never shown."""
    return max(SPARES_FROM, 2 * size + UNSEEN)


@dataclass(frozen=True)
class Asked:
    """One question of a paper. order: the options' own ids as they stand under A, B, C, …"""

    question: str
    order: tuple[str, ...]

    def options(self, letters: Collection[str]) -> frozenset[str]:
        """The options under these letters. Raises ValueError for a letter that this question has not."""
        shown = dict(zip(LETTERS, self.order, strict=False))
        if unknown := sorted({*letters} - {*shown}):
            raise ValueError(f"no option {unknown[0]}")
        return frozenset(shown[letter] for letter in letters)

    def letters(self, options: Collection[str]) -> str:
        """Under which letters these options stand, in order."""
        return "".join(letter for letter, option in zip(LETTERS, self.order, strict=False) if option in options)


@dataclass(frozen=True)
class Choice:
    """An option of a question as it stands on a paper. letter: what a tap on it sends; name: what the button says;
    words: its text; line: how it stands among the others."""

    letter: str
    name: str
    option: str
    words: str

    @property
    def line(self) -> str:
        return self.words if self.name == self.words else f"{self.name}：{self.words}"


def is_true_false(question: Question) -> bool:
    """Whether it asks if something is true, in these words."""
    return question.type == "judge" and sorted(question.options.values()) == sorted(TRUE_FALSE)


def choices(asked: Asked, question: Question) -> tuple[Choice, ...]:
    """Its options in the order in which people see them: 对 before 错, also on a paper that was drawn otherwise."""
    found = [(letter, each, question.options[each]) for letter, each in zip(LETTERS, asked.order, strict=False)]
    if not is_true_false(question):
        return tuple(Choice(letter, letter, each, words) for letter, each, words in found)
    found.sort(key=lambda each: TRUE_FALSE.index(each[2]))
    return tuple(Choice(letter, words, each, words) for letter, each, words in found)


def named(asked: Asked, question: Question, options: Collection[str]) -> str:
    """What the buttons of these options say: AC, or 对."""
    return "".join(each.name for each in choices(asked, question) if each.option in options)


def order(question: Question, chance: Random) -> tuple[str, ...]:
    """Its options as they stand on a paper: shuffled, but not where they are 对 and 错."""
    shuffled = chance.sample(sorted(question.options), len(question.options))
    if is_true_false(question):
        shuffled.sort(key=lambda each: TRUE_FALSE.index(question.options[each]))
    return tuple(shuffled)


def draw(pool: Sequence[Question], size: int, seed: str, shown: Sequence[Collection[str]] = ()) -> tuple[Asked, ...]:
    """So many questions of the pool, of each objective one at least: first those never shown, then those shown longest
    ago. seed: any text; the same gives the same; shown: the questions of each paper before, the oldest first.

    Raises ValueError where the pool is too small."""
    chance = Random(seed)
    questions = drawable(pool)
    if len(questions) < size:
        raise ValueError(f"{size} questions wanted, {len(questions)} in the pool")
    shuffled = chance.sample(list(questions), len(questions))
    newest = {name: place for place, paper in enumerate(shown, 1) for name in paper}
    shuffled.sort(key=lambda question: newest.get(question.id, 0))
    return tuple(Asked(each.id, order(each, chance)) for each in _of_each(shuffled, size, newest))


def _of_each(turn: Sequence[Question], size: int, newest: Mapping[str, int]) -> list[Question]:
    """The first of each objective, as far as so many questions allow. The others come from the objective that has most
    left of those shown least lately, so that none has run out by the next try."""
    first: dict[str, Question] = {}
    for each in turn:
        first.setdefault(each.objective, each)
    taken = [*first.values()][:size]
    while len(taken) < size:
        left = [each for each in turn if each not in taken]
        oldest = [each for each in left if newest.get(each.id, 0) == newest.get(left[0].id, 0)]
        many = Counter(each.objective for each in oldest)
        taken.append(max(oldest, key=lambda each: many[each.objective]))
    return sorted(taken, key=turn.index)


def is_right(question: Question, options: Collection[str]) -> bool:
    """Only the exact set counts: half of it would hide a dangerous half-knowledge."""
    return frozenset(options) == frozenset(question.answer)


def limit_s(question: Question) -> int:
    """How many seconds its page has."""
    return SEVERAL_S if question.type == "multiple" else LIMIT_S


def is_over(question: Question, gone_s: float, *, chosen: bool) -> bool:
    """Whether an answer comes too late so many seconds after its page was opened. chosen: whether it chooses
    anything."""
    return gone_s >= limit_s(question) + (UNDER_WAY_S if chosen else 0)


def passes(right: Sequence[bool], critical: Sequence[bool], share: Fraction) -> bool:
    """Whether a paper is passed: enough right answers, and none of the critical questions wrong."""
    missed = any(red and not ok for red, ok in zip(critical, right, strict=True))
    return not missed and Fraction(sum(right), len(right)) >= share


def though_enough(right: Mapping[str, bool], share: Fraction) -> str:
    """Why a paper failed of which enough is right, as it is told before 没过; empty where too few are right."""
    enough = Fraction(sum(right.values()), len(right)) >= share
    return "有红线题没答对，" if enough else ""


def least_right(size: int, share: Fraction) -> int:
    """How many of so many must be right."""
    return -(-size * share.numerator // share.denominator)


def score(right: Mapping[str, bool]) -> str:
    """2/3, as it is told."""
    return f"{sum(right.values())}/{len(right)}"
