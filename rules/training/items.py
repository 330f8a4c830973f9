"""How good the questions are, by what people answered to them: how many know them, which say nothing, which have got
around (training.md §5). A flag asks somebody to look; nobody is accused by it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import StatisticsError, correlation
from typing import Literal

from rules.hazards.figures import wilson
from rules.training.courses import Lesson, in_use

Flag = Literal["few", "everyone", "nobody", "easy", "hard", "key", "blind", "dead", "jump", "fast", "alike"]
NAMES: dict[Flag, str] = {
    "few": "答的人太少",
    "everyone": "人人都对，分不出谁会",
    "nobody": "没有人对，查答案",
    "easy": "太容易",
    "hard": "太难，查答案和讲解",
    "key": "别的题都会的人，这题反而答错：答案可能写错了，请核对",
    "blind": "会的人和不会的人答得差不多，分不出谁会：请改题",
    "dead": "有错的选项没人选，请改写",
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
# How well a question tells people apart: the correlation of its answers with the share that the same people have right
# of other questions. From so many people on, each with so many other answers; below WORTH it tells too little.
LEAST_APART, LEAST_OTHERS, WORTH = 50, 3, 0.15
# A wrong option that hardly anybody takes is none: from so many answers on, of which so many are wrong.
LEAST_TAKEN, LEAST_WRONG, TAKEN = 50, 10, 0.03
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
    """asked: first answers; share: of them right, None with too few; low, high: its 95 % interval; apart: how well it
    tells people apart, from -1 to 1, None with too few; dead: its wrong options that hardly anybody takes."""

    question: str
    asked: int
    right: int
    share: float | None
    low: float
    high: float
    flags: tuple[Flag, ...]
    apart: float | None = None
    dead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reached:
    """How an objective of a lesson is reached: first answers to its questions in use, and how many are right."""

    lesson: str
    words: str
    asked: int
    right: int

    @property
    def share(self) -> float | None:
        """None with too few."""
        return self.right / self.asked if self.asked >= LEAST else None


def reached(lessons: Iterable[Lesson], found: Mapping[str, Item]) -> list[Reached]:
    """Every objective, those first of which least is known; those with too few answers last."""
    every = []
    for lesson in lessons:
        for name, words in lesson.objectives.items():
            asked = [each.id for each in in_use(lesson.questions) if each.objective == name and each.id in found]
            total, right = sum(found[each].asked for each in asked), sum(found[each].right for each in asked)
            every.append(Reached(lesson.title, words, total, right))
    return sorted(every, key=lambda each: (each.share is None, each.share or 0, -each.asked))


def items(answers: Iterable[Answered], wrong: Mapping[str, Collection[str]] | None = None) -> dict[str, Item]:
    """By question. Only the first answer of each person counts as its difficulty: later he knows the explanation.
    wrong: the wrong options of each question, where they are to be looked at."""
    every = list(answers)
    by_question: dict[str, list[Answered]] = defaultdict(list)
    for each in every:
        by_question[each.question].append(each)
    copied, known = _alike(every), _known(every)
    return {
        name: _item(name, found, name in copied, known, (wrong or {}).get(name, ()))
        for name, found in by_question.items()
    }


def _item(
    name: str, found: Sequence[Answered], alike: bool, known: Mapping[str, tuple[int, int]], wrong: Collection[str]
) -> Item:
    first = sorted((each for each in found if each.first), key=lambda each: each.at)
    asked, right = len(first), sum(each.right for each in first)
    share = right / asked if asked else 0.0
    low, high = wilson(share, asked)
    apart, dead = _apart(first, known), _dead(first, wrong)
    flags = _difficulty(asked, right, low, high)
    if apart is not None and apart < WORTH:
        flags.append("key" if apart < 0 and share < HARD else "blind")
    if dead:
        flags.append("dead")
    if _jumps(first):
        flags.append("jump")
    fast = {each.person for each in found if each.right and each.took is not None and each.took < FAST}
    if len(fast) >= FAST_PEOPLE:
        flags.append("fast")
    if alike:
        flags.append("alike")
    return Item(name, asked, right, share if asked >= LEAST else None, low, high, tuple(flags), apart, dead)


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


def _known(every: Iterable[Answered]) -> dict[str, tuple[int, int]]:
    """By person: how many questions he answered for the first time, and how many of them rightly."""
    found: dict[str, tuple[int, int]] = {}
    for each in every:
        if each.first:
            asked, right = found.get(each.person, (0, 0))
            found[each.person] = asked + 1, right + each.right
    return found


def _apart(first: Sequence[Answered], known: Mapping[str, tuple[int, int]]) -> float | None:
    """The point-biserial correlation with what the same people know of other questions; None where too few answered,
    or all of them alike."""
    pairs = []
    for each in first:
        asked, right = known[each.person]
        if asked > LEAST_OTHERS:
            pairs.append((float(each.right), (right - each.right) / (asked - 1)))
    if len(pairs) < LEAST_APART:
        return None
    try:
        return correlation([right for right, _ in pairs], [others for _, others in pairs])
    except StatisticsError:
        return None


def _dead(first: Sequence[Answered], wrong: Collection[str]) -> tuple[str, ...]:
    given = [each for each in first if each.options]
    if len(given) < LEAST_TAKEN or sum(not each.right for each in given) < LEAST_WRONG:
        return ()
    taken = Counter(option for each in given for option in each.options)
    return tuple(sorted(option for option in wrong if taken[option] < TAKEN * len(given)))


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
