"""How good the questions are, by what people answered to them: how many know them, which say nothing, which have got
around (training.md §5). A flag asks somebody to look; nobody is accused by it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from rules.hazards.figures import wilson

Flag = Literal["few", "everyone", "nobody", "easy", "hard", "jump", "fast", "alike"]
NAMES: dict[Flag, str] = {
    "few": "答的人太少",
    "everyone": "人人都对，分不出谁会",
    "nobody": "没有人对，查答案",
    "easy": "太容易",
    "hard": "太难，查答案和讲解",
    "jump": "第一周以后突然都会了，可能传开了",
    "fast": "好几个人一看就答对，可能传开了",
    "alike": "好几个人错得一模一样，可能抄的",
}
LEAKS: frozenset[Flag] = frozenset({"jump", "fast", "alike"})
LEAST = 10
EASY, HARD = 0.95, 0.30
FIRST_WEEK = timedelta(days=7)
# How many answers before and after the first week, and how far apart at least.
LEAST_EACH_SIDE, JUMP = 8, 0.2
# Nobody reads a question and four options in so short a time.
FAST = timedelta(seconds=3)
FAST_PEOPLE = 3
# People who gave the same wrong answers to the same questions: so many answers, so many people.
ALIKE_WRONG, ALIKE_PEOPLE = 2, 3


@dataclass(frozen=True)
class Answered:
    """An answer. paper: of which paper; first: whether the person had never seen the question; took: from the arrival
    of the card to the answer, None where that is not known."""

    question: str
    person: str
    paper: int
    right: bool
    options: frozenset[str]
    at: datetime
    first: bool
    took: timedelta | None = None


@dataclass(frozen=True)
class Item:
    """asked: first answers; share: of them right, None with too few; low, high: its 95 % interval."""

    question: str
    asked: int
    right: int
    share: float | None
    low: float
    high: float
    flags: tuple[Flag, ...]


def items(answers: Iterable[Answered]) -> dict[str, Item]:
    """By question. Only the first answer of each person counts as its difficulty: later he knows the explanation."""
    every = list(answers)
    by_question: dict[str, list[Answered]] = defaultdict(list)
    for each in every:
        by_question[each.question].append(each)
    copied = _alike(every)
    return {name: _item(name, found, name in copied) for name, found in by_question.items()}


def _item(name: str, found: Sequence[Answered], alike: bool) -> Item:
    first = sorted((each for each in found if each.first), key=lambda each: each.at)
    asked, right = len(first), sum(each.right for each in first)
    share = right / asked if asked else 0.0
    low, high = wilson(share, asked)
    flags = _difficulty(asked, right, low, high)
    if _jumps(first):
        flags.append("jump")
    fast = {each.person for each in found if each.right and each.took is not None and each.took < FAST}
    if len(fast) >= FAST_PEOPLE:
        flags.append("fast")
    if alike:
        flags.append("alike")
    return Item(name, asked, right, share if asked >= LEAST else None, low, high, tuple(flags))


def _difficulty(asked: int, right: int, low: float, high: float) -> list[Flag]:
    if asked < LEAST:
        return ["few"]
    if right == asked:
        return ["everyone"]
    if right == 0:
        return ["nobody"]
    if low > EASY:
        return ["easy"]
    return ["hard"] if high < HARD else []


def _jumps(first: Sequence[Answered]) -> bool:
    """Whether clearly more know it after its first week than in it: the difference exceeds twice its standard error."""
    if not first:
        return False
    end = first[0].at + FIRST_WEEK
    early, late = ([each.right for each in first if (each.at < end) is side] for side in (True, False))
    if min(len(early), len(late)) < LEAST_EACH_SIDE:
        return False
    before, after = (sum(side) / len(side) for side in (early, late))
    error: float = (before * (1 - before) / len(early) + after * (1 - after) / len(late)) ** 0.5
    return after - before >= JUMP and after - before > 2 * error


def _alike(every: Sequence[Answered]) -> frozenset[str]:
    """The questions to which several people gave the same wrong answers, more than one each, in one paper."""
    wrong: dict[tuple[str, int], dict[str, frozenset[str]]] = defaultdict(dict)
    for each in every:
        if not each.right and each.options:
            wrong[each.person, each.paper][each.question] = each.options
    patterns: Mapping[frozenset[tuple[str, frozenset[str]]], set[str]] = defaultdict(set)
    for (person, _), given in wrong.items():
        if len(given) >= ALIKE_WRONG:
            patterns[frozenset(given.items())].add(person)
    counted = Counter({pattern: len(people) for pattern, people in patterns.items()})
    return frozenset(name for pattern, n in counted.items() if n >= ALIKE_PEOPLE for name, _ in pattern)
