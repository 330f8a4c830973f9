"""A house and its people in virtual time: the clock takes each step when it is due, cards arrive at once, whoever is
asked to learn reads and answers some minutes later, and whoever is to help does so within a day. No doors, no
processes, no waiting."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any, cast

from bot.channel import Action, Channel, Receipt
from handlers.clock import BATCH, tick
from handlers.dispatch import dispatch
from models import plant_time, training, turns
from models.ask import MOVABLE, Ask
from models.book import book
from models.delivery import Delivery
from models.kept import Given, Kept
from models.training import Attempt
from models.training_paper import Lesson, Question
from rules.training.papers import LETTERS
from workers.deliver import deliver

BASE = "http://127.0.0.1:9"
LESSON, QUESTION, COACH = "training.lesson", "training.question", "training.coach"
# How many of a hundred answers are right, and in how many minutes people look at a card.
RIGHT = 0.9
LESSON_WITHIN, QUESTION_WITHIN, COACH_WITHIN = (5, 240), (1, 30), (60, 1380)
SETTLED = timedelta(seconds=2)
Act = Callable[[datetime], None]


class Platform:
    """Takes everything at once, and counts it. pushed: messages in chats; called: these, and repaints."""

    calls = False

    def __init__(self) -> None:
        self.pushed = self.called = 0

    def send(
        self, account: str, body: object, *, card: str, purpose: str, urgent: bool, perhaps: bool = False
    ) -> Receipt:
        self._count()
        return Receipt(card, {"response_code": "x"})

    def update(self, account: str, receipt: Receipt, body: object, *, purpose: str, urgent: bool) -> Receipt:
        self.called += 1
        return receipt

    def text(self, account: str, words: str, link: str, *, key: str, purpose: str, urgent: bool) -> Receipt:
        self._count()
        return Receipt(key)

    def _count(self) -> None:
        self.pushed, self.called = self.pushed + 1, self.called + 1


# Written once, so that what is measured is the house.
@Kept
def _next_asks() -> Any:
    return Ask.select(Ask.next_at).where(Ask.next_at.is_null(False)).order_by(Ask.next_at).limit(1)


@Kept
def _next_cards() -> Any:
    return (
        Delivery.select(Delivery.not_before).where(Delivery.state == "waiting").order_by(Delivery.not_before).limit(1)
    )


@Kept
def _opened() -> Any:
    return Ask.select().where(Ask.id > Given(Ask.id), Ask.kind.in_((LESSON, QUESTION, COACH))).order_by(Ask.id)


@dataclass
class Rehearsal:
    """people: whose acts are drawn from `seed`; `acts`: how many there were so far."""

    seed: int
    acts: int = 0
    _planned: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _seen: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self.platform = Platform()
        channel = cast(Channel, self.platform)
        self._channels = {"wecom": channel, "dingtalk": channel}

    def until(self, end: datetime, now: datetime) -> None:
        """Lets plant time pass from `now` to `end`."""
        while now <= end:
            self._turn(now)
            now = max(now + timedelta(seconds=1), self._next(end))

    def _turn(self, now: datetime) -> None:
        plant_time.set_clock(now, 0, plant_time.real_now())
        while tick(now) == BATCH:
            pass
        while self._planned and self._planned[0][0] <= now:
            heapq.heappop(self._planned)[2](now)
        self._deliver(now)
        self._notice(now)

    def _next(self, end: datetime) -> datetime:
        """When something is to be done next; after the end if nothing is."""
        moments = [end + timedelta(seconds=1), *(each[0] for each in self._planned[:1])]
        moments += [row.next_at for row in _next_asks.rows(Ask)]
        moments += [row.not_before for row in _next_cards.rows(Delivery)]
        return min(moments)

    def _deliver(self, now: datetime) -> None:
        real = plant_time.real_now() + SETTLED
        while any(row.not_before <= now for row in _next_cards.rows(Delivery)):
            rows = [row for platform in self._channels for row in turns.due(now, real, platform)]
            for row in rows:
                deliver(row.id, self._channels, BASE, now, real)
            if not rows:
                break

    def _notice(self, now: datetime) -> None:
        """Whoever has a new lesson or question plans to look at it."""
        for ask in _opened.rows(Ask, id=self._seen):
            self._seen = ask.id
            if ask.kind == LESSON:
                self._plan(now, LESSON_WITHIN, partial(self._reads, ask))
            elif ask.kind == QUESTION:
                self._plan(now, QUESTION_WITHIN, partial(self._answers, ask))
            else:
                self._plan(now, COACH_WITHIN, partial(self._helps, ask))

    def _plan(self, now: datetime, within: tuple[int, int], act: Act) -> None:
        moment = now + timedelta(minutes=self._chance.randint(*within))
        heapq.heappush(self._planned, (moment, next(self._numbers), act))

    def _reads(self, ask: Ask, now: datetime) -> None:
        file = training.of_person(ask.person)
        learning = training.lesson(file, Lesson.of(ask).lesson) if file else None
        found = training.content(learning, now) if learning else None
        if found is None or not self._open(ask):
            return
        self._act(ask, "page", "training.beat", now, data={"at": 1, "seconds": 0})
        minutes = found[1].minutes
        told = {"at": 99, "seconds": minutes * 60, "watched": "0-300"}
        self._plan(now, (minutes, minutes), lambda at: self._act(ask, "page", "training.learned", at, data=told))

    def _answers(self, ask: Ask, now: datetime) -> None:
        paper = Attempt.get_or_none(Attempt.id == Question.of(ask).attempt)
        if paper is None or not self._open(ask):
            return
        shown = paper.paper.questions[Question.of(ask).place]
        question = training.content_of(paper)[1].question(shown.question)
        if question is None:
            raise LookupError(shown.question)
        right = shown.asked.letters(question.answer)
        letters = right if self._chance.random() < RIGHT else next(each for each in LETTERS if each != right)
        if question.type == "multiple":
            self._act(ask, "page", "training.answer", now, data={"letters": letters})
        else:
            self._act(ask, "tap", letters.lower(), now)

    def _helps(self, ask: Ask, now: datetime) -> None:
        if self._open(ask):
            self._act(ask, "tap", "coached", now)

    def _open(self, ask: Ask) -> bool:
        return Ask.get_by_id(ask.id).state in MOVABLE

    def _act(self, ask: Ask, kind: Any, name: str, now: datetime, data: dict[str, Any] | None = None) -> None:
        person, self.acts = book(now).plant.person(ask.person), self.acts + 1
        action = Action(f"rehearsal:{self.acts}", person.platform, person.account, kind, name, ask.id, data=data or {})
        dispatch(action, now, plant_time.real_now())
