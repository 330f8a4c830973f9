"""Who lacks which certificate today, which roles nobody has, and who has two roles that exclude each other.

Source: GB 30871—2022 §4.9–4.10 and the permit templates. The answer is given for each person, so that only those who
lack something are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from rules.job import Job
from rules.phrases import date_words
from rules.plant import Person, Plant
from rules.templates import Kind, Templates

# Added to a role's name: the list for places with a danger of explosion.
IN_EX_AREA = "_in_ex_area"


@dataclass(frozen=True)
class Lack:
    """A person without a valid certificate for his role; `expired_on` None: he never had it. by_course: what he has to
    learn, in a few words, where it is a course of the house and no certificate. pardonable: the safety head may let him
    in all the same, for one permit; suspended: a course that was taken away from him."""

    person: str
    role: str
    code: str
    expired_on: date | None
    words: str
    by_course: str = ""
    pardonable: bool = False
    suspended: bool = False


def lacking(
    job: Job, plant: Plant, templates: Templates, now: datetime, until: datetime | None = None
) -> tuple[Lack, ...]:
    """Every certificate of the job's people that is missing, or lapses before `until`; when not given, at `now`."""
    kind, today = templates.kinds[job.kind], plant.day(now)
    last = plant.day(max(now, until)) if until else today
    return tuple(
        _lack(person, role, code, templates, today)
        for role, person in _people(job, kind, plant)
        for code in required(kind, role, person, job, plant)
        if not person.certified(code, last)
    )


def required(kind: Kind, role: str, person: Person, job: Job, plant: Plant) -> tuple[str, ...]:
    """The certificates for a role in this job: contractor people and Ex areas have their own lists."""
    return wanted(kind, role, person, plant, plant.area(job.area).hazard_place)


def wanted(kind: Kind, role: str, person: Person, plant: Plant, hazard_place: bool) -> tuple[str, ...]:
    """The certificates that this person needs for a role, in a place with a danger of explosion or elsewhere."""
    table = kind.qualifications
    if f"{role}{IN_EX_AREA}" in table and hazard_place:
        return table[f"{role}{IN_EX_AREA}"]
    if not plant.is_contractor(person):
        return table.get(role, ())
    if role == "worker":
        return table.get("worker_contractor", ())
    induction = () if "worker" in table else table.get("worker_contractor", ())
    return (*table.get(role, ()), *induction)


def missing_roles(job: Job, templates: Templates, roles: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Words for each role that the permit needs and nobody has; `roles` narrows the question."""
    wanted = templates.kinds[job.kind].required_roles if roles is None else roles
    return tuple(f"还没有指定{templates.roles[role]}：请填上" for role in wanted if not job.holders(role))


def doubled(job: Job, plant: Plant, templates: Templates) -> tuple[str, ...]:
    """Words for each person with two roles that exclude each other in one permit."""
    return tuple(
        f"{plant.person(person).name}不能既当{templates.roles[a]}又当{templates.roles[b]}：请换一个人"
        for a, b in templates.separation
        for person in job.holders(a)
        if person in job.holders(b)
    )


def _people(job: Job, kind: Kind, plant: Plant) -> Iterator[tuple[str, Person]]:
    for role in (*kind.required_roles, *kind.optional_roles):
        for person in job.holders(role):
            yield role, plant.person(person)


def _lack(person: Person, role: str, code: str, templates: Templates, today: date) -> Lack:
    expired = person.certs.get(code)
    certificate = templates.qualifications[code].name
    state = f"没有{certificate}"
    if expired:
        state = f"的{certificate}{date_words(expired)}{'已过期' if expired < today else '到期，活还没干完'}"
    when = "今天" if expired is None or expired < today else ""
    words = f"{person.name}{state}，{when}不能当{templates.roles[role]}：请换人或先补证"
    return Lack(person.id, role, code, expired, words)
