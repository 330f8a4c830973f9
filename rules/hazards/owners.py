"""Who mends a hazard, who answers for that, and who checks it: always a person, by area, post and shift. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules import duty
from rules.hazards.categories import Category, HazardDefaults
from rules.plant import Area, Person, Plant
from rules.routing_rules import RoutingRules
from rules.shifts import leave_at, on_duty

# Who decides what the owner and his supervisor may not, and who is asked in his place.
Head = Literal["plant_head", "deputy_in_charge", "safety_head", "technical"]
INSTEAD: dict[Head, tuple[str, ...]] = {
    "plant_head": ("plant_head",),
    "deputy_in_charge": ("deputy_in_charge", "plant_head"),
    "safety_head": ("safety_head", "safety_office"),
    "technical": ("technical", "safety_office"),
}
# Who decides where whoever has the role is himself the owner, or mended it: it goes up, never down.
ABOVE: tuple[Head, ...] = ("deputy_in_charge", "plant_head")


@dataclass(frozen=True)
class Named:
    """A person and why it is he: in words to him, and about him as the trail has them, where these differ."""

    person: str
    post: str
    why: str
    about: str = ""

    @property
    def said(self) -> str:
        """Why it is he, to anybody else."""
        return self.about or self.why


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
    """Who answers for the owner's mending: the category's supervising post, the next of the owner's superiors who is
    there, or the deputy in charge; never the owner himself, nor anybody who is under him while there is somebody
    else."""
    out = {owned_by, *under((owned_by,), here.plant)}
    found = _first((category.supervisor_post,), area, here, out)
    if found:
        return found
    line = (each for each in superiors(owned_by, here.plant) if is_there(each, here) and _decides(each, here.plant))
    above = next(line, None)
    if above:
        return Named(above, "", "你是整改责任人的上级", "责任人的上级")
    return head("deputy_in_charge", area, (), here, (owned_by,))


def checker(area: Area | None, not_these: Collection[str], here: Here) -> Named:
    """Who looks on behalf of the area whether it was mended: its representative, else its foreman; never who mended
    it."""
    roles = here.plant.roles
    found = _first((*roles.area_rep, *roles.shift_foreman), area, here, not_these)
    return found or _called(here, not_these)


def head(role: Head, area: Area | None, not_these: Collection[str], here: Here, judged: Collection[str] = ()) -> Named:
    """Who has this role of the plant, else who stands in for it, else who leads the plant that day. judged: whose work
    it is about (the owner, who mended it): none of them, and nobody who is under one of them while there is somebody
    else; where one of them has the role himself, it goes up."""
    plant, none = here.plant, {*not_these, *judged}
    held = {post for each in judged if plant.knows(each) for post in plant.person(each).posts}
    instead = (role, *ABOVE) if held & set(getattr(plant.roles, role)) else INSTEAD[role]
    posts = [post for each in instead for post in getattr(plant.roles, each)]
    for out in ({*none, *under(judged, plant)}, none):
        found = next((named for post in posts if (named := _first((post,), area, here, out))), None)
        if found:
            return found
        leading = [each.id for each in duty.leading(plant, here.now, here.out) if each.id not in out]
        if leading:
            return Named(leading[0], "", "你是当天的值班领导")
    return _called(here, none)


def superiors(person: str, plant: Plant) -> list[str]:
    """Whom he is under: his superior, that one's, and so on."""
    line: list[str] = []
    above = plant.person(person).supervisor if plant.knows(person) else None
    while above and plant.knows(above) and above not in (*line, person):
        line.append(above)
        above = plant.person(above).supervisor
    return line


def _decides(person: str, plant: Plant) -> bool:
    """Whether he may answer for others' work: one of the plant's own, with a post that may approve."""
    found = plant.person(person)
    may = any(plant.posts[post].may_approve for post in found.posts if post in plant.posts)
    return may and not plant.is_contractor(found)


def under(people: Collection[str], plant: Plant) -> frozenset[str]:
    """Everybody who is under one of these."""
    wanted = frozenset(people)
    return frozenset(each.id for each in plant.people if wanted.intersection(superiors(each.id, plant)))


def leader(area: Area | None, here: Here) -> Named:
    """Who leads the crew of the area: he follows what was reported there without a name."""
    roles = here.plant.roles
    return _first((*roles.shift_foreman, *roles.area_rep), area, here, ()) or _called(here, ())


def beside(owned_by: str, area: Area | None, here: Here) -> str:
    """Who follows what was reported without a name: whoever leads the crew there, never its owner; then the next of
    that one's superiors, else the safety office."""
    led = leader(area, here).person
    return led if led != owned_by else follower(owned_by, here, (owned_by,))


def follower(finder: str, here: Here, not_these: Collection[str] = ()) -> str:
    """Who follows it in place of a finder who is not there, or who mended it himself: the next of his superiors who is
    there and none of these, else the safety office."""
    line = (each for each in superiors(finder, here.plant) if each not in not_these and is_there(each, here))
    return next(line, None) or _called(here, not_these).person


def is_there(person: str, here: Here) -> bool:
    """Whether somebody with this id works here, can be reached and is not on leave."""
    return here.plant.knows(person) and there(here.plant.person(person), here)


def holds(person: str, post: str, area: Area | None, plant: Plant) -> bool:
    """Whether he holds the post where it is looked for on behalf of the area."""
    return any(each.id == person for each in _holders(post, area, plant))


def _first(posts: Sequence[str] | Iterator[str], area: Area | None, here: Here, out: Collection[str]) -> Named | None:
    """The first holder of these posts who is there, those at work before those who are not."""
    able = [
        (person, post)
        for post in posts
        for person in _holders(post, area, here.plant)
        if person.id not in out and there(person, here)
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
    title = plant.title(post, person.department if of_area else None)
    return Named(person.id, post, f"你是{title}", title)


def there(person: Person, here: Here) -> bool:
    """Whether somebody may be asked now: he can be reached, and is not on leave."""
    return person.id not in here.out and leave_at(person, here.plant, here.now) is None


def _called(here: Here, not_these: Collection[str]) -> Named:
    """Whoever is called when somebody has to be: there is always one."""
    found = duty.responders(here.plant, here.rules, here.now, {*here.out, *not_these})
    able = [each for each in (*found, *_by_authority(here)) if each not in not_these]
    return Named((able or found)[0], "", "该管的岗位现在没有人")


def _by_authority(here: Here) -> list[str]:
    """Everybody of the plant's own people who is there, whoever may decide most first."""
    plant = here.plant
    able = [each for each in plant.people if not plant.is_contractor(each) and there(each, here)]
    most = {each.id: max((plant.posts[post].authority for post in each.posts), default=0) for each in able}
    return sorted(most, key=lambda each: -most[each])
