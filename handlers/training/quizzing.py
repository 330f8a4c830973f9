"""Single questions weeks after a pass: one card at the beginning of a shift, chosen for this person. Past the plant's
cards of the month they wait in one link a week."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks, flows
from handlers.asks import Wanted
from handlers.training import asking, budgeting, climbing
from handlers.training.kinds import QUESTION, WEEK
from models import ask as ask_table
from models import training
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.training import Attempt, TrainingFile
from models.training_paper import Week
from rules.plant import Person
from rules.training.choosing import WEEK as A_WEEK
from rules.training.choosing import Candidate, Chosen, draw_one, in_turn, unseen
from rules.training.courses import is_final
from rules.training.papers import score

# As many questions as one weekly link holds.
MOST = 7
# A link is not asked for again on the very day on which the last one ends.
WEEKLY = A_WEEK - timedelta(hours=12)
OVER = Answer("这周的题不用答了。发「学习」看现在怎样。", "info")


def give(file: TrainingFile, now: datetime, *, wanted: bool = False) -> bool:
    """Asks the next question that is due of a locked file; says whether a card goes out. wanted: he asked for it, so
    that the month's cards do not matter. Where the plant wants none, only the tests come that chance has drawn: they
    are few, and without them nobody would know what is still known."""
    if ask_table.open_about(file.subject, QUESTION, WEEK):
        return False
    none = budgeting.chosen() == 0
    card = wanted or none or budgeting.left(file, now) > 0
    if not card and not _weekly_is_due(file, now):
        return False
    turn = [each for each in in_turn(_candidates(file, now), now) if each.kind == climbing.TEST or not none]
    if not turn:
        return False
    if card:
        asking.ask(_drawn(file, turn[0], now), 0, now, why=turn[0].why)
    else:
        _gather(file, turn[:MOST], now)
    return True


def answer(action: Action, ask: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """An answer on the page of the weekly link: `{attempt, letters}`."""
    wanted = Week.of(ask).attempts
    attempt = Attempt.get_or_none(Attempt.id == _whole(action.data.get("attempt")))
    if ask.state not in MOVABLE or attempt is None or attempt.id not in wanted:
        return OVER
    if attempt.outcome:
        return asking.answered(attempt, 0) if attempt.paper.answers else asking.GONE
    attempt.learning.file = file
    told = asking.take(action, ask, attempt, 0, person, now)
    left = open_of(ask)
    if told.tone != "stop" and not left:
        right = {str(each.id): each.outcome == "right" for each in papers_of(ask) if each.paper.answers}
        outcome = Outcome(result="answered", by=person.id, at=now, words=f"答完了，对 {score(right)}")
        asks.close(ask, "done", now, outcome)
    return told


def step(file: TrainingFile, ask: Ask, name: str, now: datetime) -> None:
    """A week is over: what he did not answer says nothing, and is asked again."""
    if name == "expire":
        asks.close(ask, "expired", now, Outcome.over("过了一周，没答的下次再问", now))
        for attempt in open_of(ask):
            attempt.learning.file = file
            _, lesson = training.content_of(attempt)
            climbing.judged(attempt, lesson, now)


def unreachable(file: TrainingFile, ask: Ask, words: str, now: datetime) -> None:
    """The link waits; it ends by itself after a week."""


def papers_of(ask: Ask) -> list[Attempt]:
    """The questions of a weekly link, in their order."""
    return list(Attempt.select().where(Attempt.id.in_(list(Week.of(ask).attempts))).order_by(Attempt.id))


def open_of(ask: Ask) -> list[Attempt]:
    return [each for each in papers_of(ask) if not each.outcome]


def _gather(file: TrainingFile, turn: Sequence[Chosen], now: datetime) -> None:
    attempts = tuple(_drawn(file, each, now).id for each in turn)
    why = "这个月的单题卡用完了，题放在一起，有空一次答完"
    data = Week(attempts=attempts)
    asks.open_ask(file.subject, Wanted(WEEK, file.person, [why], stage="week", expires_at=now + WEEKLY, data=data), now)


def _weekly_is_due(file: TrainingFile, now: datetime) -> bool:
    """Whether none was sent within a week."""
    sent = ask_table.about(file.subject, WEEK)
    return not sent or sent[-1].opened_at <= now - WEEKLY


def _drawn(file: TrainingFile, chosen: Chosen, now: datetime) -> Attempt:
    learning = training.lesson(file, chosen.lesson)
    found = training.content(learning, now) if learning else None
    if learning is None or found is None:
        raise LookupError(chosen.lesson)
    seed, seen = secrets.token_hex(8), _seen(training.attempts(learning))
    drawn = draw_one(found[1].questions, chosen.kind, seen, seed)
    return asking.single(learning, found[1], chosen.kind, drawn, seed, now)


def _candidates(file: TrainingFile, now: datetime) -> Iterator[Candidate]:
    plant = book(now).plant
    known = [each for each in training.lessons(file) if each.state == "passed" and not is_final(each.lesson)]
    if not known or not plant.knows(file.person):
        return
    met = flows.here().lately(plant.person(file.person), now - A_WEEK, now)
    papers = training.papers(file)
    for each in known:
        found = training.content(each, now)
        if found is None:
            continue
        course, lesson = found
        mine = papers.get(each.id, [])
        seen = _seen(mine)
        words = next((met[kind] for kind in course.about if kind in met), "")
        wrong, left = not all(seen.values()), bool(unseen(lesson.questions, seen))
        asked = max((one.opened_at for one in mine), default=now)
        yield Candidate(each.lesson, each.asked_at, each.test_at, words, wrong, asked, left)


def _seen(papers: Sequence[Attempt]) -> dict[str, bool]:
    """The questions that he saw, those shown longest ago first, and whether each was right when it came last; what he
    did not answer was not wrong."""
    seen: dict[str, bool] = {}
    for attempt in papers:
        for question, right in attempt.paper.right.items():
            seen.pop(question, None)
            seen[question] = right or question not in attempt.paper.answers
    return seen


def _whole(given: object) -> int:
    return given if isinstance(given, int) and not isinstance(given, bool) else 0
