"""Whom the safety head let do one part of one permit without a course: what was asked, and what came of it.

A request has no permit yet: until it is sent, what was granted for it stands in the answered asks alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models import ask as asks
from models import matter
from models.answered import Outcome, Proven
from models.ask import Ask
from models.permit_asks import Pardon
from models.permit_work import LetIn
from models.subject import Subject

KIND = "permit.let_in"
GRANTED, REFUSED = "let_in", "kept_out"


def stage(request: Ask | None) -> str:
    """The group of asks that were made for one request; all of a permit that is there are one group."""
    return f"let_in/{request.id if request else 0}"


def in_case(subject: Subject, request: Ask | None) -> list[Ask]:
    """Every ask that was made for the permit of this subject, and for the request that it was before."""
    before = asks.in_stage(request.subject, stage(request)) if request else []
    return [*before, *asks.in_stage(subject, stage(None))]


def decided_since(moment: datetime) -> Iterator[Ask]:
    """Every ask of this kind, of whatever matter, that was granted or refused from this moment on."""
    yield from Ask.select().where(Ask.kind == KIND, Ask.state == "done", Ask.closed_at >= moment).order_by(Ask.id)


def asked_by(person: str, since: datetime) -> int:
    """How many of these questions came from this person after this moment."""
    made = Ask.select(Ask.data).where(Ask.kind == KIND, Ask.opened_at > since)
    return sum(Pardon.of(each).asked_by == person for each in made)


def granted(request: Ask) -> tuple[LetIn, ...]:
    """Who was let in for the permit that this request asks for."""
    return tuple(filter(None, map(of_ask, asks.in_stage(request.subject, stage(request)))))


def of_ask(ask: Ask) -> LetIn | None:
    """What was granted by this ask; None while nobody has, or when it was refused."""
    given, asked = Proven.of(ask), Pardon.of(ask)
    if ask.state != "done" or given.result != GRANTED or given.at is None:
        return None
    return LetIn(
        person=asked.person,
        role=asked.role,
        area=asked.area,
        courses=asked.courses,
        reason=given.reason,
        by=ask.person,
        at=given.at,
        png=given.signature,
        ask=ask.id,
    )


def permit_of(ask: Ask) -> str:
    """The number of the permit for which it was asked; empty while a request has not become one."""
    wish = Pardon.of(ask)
    if not wish.request:
        return matter.number_of(ask.subject)
    asked = asks.find(wish.request)
    return Outcome.of(asked).permit if asked else ""


def between(first: datetime, last: datetime) -> Iterator[Ask]:
    """Every ask of this kind that was made from `first` to before `last`, the oldest first."""
    made = Ask.select().where(Ask.kind == KIND, Ask.opened_at >= first, Ask.opened_at < last)
    yield from made.order_by(Ask.opened_at, Ask.id)
