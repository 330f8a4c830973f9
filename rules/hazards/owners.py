"""Who mends a hazard, who answers for that, and who checks it: always a person, by area, post and shift. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules import duty
from rules.hazards.categories import Category, HazardDefaults
from rules.plant import Area, Person, Plant
from rules.routing_rules import RoutingRules
from rules.shifts import leave_at, on_duty


@dataclass(frozen=True)
class Named:
    """A person and why it is he, in words that he understands."""

    person: str
    post: str
    why: str


@dataclass(frozen=True)
class Here:
    """Where and when somebody is looked for. out: who can't be reached."""

    plant: Plant
    rules: RoutingRules
    now: datetime
    out: Collection[str] = ()


def owner(category: Category, area: Area | None, defaults: HazardDefaults, here: Here) -> Named:
    """Whoever holds the category's post in the area: at work, else not on leave; else his supervisor's post, the
    plant's fallback, at last whoever is called when nobody else is there."""
    posts = (category.owner_post, category.supervisor_post, defaults.fallback_owner_post)
    return _first(filter(None, posts), area, here, ()) or _called(here, ())


def supervisor(category: Category, area: Area | None, owned_by: str, here: Here) -> Named:
    """Who answers for the owner's mending: the category's supervising post, the owner's own superior, or the safety
    office; never the owner himself."""
    found = _first((category.supervisor_post,), area, here, (owned_by,))
    if found is None and here.plant.knows(owned_by):
        above = here.plant.person(owned_by).supervisor
        if above and here.plant.knows(above) and _there(here.plant.person(above), here):
            return Named(above, "", "你是整改责任人的上级")
    return found or _called(here, (owned_by,))


def checker(area: Area | None, not_these: Collection[str], here: Here) -> Named:
    """Who looks on behalf of the area whether it was mended: its representative, else its foreman; never who mended
    it."""
    roles = here.plant.roles
    found = _first((*roles.area_rep, *roles.shift_foreman), area, here, not_these)
    return found or _called(here, not_these)


def follower(finder: str, here: Here) -> str:
    """Who follows it in place of a finder who is not there: his superior, else the safety office."""
    plant = here.plant
    above = plant.person(finder).supervisor if plant.knows(finder) else None
    return above if above and plant.knows(above) and _there(plant.person(above), here) else _called(here, ()).person


def _first(posts: Sequence[str] | Iterator[str], area: Area | None, here: Here, out: Collection[str]) -> Named | None:
    """The first holder of these posts who is there, those at work before those who are not."""
    able = [
        (person, post)
        for post in posts
        for person in _holders(post, area, here.plant)
        if person.id not in out and _there(person, here)
    ]
    at_work = [each for each in able if on_duty(each[0], here.plant, here.rules, here.now)]
    return next((_named(person, post, area, here.plant) for person, post in (at_work or able)), None)


def _holders(post: str, area: Area | None, plant: Plant) -> tuple[Person, ...]:
    if post not in plant.posts:
        return ()
    of_area = area.department if area and plant.posts[post].scope == "department" else None
    return plant.holders(post, of_area)


def _named(person: Person, post: str, area: Area | None, plant: Plant) -> Named:
    of_area = plant.posts[post].scope == "department" and area is not None
    return Named(person.id, post, f"你是{plant.title(post, person.department if of_area else None)}")


def _there(person: Person, here: Here) -> bool:
    return person.id not in here.out and leave_at(person, here.plant, here.now) is None


def _called(here: Here, not_these: Collection[str]) -> Named:
    """Whoever is called when somebody has to be: there is always one."""
    out = {*here.out, *not_these}
    found = duty.responders(here.plant, here.rules, here.now, out)
    return Named(next((each for each in found if each not in not_these), found[0]), "", "该管的岗位现在没有人")
