"""The demo plant, jobs in it by role, and the whole staffing of a route: shared by the tests of this room."""

from dataclasses import replace
from datetime import datetime

from demo import data_of

from rules.job import Job
from rules.plant import Person, Plant
from rules.routes import Route, route
from rules.scene import Scene
from rules.shifts import on_duty
from rules.staffing import Staffing, staff

ANHE = data_of("anhe")
PLANT, RULES, TEMPLATES = ANHE.plant, ANHE.rules, ANHE.templates
MORNING = "2026-11-25T08:10"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def job(start: str = "2026-11-25T08:30", end: str = "2026-11-25T16:30", **changes: object) -> Job:
    """First-level hot work at the sewage station on a Wednesday, led by the maintenance leader."""
    wanted = Job("hot_work", "first", "sewage", at(start), at(end), "U33", "U33", ("U34",), "U30", False, {})
    wanted = replace(wanted, **changes)
    kind = TEMPLATES.kinds.get(wanted.kind)
    return replace(wanted, leads_as=kind.leads_as if kind else None)


def routed(wanted: Job, now: str = MORNING, plant: Plant = PLANT) -> Route:
    return route(wanted, plant, RULES, at(now))


def staffed(wanted: Job, now: str = MORNING, plant: Plant = PLANT) -> dict[str, Staffing]:
    """Stage id → its people, each stage opened at `now` after everybody before has signed."""
    way = routed(wanted, now, plant)
    signed: dict[str, str] = {}
    found = {}
    for stage in way.stages:
        found[stage.id] = staff(way, stage, Scene(wanted, plant, RULES, at(now)), signed)
        signed |= {each.slot.id: each.person for each in found[stage.id].asked if each.person}
    return found


def crews_on(now: datetime) -> set[str]:
    """The crews at work, found by putting one person into each."""
    somebody = replace(PLANT.person("U27"), leave=())
    return {crew for crew in PLANT.shifts.crews if on_duty(replace(somebody, shift=crew), PLANT, RULES, now)}


def people(staffing: Staffing) -> list[str | None]:
    return [each.person for each in staffing.asked]


def changed(person_id: str, **changes: object) -> Plant:
    """The plant with one person changed."""

    def fit(person: Person) -> Person:
        return replace(person, **changes) if person.id == person_id else person

    return replace(PLANT, people=tuple(fit(person) for person in PLANT.people))
