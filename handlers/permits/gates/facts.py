"""What is known about a permit before its start, in the form that `rules.gates` needs; and the gates as they are
now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import cast

from handlers.permits import crew, raised
from models import gas
from models import permit as permits
from models.book import Book, book, book_of
from models.permit import Permit
from rules.calendar import Span
from rules.clashes import Clash, clashes
from rules.gas import needed
from rules.gates import MEASURED, Facts, GasFact, Gate, RelatedFact, gates
from rules.job import Job
from rules.life import State
from rules.plant import Plant
from rules.qualifications import Lack, lacking
from rules.templates import Gate as GateRule

SIGNED = ("approved", "working", "suspended")


def job_now(permit: Permit) -> Job:
    """The job with its present people: without those taken off, with those who joined in their roles, and with whoever
    took over the watch as guardian."""
    people, joined = crew.workers(permit), permit.work.joined
    job = replace(raised.job(permit), workers=tuple(people), guardian=permits.guardian(permit))
    for person in joined:
        if person in people:
            job = job.with_worker(person, joined[person])
    return job


def gates_of(permit: Permit, now: datetime, *, present: bool) -> tuple[Gate, ...]:
    """Every gate at `now`; present: the guardian has just been found on site."""
    raised_with = book_of(int(permit.rules)).config.templates
    facts = measured(permit, now, present=present)
    return gates(raised.kind_of(permit), permit.level, facts, now, raised_with.common_start_gate)


def by_hand(permit: Permit) -> dict[str, GateRule]:
    """The gates that the program can't check: the guardian looks and ticks them."""
    own = raised.kind_of(permit).start_gate_extra
    return {each.id: each for each in own if each.id not in MEASURED and each.id != "gas"}


def measured(permit: Permit, now: datetime, *, present: bool) -> Facts:
    rulebook, job = book(now), job_now(permit)
    plant = rulebook.plant
    names = {person: plant.person(person).name for person in job.workers}
    return Facts(
        signed=permit.state in SIGNED,
        window=Span(permit.starts_at.astimezone(plant.zone), permit.ends_at.astimezone(plant.zone)),
        lacks=tuple(lack.words for lack in lacks(permit, now)),
        workers=tuple(names.values()),
        briefed=frozenset(name for person, name in names.items() if person in permit.work.briefed),
        measures_open=unconfirmed(permit),
        guardian_present=present,
        guardian_elsewhere=_elsewhere(permit, rulebook),
        gas_needed=gas_needed(permit),
        gas=_gas(permit),
        foreman_checked=permit.work.foreman_check is not None,
        foreman=_foreman(plant),
        related=tuple(RelatedFact(each.number, cast(State, each.state)) for each in crew.related(permit)),
        clashes=clashes_now(permit, now),
        confirmed=frozenset(permit.work.confirmed),
        not_concerned=frozenset(permit.work.not_concerned),
    )


def _foreman(plant: Plant) -> str:
    posts = plant.roles.shift_foreman
    return plant.posts[posts[0]].name if posts else "班长"


def unconfirmed(permit: Permit) -> tuple[str, ...]:
    """Ids of the measures that nobody has confirmed yet, in the form's order."""
    known = permit.work.measures
    return tuple(each["id"] for each in permit.template["measures"] if each["id"] not in known)


def lacks(permit: Permit, now: datetime) -> tuple[Lack, ...]:
    """Which of the permit's present people lack which certificate now."""
    rulebook = book(now)
    return lacking(job_now(permit), rulebook.plant, rulebook.config.templates, now)


def gas_needed(permit: Permit) -> bool:
    area = book_of(int(permit.rules)).plant.area(permit.area)
    return needed(raised.kind_of(permit), permit.level, area, permit.form.inputs)


def _gas(permit: Permit) -> GasFact | None:
    tests = gas.of_permit(permit)
    return GasFact(tests[-1].ok, tests[-1].sampled_at, tests[-1].words) if tests else None


def _elsewhere(permit: Permit, rulebook: Book) -> tuple[str, ...]:
    """What else the guardian watches: he may watch only one job at a time (GB 30871—2022 §4.10)."""
    person = permits.guardian(permit)
    name = rulebook.plant.person(person).name
    watched = crew.watched_by(person, except_for=permit)
    return tuple(f"{name}正在监护 {each.number}：一人同时只能监护一处，请等那边收工或换人" for each in watched)


def clashes_now(permit: Permit, now: datetime) -> tuple[Clash, ...]:
    """Work under way nearby that this job must not meet. Work that has not started yet waits at its own gates."""
    rulebook = book(now)
    under_way = Permit.select().where(Permit.state.in_(crew.ON_SITE), Permit.id != permit.id)
    others = [raised.as_other(each) for each in under_way]
    return clashes(job_now(permit), permits.point(permit), others, rulebook.config.templates.relations, rulebook.plant)
