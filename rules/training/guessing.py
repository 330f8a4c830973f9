"""Who knows nothing and guesses: at random, or by how the options look. Of each kind at most 6 % may pass a lesson.

A guesser names the answers that look equally good to him, and gives one of them.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import comb
from typing import TypeVar

from rules.training.courses import Lesson, PassRule, Question, drawable
from rules.training.papers import TRUE_FALSE, is_right, is_true_false, least_right
from rules.training.tries import MOST_TRIES

MOST_LUCKY = Fraction(6, 100)
Answers = Sequence[frozenset[str]]
Guesser = Callable[[Question], Answers]
Key = TypeVar("Key")


def at_random(question: Question) -> Answers:
    """Any option, or any set of them where several may be right."""
    sizes = range(1, len(question.options) + 1) if question.type == "multiple" else (1,)
    return [frozenset(each) for size in sizes for each in combinations(question.options, size)]


def same_letter(question: Question) -> Answers:
    """Always A. Options are shuffled, so this may be any of them; where several are right it never is. 对 stands first
    always."""
    return _always(TRUE_FALSE[0], question)


def second_letter(question: Question) -> Answers:
    """Always B, which is 错 where something is true or not."""
    return _always(TRUE_FALSE[1], question)


def longest(question: Question) -> Answers:
    """The longest option; where several may be right, all but the shortest."""
    return _all_but(question, -1) if question.type == "multiple" else _of_rank(question, 0)


def second_longest(question: Question) -> Answers:
    """The longest but one: he has heard that the longest is often a trap."""
    return at_random(question) if question.type == "multiple" else _of_rank(question, 1)


def second_shortest(question: Question) -> Answers:
    """The shortest but one."""
    return at_random(question) if question.type == "multiple" else _of_rank(question, -2)


def shortest(question: Question) -> Answers:
    """The shortest option; where several may be right, all but the longest."""
    return _all_but(question, 0) if question.type == "multiple" else _of_rank(question, -1)


def numbered(question: Question) -> Answers:
    """An option with a number in it, where there is one."""
    with_number = [name for name, words in question.options.items() if re.search(r"\d", words)]
    return _each(with_number) if with_number and question.type != "multiple" else at_random(question)


# Each with what it does, and what helps against it, in words for the safety office.
GUESSERS: Mapping[Guesser, tuple[str, str]] = {
    at_random: ("乱选", "加错的选项"),
    same_letter: ("都选同一个字母、都选“对”", "加错的选项；判断题对、错各一半"),
    second_letter: ("都选第二个、都选“错”", "加错的选项；判断题对、错各一半"),
    longest: ("挑最长的选项（多选去掉最短的）", "把错的写长一点，或把对的写短"),
    second_longest: ("挑第二长的选项", "让对的有长有短"),
    second_shortest: ("挑第二短的选项", "让对的有长有短"),
    shortest: ("挑最短的选项（多选去掉最长的）", "把对的写长一点，或把错的写短"),
    numbered: ("挑有数字的选项", "给错的也写上数字"),
}


def lucky(rule: PassRule, lesson: Lesson, guesser: Guesser) -> float:
    """The share of such guessers who pass the lesson within its tries."""
    by_objective: dict[str, list[Question]] = {}
    for question in drawable(lesson.questions):
        by_objective.setdefault(question.objective, []).append(question)
    pools = list(by_objective.values())
    least = least_right(rule.quiz_size, rule.share)
    passing = 0.0
    for asked, papers in _split([len(pool) for pool in pools], rule.quiz_size).items():
        right = {0: papers}  # by how many are right so far
        for pool, size in zip(pools, asked, strict=True):
            right = _with(right, _right(pool, size, guesser))
        passing += sum(share for number, share in right.items() if number >= least)
    return 1 - (1 - passing) ** MOST_TRIES


def _split(pools: Sequence[int], size: int) -> dict[tuple[int, ...], float]:
    """How many questions of each objective a paper has (`papers.draw`), with the share of such papers. No lesson has
    more objectives than a paper has questions: the check of courses sees to it."""
    ways = {tuple(1 for _ in pools): 1.0}
    for _ in range(size - len(pools)):
        after: dict[tuple[int, ...], float] = {}
        for asked, share in ways.items():
            left = [all_ - one for all_, one in zip(pools, asked, strict=True)]
            fullest = [place for place, many in enumerate(left) if many == max(left)]
            for place in fullest:
                _add(after, (*asked[:place], asked[place] + 1, *asked[place + 1 :]), share / len(fullest))
        ways = after
    return ways


def _right(pool: Sequence[Question], size: int, guesser: Guesser) -> dict[int, float]:
    """Of so many drawn from these, the share of papers by how many are right, without those on which a critical one is
    wrong."""
    ways = {(0, 0): 1.0}  # by how many of the questions so far are asked, and how many of them right
    for question in pool:
        chance = _chance(question, guesser)
        after = dict(ways)
        for (asked, right), share in ways.items():
            _add(after, (asked + 1, right + 1), share * chance)
            if not question.critical:
                _add(after, (asked + 1, right), share * (1 - chance))
        ways = after
    return {right: share / comb(len(pool), size) for (asked, right), share in ways.items() if asked == size}


def _with(one: Mapping[int, float], other: Mapping[int, float]) -> dict[int, float]:
    both: dict[int, float] = {}
    for (right, share), (more, its) in product(one.items(), other.items()):
        _add(both, right + more, share * its)
    return both


def easiest(lesson: Lesson, guesser: Guesser) -> list[Question]:
    """The questions of the pool by how often such a guesser is right, those first that he knows best."""
    return sorted(drawable(lesson.questions), key=lambda each: -_chance(each, guesser))


def _chance(question: Question, guesser: Guesser) -> float:
    answers = guesser(question)
    return sum(is_right(question, each) for each in answers) / len(answers)


def _add(ways: dict[Key, float], key: Key, share: float) -> None:
    ways[key] = ways.get(key, 0.0) + share


def _always(word: str, question: Question) -> Answers:
    names = [name for name, words in question.options.items() if words == word]
    return _each(names if is_true_false(question) else question.options)


def _of_rank(question: Question, rank: int) -> Answers:
    """Each option that is as long as the one in this place, the longest being 0."""
    length = sorted(map(len, question.options.values()), reverse=True)[rank]
    return _each([name for name, words in question.options.items() if len(words) == length])


def _all_but(question: Question, rank: int) -> Answers:
    return [frozenset(question.options) - left_out for left_out in _of_rank(question, rank)]


def _each(names: Collection[str]) -> Answers:
    return [frozenset({name}) for name in names]
