"""What people learned, answered and still know, as rows to count: the figures of training are made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from models.ask import Ask
from models.book import Book, book_of
from models.rulebook import base_of
from models.training import Attempt, Learning, TrainingFile
from models.training_paper import Given, Question
from rules.training import courses
from rules.training.items import Answered
from rules.training.known import Sampled, guess

SINGLE = ("later", "test")


@dataclass(frozen=True)
class Standing:
    """A lesson that somebody is to know. attended: he read it to its end; right, asked: of the single questions that he
    answered later."""

    person: str
    lesson: str
    course: str
    attended: bool
    passed: bool
    right: int
    asked: int


@dataclass(frozen=True)
class Drawn:
    """An answer to an unseen question, drawn so many days after the pass. taught: a key of `rules.training.ways`."""

    lesson: str
    course: str
    days: int
    taught: str
    answer: Sampled


def standings() -> list[Standing]:
    """Every lesson that is wanted of somebody who is here."""
    ended: dict[int, list[str]] = defaultdict(list)
    begun: set[int] = set()
    attempts = Attempt.select(Attempt.learning, Attempt.kind, Attempt.outcome).tuples().iterator()
    for learning, kind, outcome in cast("Iterator[tuple[int, str, str]]", attempts):
        begun.add(learning)
        if kind in SINGLE and outcome in ("right", "wrong"):
            ended[learning].append(outcome)
    rows = Learning.select(Learning, TrainingFile).join(TrainingFile)
    return [
        Standing(
            each.file.person,
            each.lesson,
            each.course,
            each.id in begun,
            each.state == "passed",
            ended[each.id].count("right"),
            len(ended[each.id]),
        )
        for each in rows.where(Learning.wanted, TrainingFile.closed_at.is_null()).order_by(Learning.id)
    ]


def tests(since: datetime) -> Iterator[Drawn]:
    """Every answer to a drawn test since that moment, also of people who have left."""
    # Most versions only tell something else of people; their questions are those of their files, read once.
    files = cache(base_of)
    for attempt in _papers(Attempt.kind == "test", Attempt.closed_at >= since):
        learning = attempt.learning
        for question, given in attempt.paper.answers.items():
            found = _question(book_of(files(attempt.rules)), learning.lesson, question)
            if found is not None:
                answer = Sampled(learning.file.person, given.right, guess(found))
                yield Drawn(learning.lesson, learning.course, attempt.paper.days, attempt.paper.taught, answer)


def answered() -> Iterator[Answered]:
    """Every answer to any question, the oldest first; it is the first where the person had not seen it before."""
    arrived = _arrivals()
    seen: set[tuple[str, str]] = set()
    for attempt in _papers():
        person = attempt.learning.file.person
        for place, shown in enumerate(attempt.paper.questions):
            given = attempt.paper.answers.get(shown.question)
            if given is not None:
                first = (person, shown.question) not in seen
                yield _answer(shown.question, person, attempt.id, given, first, arrived.get((attempt.id, place)))
            seen.add((person, shown.question))


def _answer(question: str, person: str, paper: int, given: Given, first: bool, came: datetime | None) -> Answered:
    took = given.at - came if came else None
    return Answered(question, person, paper, given.right, frozenset(given.options), given.at, first, took)


def _papers(*which: Any) -> Iterator[Attempt]:
    rows = Attempt.select(Attempt, Learning, TrainingFile).join(Learning).join(TrainingFile)
    yield from (rows.where(*which) if which else rows).order_by(Attempt.id)


def _arrivals() -> dict[tuple[int, int], datetime]:
    """When the card of which question of which paper reached its person."""
    asked = Ask.select(Ask.data, Ask.delivered_at).where(
        Ask.kind == "training.question", Ask.delivered_at.is_null(False)
    )
    return {(Question.of(each).attempt, Question.of(each).place): each.delivered_at for each in asked}


def _question(rules: Book, lesson: str, name: str) -> courses.Question | None:
    found = rules.config.courses.lesson(lesson)
    return found[1].question(name) if found else None
