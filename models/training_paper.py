"""A paper as it was shown and answered, as kept in its row (`attempt.paper`); what the asks of training show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Self

from models.asked import AskData
from models.stored import NONE, Stored
from rules.training.levels import Part
from rules.training.papers import Asked


class Shown(Stored):
    """A question of a paper. order: the options' ids as they stood under A, B, C, …"""

    question: str
    order: tuple[str, ...]

    @property
    def asked(self) -> Asked:
        return Asked(self.question, self.order)


class Given(Stored):
    """An answer. options: their ids."""

    options: tuple[str, ...]
    right: bool
    at: datetime


class Paper(Stored):
    """seed: from which the questions were drawn; answers: by question. Of a single one weeks after a pass, days: how
    many; taught: how he was taught by then, a key of `rules.training.ways`."""

    seed: str
    questions: tuple[Shown, ...]
    answers: Mapping[str, Given] = NONE
    days: int = 0
    taught: str = ""

    def with_answer(self, question: str, given: Given) -> Self:
        return self.but(answers={**self.answers, question: given})

    @property
    def right(self) -> dict[str, bool]:
        """Whether each question is answered rightly, in the paper's order; what is not answered is not."""
        return {
            each.question: each.question in self.answers and self.answers[each.question].right
            for each in self.questions
        }


class Lesson(AskData):
    """`training.lesson`. again: why he learns it again, empty at first."""

    lesson: str
    again: str = ""


class Question(AskData):
    """`training.question`. attempt: the paper; place: which of its questions, from 0."""

    attempt: int
    place: int


class Coaching(AskData):
    """`training.coach`. person: who is to be helped; lesson: with what."""

    person: str
    lesson: str


class Teaching(AskData):
    """`training.level`. person: who is taught; hours: in 学时, as written; done: how many of them were taught by now;
    practice: what he does himself; topics: what he is told or shown, in words; left: the levels that follow; until: by
    which day."""

    person: str
    level: str
    name: str
    hours: str
    done: str = ""
    practice: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    until: date


class Clearance(AskData):
    """`training.clearance`. person: who is to work alone; part: as what somebody signs, a key of `PARTS`; level: what
    he practises again when he is sent back; until: by which day."""

    person: str
    part: Part
    level: str
    until: date


class Certificate(AskData):
    """`training.certificate`. until: its last day; rung: how many days before it this is told, 0 once it is past."""

    code: str
    until: date
    rung: int


class Week(AskData):
    """`training.week`. attempts: the single questions that wait behind the link."""

    attempts: tuple[int, ...]
