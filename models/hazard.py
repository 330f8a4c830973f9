"""Hazards: what was found where, who mends it until when, and how far that has come."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from peewee import AutoField, BooleanField, CharField, ForeignKeyField, IntegerField

from models.base import MomentField
from models.book import Book, book_of
from models.hazard_report import Rectification, Report
from models.matter import Matter, MatterKind, Searched, Tone
from models.stored import StoredField
from models.subject import Subject, lock
from models.table import Table
from rules.hazards.categories import Grade
from rules.hazards.life import NAMES, OVER, TONES, State


class Hazard(Table):
    """state: see `rules.hazards.life`. category: empty while nobody has sorted it. finder: who reported it; follower:
    who follows it now. due_at: the deadline of the first assignment, until: the present one. round: 1, one more after
    each check that it failed. late: the deadline has passed."""

    id = AutoField()
    subject_id: int
    subject = ForeignKeyField(Subject, unique=True, backref="hazards")
    number = CharField(unique=True, max_length=16)
    state = CharField(max_length=16, index=True)
    category = CharField(max_length=32, default="")
    grade = CharField(max_length=8, default="general")
    area = CharField(max_length=32, default="", index=True)
    finder = CharField(max_length=32)
    follower = CharField(max_length=32)
    owner = CharField(max_length=32, default="", index=True)
    supervisor = CharField(max_length=32, default="")
    round = IntegerField(default=1)
    late = BooleanField(default=False)
    found_at = MomentField()
    received_at = MomentField(index=True)
    due_at = MomentField(null=True)
    until = MomentField(null=True, index=True)
    closed_at = MomentField(null=True)
    report = StoredField(Report)
    work = StoredField(Rectification)
    rules = IntegerField()


def by_number(number: str) -> Hazard | None:
    return Hazard.get_or_none(Hazard.number == number)


def of_subject(subject: Subject | int) -> Hazard | None:
    """The hazard of this subject. When a Subject is given, the hazard holds that very object, and with it its lock."""
    found = Hazard.get_or_none(Hazard.subject == subject)
    if found is not None and isinstance(subject, Subject):
        found.subject = subject
    return found


def here(subject: Subject) -> Hazard:
    """The hazard of a subject. Raises LookupError when the subject is none."""
    found = of_subject(subject)
    if found is None:
        raise LookupError(f"no hazard of {subject.key}")
    return found


def locked(subject_id: int) -> Hazard:
    """The hazard of a subject, with the subject locked. Raises LookupError when the subject is no hazard."""
    return here(lock(subject_id))


def keep(hazard: Hazard, **changes: object) -> None:
    """Writes these fields of the locked hazard."""
    for name, value in changes.items():
        setattr(hazard, name, value)
    Hazard.update(**changes).where(Hazard.id == hazard.id).execute()


def open_of(person: str) -> list[Hazard]:
    """The hazards that are not over and in which this person has a part, the newest first."""
    mine = (Hazard.finder == person) | (Hazard.follower == person) | (Hazard.owner == person)
    mine |= Hazard.supervisor == person
    return list(Hazard.select().where(Hazard.state.not_in(OVER), mine).order_by(Hazard.id.desc()))


def deadline(hazard: Hazard) -> datetime:
    """Until when it is to be mended. Raises LookupError while nobody is to."""
    until: datetime | None = hazard.until
    if until is None:
        raise LookupError(f"{hazard.number} has no deadline")
    return until


def grade(hazard: Hazard) -> Grade:
    return cast(Grade, hazard.grade)


def category_name(hazard: Hazard) -> str:
    found = book_of(hazard.rules).config.hazards.of(hazard.category)
    return found.name if found else "隐患"


def area_name(hazard: Hazard) -> str:
    """The area's name as it was then; empty while nobody knows where it is."""
    plant = book_of(hazard.rules).plant
    return plant.area(hazard.area).name if hazard.area else ""


def title(hazard: Hazard) -> str:
    """电气隐患 · 污水处理站"""
    name = category_name(hazard).removesuffix("隐患")
    major = "重大" if hazard.grade == "major" else ""
    return f"{major}{name}隐患 · {area_name(hazard) or '地点待定'}"


def stands(hazard: Hazard) -> tuple[str, Tone]:
    """The state's word and tone; red where the time is up and nobody has mended it."""
    state = cast(State, hazard.state)
    late = hazard.late and state not in OVER
    return (f"{NAMES[state]}，超期" if late else NAMES[state]), ("stop" if late else TONES[state])


def matter(hazard: Hazard) -> Matter:
    """The hazard as a matter, for rooms that serve every flow."""
    word, tone = stands(hazard)
    people = (hazard.finder, hazard.follower, hazard.owner, hazard.supervisor)
    return Matter(
        subject=hazard.subject,
        number=hazard.number,
        title=title(hazard),
        about=hazard.report.words or "见照片",
        page=f"hazard/{hazard.number}",
        state=hazard.state,
        word=word,
        tone=tone,
        area=hazard.area,
        people=frozenset(filter(None, people)),
    )


def _matter_of(subject: Subject) -> Matter | None:
    found = of_subject(subject)
    return matter(found) if found else None


def _subject_of(number: str) -> Subject | None:
    found = by_number(number)
    return found.subject if found else None


def _searched(subject: Subject) -> Searched | None:
    found = of_subject(subject)
    if found is None:
        return None
    ends: datetime = found.closed_at or found.until or found.received_at
    return Searched(matter(found), found.finder, found.received_at, ends, (found.report.spot,), found.rules)


def _kinds(rules: Book) -> dict[str, str]:
    return {each.id: each.name for each in rules.config.hazards.categories}


MATTER = MatterKind(
    "hazard",
    "隐患",
    _matter_of,
    _subject_of,
    _kinds,
    _searched,
    {str(state): word for state, word in NAMES.items()},
)
