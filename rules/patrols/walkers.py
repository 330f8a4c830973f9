"""Who walks a round now: whoever holds its post and is at work, else who speaks for the area. Never somebody who is not
there: a round that nobody can walk is one that was not walked."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rules.hazards.owners import Here, Named
from rules.plant import Person
from rules.shifts import leave_at, on_duty


def walker(post: str, department: str, not_these: Collection[str], here: Here) -> Named | None:
    """department: whose round it is, empty for one of the entire plant. None when nobody is at work."""
    return next(_at_work(post, department, not_these, here), None)


def inspector(post: str, department: str, not_these: Collection[str], here: Here) -> Named | None:
    """Who looks in a campaign, which takes days: somebody at work, else somebody who is not on leave."""
    there = walker(post, department, not_these, here)
    able = (each for each in _line(post, department, here) if each[0].id not in not_these and _there(each[0], here))
    return there or next((_named(person, held, department, here) for person, held in able), None)


def is_at_work(person: str, here: Here) -> bool:
    plant = here.plant
    return plant.knows(person) and _works(plant.person(person), here)


def _at_work(post: str, department: str, not_these: Collection[str], here: Here) -> Iterator[Named]:
    for person, held in _line(post, department, here):
        if person.id not in not_these and _works(person, here):
            yield _named(person, held, department, here)


def _line(post: str, department: str, here: Here) -> Iterator[tuple[Person, str]]:
    plant, roles = here.plant, here.plant.roles
    instead = (*roles.area_rep, *roles.shift_foreman) if department else roles.safety_office
    for each in dict.fromkeys((post, *instead)):
        if each in plant.posts:
            yield from ((person, each) for person in plant.holders(each, plant.where(each, department)))


def _works(person: Person, here: Here) -> bool:
    return _there(person, here) and on_duty(person, here.plant, here.rules, here.now)


def _there(person: Person, here: Here) -> bool:
    return person.id not in here.out and leave_at(person, here.plant, here.now) is None


def _named(person: Person, post: str, department: str, here: Here) -> Named:
    of_area = here.plant.posts[post].scope == "department"
    title = here.plant.title(post, department if of_area and department else None)
    return Named(person.id, post, f"你是{title}", title)
