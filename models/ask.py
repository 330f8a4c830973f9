"""Asks: this person is to do this about that by then. Only `open` and `held` can move, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from peewee import AutoField, BooleanField, CharField, ForeignKeyField

from models.base import JsonField, MomentField
from models.kept import Given, Kept, given
from models.store import is_sqlite
from models.subject import Subject, lock
from models.table import Table

MOVABLE = ("open", "held")


class Ask(Table):
    """stage: group of asks decided together (`1/dual`: version / stage id); slot: which line of it, shared by an
    approver and the substitutes added for them. `next_at` is null once closed: its index holds only open asks."""

    id = AutoField()
    subject_id: int
    kind = CharField(max_length=48)
    subject = ForeignKeyField(Subject, backref="asks", index=False)
    person = CharField(max_length=32, index=True)
    post = CharField(max_length=48, default="")
    stage = CharField(max_length=64, default="", index=True)
    slot = CharField(max_length=64, default="")
    opened_at = MomentField()
    delivered_at = MomentField(null=True)
    due_at = MomentField(null=True)
    next_at = MomentField(null=True, index=True)
    escalation = JsonField(default=list)
    state = CharField(max_length=16, default="open")
    urgent = BooleanField(default=False)
    why = JsonField(default=list)
    rules = CharField(max_length=48, default="")
    data = JsonField(default=dict)
    answer = JsonField(null=True)
    closed_at = MomentField(null=True)

    class Meta:
        indexes = ((("subject", "kind", "state", "person"), False),)


def expiry(ask: Ask) -> datetime | None:
    """When there is no point in asking any more."""
    text = ask.escalation["expires_at"]
    return datetime.fromisoformat(text) if text else None


def wanted_by(ask: Ask) -> datetime | None:
    """By when the answer is wanted: the moment when others are asked as well, else when the ask expires."""
    return ask.due_at or expiry(ask)


def find(ask_id: int) -> Ask | None:
    return Ask.find(ask_id)


def locked(ask: Ask) -> Ask:
    """The ask, read again under the lock of its subject. On SQLite the transaction is the lock, so the ask is
    current."""
    subject = lock(ask.subject_id)
    now = ask if is_sqlite() else find(ask.id) or ask
    now.subject = subject
    return now


def move(ask: Ask, state: str, **changes: Any) -> bool:
    """Moves an ask that can still move; says whether this caller won. The clock no longer looks at a closed ask."""
    if state not in MOVABLE:
        changes["next_at"] = None
    changes["state"] = state
    won = _moving(tuple(changes)).run(**changes, id=ask.id) == 1
    if won:
        for name, value in changes.items():
            setattr(ask, name, value)
    return won


@cache
def _moving(names: tuple[str, ...]) -> Kept:
    return Kept(lambda: Ask.update(given(Ask, names)).where(Ask.id == Given(Ask.id), Ask.state.in_(MOVABLE)))


def in_stage(subject: Subject, stage: str) -> list[Ask]:
    """Every ask of the stage, whatever its state, in the order they were opened."""
    return _in_stage.rows(Ask, subject=subject, stage=stage)


@Kept
def _in_stage() -> Any:
    return Ask.select().where(Ask.subject == Given(Ask.subject), Ask.stage == Given(Ask.stage)).order_by(Ask.id)


def movable(subject: Subject, kind: str) -> list[Ask]:
    """The asks of this kind about the subject that can still move."""
    return _movable.rows(Ask, subject=subject, kind=kind)


@Kept
def _movable() -> Any:
    of_kind = Ask.kind == Given(Ask.kind)
    mine = Ask.select().where(Ask.subject == Given(Ask.subject), of_kind, Ask.state.in_(MOVABLE))
    return mine.order_by(Ask.id)


def about(subject: Subject, *kinds: str) -> list[Ask]:
    """Every ask of these kinds about the subject, whatever its state, in the order they were opened."""
    return _about(kinds).rows(Ask, subject=subject)


@cache
def _about(kinds: tuple[str, ...]) -> Kept:
    mine = Ask.subject == Given(Ask.subject)
    return Kept(lambda: Ask.select().where(mine, Ask.kind.in_(kinds)).order_by(Ask.id))


def open_about(subject: Subject, *kinds: str) -> list[Ask]:
    """The asks of these kinds about the subject that can still move, in the order they were opened."""
    return _open_about(kinds).rows(Ask, subject=subject)


@cache
def _open_about(kinds: tuple[str, ...]) -> Kept:
    mine = (Ask.subject == Given(Ask.subject)) & Ask.state.in_(MOVABLE)
    return Kept(lambda: Ask.select().where(mine, Ask.kind.in_(kinds)).order_by(Ask.id))


def unheard(kind: str) -> list[Ask]:
    """The urgent asks of this kind that can still move, of each stage in which none has reached anybody."""
    rows = list(Ask.select().where(Ask.kind == kind, Ask.urgent, Ask.next_at.is_null(False)).order_by(Ask.id))
    reached = {(ask.subject_id, ask.stage) for ask in rows if ask.delivered_at is not None}
    return [ask for ask in rows if (ask.subject_id, ask.stage) not in reached]


def hurry(ask: Ask, now: datetime) -> None:
    """The clock looks at it now, if it can still move."""
    Ask.update(next_at=now).where(Ask.id == ask.id, Ask.state.in_(MOVABLE)).execute()


def due(now: datetime, most: int) -> list[Ask]:
    """The asks that the clock must look at by now, those that have waited longest; only their ids and subjects."""
    return _due(most).rows(Ask, next_at=now)


@cache
def _due(most: int) -> Kept:
    come = Ask.select(Ask.id, Ask.subject).where(Ask.next_at <= Given(Ask.next_at))
    return Kept(lambda: come.order_by(Ask.next_at).limit(most))


def asked_of(subjects: Sequence[int], but: Sequence[str]) -> dict[int, set[str]]:
    """Who is asked something about each of these subjects, except by these kinds; an empty name where the house
    waits."""
    rows = Ask.select(Ask.subject, Ask.person).where(Ask.subject.in_(subjects), Ask.state.in_(MOVABLE))
    found: dict[int, set[str]] = {each: set() for each in subjects}
    for ask in rows.where(Ask.kind.not_in(but)):
        found[ask.subject_id].add(ask.person)
    return found


def waiting_for(person: str, *kinds: str) -> list[Ask]:
    """What this person has been asked and has not answered, the most urgent first: by due time, else by expiry."""
    mine = list(Ask.select().where(Ask.person == person, Ask.kind.in_(kinds), Ask.state.in_(MOVABLE)))
    return sorted(mine, key=lambda ask: (wanted_by(ask) or ask.opened_at, ask.id))


def of_subject(subject: Subject) -> list[Ask]:
    return _of_subject.rows(Ask, subject=subject)


@Kept
def _of_subject() -> Any:
    return Ask.select().where(Ask.subject == Given(Ask.subject)).order_by(Ask.id)
