"""What the request form offers: times, questions and people, each person with what he lacks today.

Who lacks what is decided in `rules.qualifications`; the form only shows it, and the handler checks it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.permits.request.lessons import lesson_link
from rules.job import Job
from rules.phrases import day_words
from rules.plant import Person
from rules.qualifications import Lack, lacking, required
from rules.shifts import leave_at, on_duty
from rules.templates import Field, Kind, Level
from web.people import Visitor, titled

LEAD = timedelta(minutes=20)
TEN_MINUTES = timedelta(minutes=10)
FIRST_OFFER_H = 8


@dataclass(frozen=True)
class Choice:
    """A person as a chip; `lacks` says why he can't be chosen today, empty when he can."""

    id: str
    title: str
    contractor: bool
    at_work: bool
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A field of the template as the form asks it. areas: ids of those where it makes sense; first: chosen already."""

    field: Field
    areas: tuple[str, ...]
    people: tuple[Choice, ...] = ()
    first: str = ""


def first_period(level: Level, now: datetime) -> tuple[datetime, datetime]:
    """From in about 20 minutes, rounded up to ten, for eight hours or up to the level's ceiling."""
    start = now + LEAD
    past_ten = timedelta(minutes=start.minute % 10, seconds=start.second, microseconds=start.microsecond)
    start += (TEN_MINUTES - past_ten) % TEN_MINUTES
    return start, start + timedelta(hours=min(FIRST_OFFER_H, level.validity_h))


def questions(kind_id: str, kind: Kind, who: Visitor) -> Iterator[Question]:
    """The kind's questions in their order. Somebody who only has to be named is chosen beforehand, if he is at work."""
    for field in kind.fields:
        areas = tuple(area.id for area in who.plant.areas if field.only_in is None or getattr(area, field.only_in))
        people = tuple(people_for(field.id, kind_id, who)) if field.kind in ("person", "people") else ()
        named = field.kind == "person" and field.required and not field.works
        ready = [choice.id for choice in people if named and not choice.lacks and choice.at_work]
        yield Question(field, areas, people, ready[0] if ready else "")


def people_for(role: str, kind: str, who: Visitor) -> list[Choice]:
    """Everybody who has, or had, a certificate of the role; who may do it today comes first, who is at work before."""
    plant, templates = who.plant, who.book.config.templates
    nobody = _job(kind, who, {})
    candidates = [
        person
        for person in plant.people
        if set(required(templates.kinds[kind], role, person, nobody, plant)) & set(person.certs)
    ]
    asked = _job(kind, who, {role: [person.id for person in candidates]})
    lacks = [lack for lack in lacking(asked, plant, templates, who.now) if lack.role == role]
    choices = [_choice(person, who, [lack for lack in lacks if lack.person == person.id]) for person in candidates]
    return sorted(choices, key=lambda choice: (bool(choice.lacks), not choice.at_work))


def leaders(who: Visitor, kind: str = "") -> list[Choice]:
    """Everybody who is here and may lead this kind, the visitor first: he mostly leads the job himself."""
    certified = kind and who.book.config.templates.kinds[kind].qualifications.get("work_leader")
    people = sorted(who.plant.people, key=lambda person: person.id != who.person.id)
    choices = people_for("work_leader", kind, who) if certified else [_choice(person, who, []) for person in people]
    return [choice for choice in choices if not choice.lacks]


def _choice(person: Person, who: Visitor, lacks: list[Lack]) -> Choice:
    plant, rules = who.plant, who.book.config.rules
    notes = [_note(lack, who) for lack in lacks]
    leave = leave_at(person, plant, who.now)
    if leave:
        notes.append(f"{leave.reason}到 {day_words(leave.to)}")
    return Choice(
        id=person.id,
        title=titled(plant, person.id),
        contractor=plant.is_contractor(person),
        at_work=on_duty(person, plant, rules, who.now),
        lacks=tuple(notes),
    )


def _note(lack: Lack, who: Visitor) -> str:
    certificate = who.book.config.templates.qualifications[lack.code].name
    state = f"{certificate} {day_words(lack.expired_on)} 已过期" if lack.expired_on else f"没有{certificate}"
    lesson = lesson_link(lack.code, who.book)
    return f"{state}，补学{lesson}" if lesson else state


def _job(kind: str, who: Visitor, inputs: dict[str, object]) -> Job:
    """A job with nobody named, so that its roles are held by the candidates in `inputs`."""
    area = who.plant.areas[0].id
    return Job(kind, "", area, who.now, who.now, "", "", (), "", False, inputs)
