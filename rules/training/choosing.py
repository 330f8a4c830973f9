"""Which lesson the next single question is about, and which question (training.md §6).

A drawn test comes first, because it is drawn. Of what the ladder wants, that comes first which touches what the person
does at present, then what he got wrong, then what has waited longest. Where the ladder wants nothing, what touches the
week's work comes sooner, once a week at most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from rules.training.courses import Question, drawable, spared
from rules.training.papers import Asked
from rules.training.papers import order as placed

Kind = Literal["later", "test"]
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Candidate:
    """A passed lesson. due, test: when the ladder and the drawn test want it; met: what the person has to do with it at
    present, in words to him; wrong: whether he got one of its questions wrong when it came last; asked: when it was
    asked about last; unseen: whether a question is left that he has never seen."""

    lesson: str
    due: datetime | None
    test: datetime | None
    met: str
    wrong: bool
    asked: datetime
    unseen: bool


@dataclass(frozen=True)
class Chosen:
    lesson: str
    kind: Kind
    why: str


def choose(candidates: Iterable[Candidate], now: datetime) -> Chosen | None:
    """The next one; None where nothing is to be asked now."""
    return next(iter(in_turn(candidates, now)), None)


def in_turn(candidates: Iterable[Candidate], now: datetime) -> list[Chosen]:
    """What is to be asked now, the first first."""
    every = list(candidates)
    tests = [each for each in every if each.test is not None and each.test <= now and each.unseen]
    named = {each.lesson for each in tests}
    due = [each for each in every if each.due is not None and each.due <= now and each.lesson not in named]
    due.sort(key=lambda each: (not each.met, not each.wrong, each.due or now))
    found = [Chosen(each.lesson, "test", "抽到你：看看学过的还记得吗") for each in tests]
    found += [Chosen(each.lesson, "later", _why(each)) for each in due]
    sooner = [each for each in every if each.met and each.asked <= now - WEEK]
    if not found and sooner:
        first = min(sooner, key=lambda each: (not each.wrong, each.asked))
        found = [Chosen(first.lesson, "later", first.met)]
    return found


def _why(each: Candidate) -> str:
    return each.met or ("这一课你答错过" if each.wrong else "隔几天问一题，免得忘")


def unseen(pool: Sequence[Question], seen: Collection[str]) -> list[Question]:
    """The questions kept for the test that this person has not seen."""
    return [each for each in spared(pool) if each.id not in seen]


def draw_one(pool: Sequence[Question], kind: Kind, seen: Mapping[str, bool], seed: str) -> Asked:
    """One question of a lesson's pool. seen: whether each was right when it came last, the oldest first; seed: any
    text. What was wrong comes first, then what was never shown, then what was shown longest ago.

    Raises ValueError for a test for which nothing unseen is left."""
    chance = Random(seed)
    if kind == "test":
        left = unseen(pool, seen)
        if not left:
            raise ValueError("no question is left that he has not seen")
        question = chance.choice(left)
    else:
        order = list(seen)
        shuffled = chance.sample(list(drawable(pool)), len(drawable(pool)))
        question = min(shuffled, key=lambda each: _turn(each.id, seen, order))
    return Asked(question.id, placed(question, chance))


def _turn(name: str, seen: Mapping[str, bool], order: Sequence[str]) -> tuple[int, int]:
    if name not in seen:
        return 1, 0
    return (2, order.index(name)) if seen[name] else (0, order.index(name))
