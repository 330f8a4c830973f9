"""What phone pages and console say alike of the training as a whole."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import training
from models.book import Book, name_of
from models.training import Attempt, Learning
from rules.phrases import day_words, of_house, record_words
from rules.training.courses import Question
from rules.training.matrix import needs
from rules.training.papers import Asked, choices


@dataclass(frozen=True)
class Mistake:
    """stem: the question; given: what he chose, empty where time ran out; right: what is right, and why."""

    stem: str
    given: str
    right: str
    why: str


def mistakes(learning: Learning, papers: Sequence[Attempt]) -> list[Mistake]:
    """What he got wrong in the tries that failed, for whoever is to explain it to him; a question only once. papers:
    those of this lesson, the oldest first."""
    failed = [each for each in papers if each.kind == "lesson" and each.outcome == "failed"]
    last = failed[-learning.tries :] if learning.tries else []
    found = {each.stem: each for attempt in last for each in _wrong(attempt)}
    return list(found.values())


def _wrong(attempt: Attempt) -> Iterator[Mistake]:
    _, content = training.content_of(attempt)
    for shown in attempt.paper.questions:
        question, given = content.question(shown.question), attempt.paper.answers.get(shown.question)
        if question is None or given is None or given.right:
            continue
        chosen, right = _words(shown.asked, question, given.options), _words(shown.asked, question, question.answer)
        yield Mistake(question.stem, chosen, right, question.explanation)


def _words(asked: Asked, question: Question, options: Collection[str]) -> str:
    return "；".join(each.words for each in choices(asked, question) if each.option in options)


def since(rules: Book) -> str:
    """Since when people are asked to learn and who began it, or who halted it and why."""
    entry = training.changed()
    if entry is None:
        return "还没有开始。"
    line = json.loads(entry.canonical)
    at = record_words(datetime.fromisoformat(line["at"]).astimezone(rules.plant.zone))
    actor = line["actor"]
    who = name_of(rules.plant, actor["person"]) if "person" in actor else f"{of_house(actor)} "
    if entry.kind == "training.begun":
        return f"{at} 由{who}开始。"
    return f"{at} 由{who}停止：{line['data']['reason']}。"


def asked_by(person: str, rules: Book) -> dict[str, str]:
    """Of each course that the matrix asks of him, who wants it and how often; of who has left, none."""
    plant, config = rules.plant, rules.config
    if not plant.knows(person):
        return {}
    wanted = needs(plant.person(person), config.trades.trades, config.courses.courses, plant)
    return {each.course: each.line for each in wanted}


def remembered(learning: Learning, papers: Sequence[Attempt], rules: Book) -> str:
    """How a passed lesson is known since: 过后答对 2/3，12月3日起再问; empty while nothing was asked."""
    ended = [each.outcome for each in papers if each.kind != "lesson" and each.outcome in ("right", "wrong")]
    told = [f"过后答对 {ended.count('right')}/{len(ended)}"] if ended else []
    if learning.state == "passed" and learning.asked_at is not None:
        told.append(f"{day_words(rules.plant.day(learning.asked_at))}起再问一题")
    return "，".join(told)
