"""What must be true of lessons after any number of crashes: one line for each broken promise."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from models import ask as asks
from models import training
from models.ledger import Entry
from models.training import Attempt, Learning, TrainingFile
from rules.training.papers import is_right
from tests.chaos.learners import ToldOfLessons


def broken(told: ToldOfLessons, entries: Iterable[Entry]) -> list[str]:
    entries = list(entries)
    return [*_lost(told, entries), *_doubled(entries), *_passed(entries)]


def _lost(told: ToldOfLessons, entries: list[Entry]) -> Iterator[str]:
    """Everything that somebody was told is taken is in the store as he gave it."""
    for ask in told.learned:
        if (found := asks.find(ask)) is None or found.state != "done":
            yield f"the lesson of ask {ask} was acknowledged as read and is not"
    answers = _answers(entries)
    for asked, letters in told.acknowledged:
        if answers.get(asked) != letters:
            yield f"question {asked} was acknowledged as {letters} and is {answers.get(asked)}"
    for asked, tried in told.given.items():
        # Nothing where its page was too late.
        if answers.get(asked) not in (*tried, ""):
            yield f"question {asked} was answered with {tried} and is {answers.get(asked)}"


def _doubled(entries: list[Entry]) -> Iterator[str]:
    """One plan a person, one paper a reading, one answer a question, one judgement a paper."""
    once = Counter(
        f"question {data['question']} of paper {data['attempt']}" for data in _of(entries, "training.answered")
    )
    once += Counter(f"the paper {data['attempt']}" for data in _of(entries, "training.drawn"))
    once += Counter(f"the file of {file.person}" for file in TrainingFile.select())
    read, papers = len(_of(entries, "training.learned")), len(_of(entries, "training.drawn"))
    if read != papers:
        yield f"{read} lessons were read, {papers} papers were drawn"
    judged = len(_of(entries, "training.passed")) + len(_of(entries, "training.failed"))
    over = Counter(paper.kind == "lesson" for paper in Attempt.select(Attempt.kind).where(Attempt.outcome != ""))
    if judged != over[True]:
        yield f"{over[True]} papers are over, {judged} were judged"
    recalled = len(_of(entries, "training.recalled"))
    if recalled != over[False]:
        yield f"{over[False]} single questions are over, {recalled} were judged"
    yield from (f"{what}: {count} times" for what, count in once.items() if count > 1)


def _passed(entries: list[Entry]) -> Iterator[str]:
    """Whoever passed gave the right letters, as the trail has them, to every question that was drawn for him."""
    answers = _answers(entries)
    for paper in Attempt.select().where(Attempt.outcome == "passed"):
        _, lesson = training.content_of(paper)
        for place, shown in enumerate(paper.paper.questions):
            question = lesson.question(shown.question)
            letters = answers.get((paper.id, place), "")
            if question is None or not letters or not is_right(question, shown.asked.options(letters)):
                yield f"paper {paper.id} passed with {letters!r} for {shown.question}"
    passed = Learning.select().where(Learning.state == "passed", Learning.passed_on.is_null(False)).count()
    if passed < len(_of(entries, "training.passed")):
        yield f"{passed} lessons are passed, the trail says it more often"


def _answers(entries: list[Entry]) -> Mapping[tuple[int, int], str]:
    """The letters of each question by paper and place, as the trail has them."""
    return {(data["attempt"], data["place"] - 1): data["letters"] for data in _of(entries, "training.answered")}


def _of(entries: list[Entry], kind: str) -> list[dict]:
    return [json.loads(entry.canonical)["data"] for entry in entries if entry.kind == kind]
