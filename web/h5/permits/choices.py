"""What the request form offers: times, questions and people, each person with what he lacks today.

`rules.qualifications` decides who lacks what; the form only shows it, and the handler checks it again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.permits.form import MOST_NAMED, MOST_WORKERS
from models import lesson_way, meter, qualified
from models.ask import Ask
from models.permit import Permit
from models.permit_work import LetIn, pardoned
from rules import coordinating, copying, naming
from rules.job import Job
from rules.phrases import date_words, near_words
from rules.plant import Area, Person
from rules.qualifications import Lack, required
from rules.routes import lead
from rules.routing_rules import RoutingRules
from rules.shifts import leave_at
from rules.templates import Field, Kind, Level, Templates
from web.h5.offer import Offer
from web.h5.permits.let_in_words import HERE, beside
from web.h5.permits.mending import mends
from web.people import Visitor

# What it takes to fill in the form.
FILLED_IN = timedelta(minutes=15)
TEN_MINUTES = timedelta(minutes=10)
FIRST_OFFER_H = 8
LOOK_BACK = 20
"""This many of the visitor's own requests are searched for whom he named last."""
OUTSIDE, OWN = "是承包商的人：上面选「承包商」。", "是本厂的人：上面选「本厂人员」。"
OWN_FIELDS = {"worker": "workers", **{name: name for name in ("work_leader", "guardian", "copies", "coordinator")}}


@dataclass(frozen=True)
class Question:
    """A field of the template as the form asks it. areas: ids of the areas where it makes sense; shown_if: which
    answers to other questions bring it; at_once: it stands in the open, not in the fold of what may be left out."""

    field: Field
    areas: tuple[str, ...]
    shown_if: Mapping[str, bool]
    at_once: bool


def first_period(level: Level, rules: RoutingRules, now: datetime) -> tuple[datetime, datetime]:
    """Begins as soon as there is time to fill in the form and to sign it, rounded up to ten minutes, and lasts
    eight hours or up to the level's ceiling."""
    start = now + lead(level.id, rules) + FILLED_IN
    past_ten = timedelta(minutes=start.minute % 10, seconds=start.second, microseconds=start.microsecond)
    start += (TEN_MINUTES - past_ten) % TEN_MINUTES
    return start, start + timedelta(hours=first_hours(level))


def first_hours(level: Level) -> int:
    return min(FIRST_OFFER_H, level.validity_h)


def questions(kind_id: str, who: Visitor) -> Iterator[Question]:
    """The kind's questions in their order, without those for which the plant has no area."""
    kind = who.book.config.templates.kinds[kind_id]
    raising = _raising(kind_id, who.book.config.rules)
    weather = {kind.weather.wind} if kind.weather else set()
    for field in kind.fields:
        areas = tuple(area.id for area in who.plant.areas if field.only_in is None or getattr(area, field.only_in))
        shown_if = {} if field.id in weather else dict.fromkeys(raising.get(field.id, ()), True)
        if areas:
            at_once = field.required or bool(shown_if) or field.id in weather
            yield Question(field, areas, {**field.asked_if, **shown_if}, at_once)


def _raising(kind_id: str, rules: RoutingRules) -> Mapping[str, list[str]]:
    """The numbers that raise the level of such work, each with what must be so beside: the wind, in the open air."""
    wholes = [rule.when_all for rule in rules.upgrades.rules if kind_id in rule.kinds]
    return {
        number.input: [each.input for each in whole if each.equals is True]
        for whole in wholes
        for number in whole
        if number.at_least is not None
    }


def roles(kind: Kind) -> tuple[str, ...]:
    """The fields of the form that hold people: roles of the permit, questions about people, who gets a copy."""
    asked = (field.id for field in kind.fields if field.kind in ("person", "people"))
    workers = ("worker",) if "worker" in kind.required_roles else ()
    return ("work_leader", *workers, "guardian", *asked, "copies", "coordinator")


def most_named(role: str, kind: Kind) -> int:
    """How many people the form takes in a role; 0 for a single person."""
    several = any(field.id == role and field.kind == "people" for field in kind.fields)
    return MOST_WORKERS if role == "worker" else MOST_NAMED if several else 0


def offer_of(
    role: str,
    kind_id: str,
    who: Visitor,
    area: str = "",
    *,
    outside: bool | None = None,
    begins: datetime | None = None,
    ends: datetime | None = None,
    templates: Templates | None = None,
    let_in: Iterable[LetIn] = (),
    asked: Iterable[Ask] = (),
) -> Offer:
    """Who may have a role in this kind of work, in this area, when it begins (None: now) and until it ends. Before
    anybody has typed: the people who have, or had, a certificate for the role. outside: only contractors' people, or
    only the plant's own; None: both. templates: those of a permit that was raised before; None: today's. let_in: who
    may do his part without a course; asked: the asks whether somebody may.
    """
    recent = named_last(role, who)
    if role == "copies":
        posts = copying.choices(who.plant, who.book.config.rules)
        most = who.book.config.rules.copies.most
        return Offer([who.plant.person(each) for each in posts], recent=recent, most=most)
    if role == "coordinator":
        return _coordinators(who, area, begins or who.now, recent)
    templates = templates or who.book.config.templates
    kind = templates.kinds[kind_id]
    people = [each for each in who.plant.people if outside in (None, who.plant.is_contractor(each))]
    others = [] if outside is None else [each for each in who.plant.people if who.plant.is_contractor(each) != outside]
    nobody = _job(kind_id, who, area, {})
    first = (person.id for person in people if _of_the_trade(person, required(kind, role, person, nobody, who.plant)))
    job = _job(kind_id, who, area, {role: [person.id for person in people]})
    job = replace(job, let_in=pardoned(let_in, job.area))
    at = begins or who.now
    told = {person: words for (part, person), words in beside(asked, job.area, who.plant).items() if part == role}
    until = max(at, ends) if ends else at
    lacks = [each for each in qualified.lacks(job, who.book, templates, who.now, until) if each.role == role]
    return Offer(
        people,
        _lacks(people, lacks, role, job, templates, at, who, told),
        frozenset(first),
        recent,
        papers={person: words for person, words in told.items() if words == HERE},
        at=at,
        most=most_named(role, kind) or 1,
        elsewhere=((others, OWN if outside else OUTSIDE),),
        mends=mends(lacks, who),
    )


def _coordinators(who: Visitor, area: str, at: datetime, recent: Sequence[str]) -> Offer:
    """Anybody who may coordinate; before anybody has typed, those whom the plant's order proposes. The form's own
    people are refused when it is sent."""
    plant, rules, out = who.plant, who.book.config.rules, meter.unreachable()
    faults = {each.id: coordinating.fault(each, (), plant, rules, at, out) for each in plant.people}
    lacks = {person: (fault,) for person, fault in faults.items() if fault}
    first = frozenset(each.id for each in coordinating.proposed(_place(who, area).id, plant))
    return Offer(plant.people, lacks, first, recent, at=at)


def named_last(role: str, who: Visitor) -> Sequence[str]:
    """Whom the visitor named in this role in his own requests, the newest first."""
    own = Ask.select(Ask.answer).where(Ask.person == who.person.id, Ask.kind == "permit.request", Ask.state == "done")
    answers = [ask.answer or {} for ask in own.order_by(Ask.id.desc()).limit(LOOK_BACK)]
    numbers = [str(answer["permit"]) for answer in answers if "permit" in answer]
    forms = Permit.select(Permit.form).where(Permit.number.in_(numbers)).order_by(Permit.id.desc())
    return list(dict.fromkeys(person for permit in forms for person in _named_in(permit, role)))


def _named_in(permit: Permit, role: str) -> Iterator[str]:
    form = permit.form
    value = getattr(form, OWN_FIELDS[role]) if role in OWN_FIELDS else form.inputs.get(role)
    yield from (str(each) for each in (value if isinstance(value, list | tuple) else [value] if value else []))


def _of_the_trade(person: Person, codes: tuple[str, ...]) -> bool:
    return not codes or not set(codes).isdisjoint(person.certs)


def _lacks(
    people: Sequence[Person],
    lacks: Iterable[Lack],
    role: str,
    job: Job,
    templates: Templates,
    begins: datetime,
    who: Visitor,
    told: Mapping[str, str],
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for lack in lacks:
        found.setdefault(lack.person, []).append(_note(lack, templates, who, told.get(lack.person, "")))
    works = {field.id for field in templates.kinds[job.kind].fields if field.works}
    there = role in works or role in naming.NAMED
    out = meter.unreachable()
    for person in people:
        if why := _away(person, begins, out if there else None, who):
            found.setdefault(person.id, []).append(why)
    return {person: tuple(notes) for person, notes in found.items()}


def _away(person: Person, begins: datetime, out: Collection[str] | None, who: Visitor) -> str:
    """Why the person is away: leave; and if he must be there (`out`: who can't be reached), whatever else keeps him
    away."""
    if leave := leave_at(person, who.plant, begins):
        return f"{leave.reason}到 {near_words(leave.to, who.plant.day(begins))}"
    rules = who.book.config.rules
    return "" if out is None else naming.not_there(person, who.plant, rules, begins, out)


def _note(lack: Lack, templates: Templates, who: Visitor, told: str) -> str:
    """told: what came of asking that he be let in."""
    if lack.pardonable and told not in ("", HERE):
        return f"{lack.by_course.rpartition('，')[0]}，{told}"
    if lack.by_course:
        return f"{lack.by_course}，或请安全部门放行" if lack.pardonable else lack.by_course
    certificate = templates.qualifications[lack.code]
    state = f"没有{certificate.name}"
    if lack.expired_on:
        over = lack.expired_on < who.plant.day(who.now)
        state = f"{certificate.name} {date_words(lack.expired_on)} {'已过期' if over else '到期，活还没干完'}"
    if certificate.type != "plant":
        return f"{state}，要去发证机关{'复审' if lack.expired_on else '考'}，先换人"
    lesson = lesson_way.taught_by(lack.code, who.book)
    return f"{state}，补学{lesson}" if lesson else state


def _job(kind: str, who: Visitor, area: str, inputs: dict[str, object]) -> Job:
    """A job with nobody named, so that the people in `inputs` hold its roles. While no area is chosen, it is not in a
    dangerous one, so that nothing more is asked of anybody."""
    return Job(kind, "", _place(who, area).id, who.now, who.now, "", "", (), "", False, inputs)


def _place(who: Visitor, area: str) -> Area:
    areas = who.plant.areas
    plain = (each for each in areas if not each.hazard_place)
    return next((each for each in areas if each.id == area), None) or next(plain, areas[0])
