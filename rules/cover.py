"""Leave that people report themselves: who may stand in for them, and the plant with such leave in it.

A stand-in is on the chain of one of the posts and holds a written authorisation for the whole time. He has the
authority and the function of a line that the post signs. For each permit, `candidates.py` still decides whether he may
sign.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from rules.absence import obstacle
from rules.candidates import authorization
from rules.job import Job
from rules.plant import Leave, Person, Plant
from rules.routing_rules import Chain, Link, RoutingRules
from rules.scene import Scene

ON_LEAVE = "on_leave"


@dataclass(frozen=True)
class StandIn:
    person: str
    for_post: str
    authorization: str


def with_leave(plant: Plant, taken: Iterable[tuple[str, Leave]]) -> Plant:
    """The plant in which these people are away as well; what they report comes before the plant's data."""
    more: dict[str, tuple[Leave, ...]] = {}
    for person, leave in taken:
        more[person] = (leave, *more.get(person, ()))
    people = (replace(each, leave=(*more.get(each.id, ()), *each.leave)) for each in plant.people)
    return replace(plant, people=tuple(people))


def stand_ins(person: Person, plant: Plant, rules: RoutingRules, now: datetime, until: datetime) -> tuple[StandIn, ...]:
    """Who may stand in for this person from `now` to `until`, in the order of the chains, each once."""
    found: dict[str, StandIn] = {}
    for post in person.posts:
        chain = rules.substitutions.get(post)
        for each in _of_post(person, post, chain, plant, rules, now, until) if chain else ():
            found.setdefault(each.person, each)
    return tuple(found.values())


def _of_post(
    person: Person, post: str, chain: Chain, plant: Plant, rules: RoutingRules, now: datetime, until: datetime
) -> Iterator[StandIn]:
    nobody = Job("", "", plant.areas[0].id, now, until, "", "", (), "", False, {})
    first, last = (Scene(nobody, plant, rules, moment) for moment in (now, until))
    for link in chain.chain:
        for other, held in _people(link, person, plant):
            papers = [authorization(post, other.id, chain.authorization, scene) for scene in (first, last)]
            able = not any(obstacle(other, held, scene) for scene in (first, last))
            if other.id != person.id and papers[0] and papers[1] and able and _meets(post, held, plant, rules):
                yield StandIn(other.id, post, papers[0].id)


def _people(link: Link, person: Person, plant: Plant) -> Iterator[tuple[Person, str]]:
    """The people of a link, each with the post he acts by. The duty leader changes every day, so he can't stand in."""
    if link.when and ON_LEAVE not in link.when:
        return
    if link.post == "supervisor" and person.supervisor:
        above = plant.person(person.supervisor)
        yield from ((above, post) for post in above.posts)
    elif link.post in plant.posts:
        department = person.department if link.scope == "area" else None
        yield from ((other, link.post) for other in plant.holders(link.post, department))


def _meets(post: str, held: str, plant: Plant, rules: RoutingRules) -> bool:
    """Whether the held post is high enough, and of the right kind, for a line that the absent post signs."""
    asked = [each for route in rules.routes for stage in route.stages for each in stage.posts]
    asked += [each for stage in rules.upgrades.extra_stages.values() for each in stage.posts]
    lines = {each.signs_for for each in asked if each.post == post}
    return any(
        plant.posts[held].authority >= rules.gb_roles[line].floor
        and plant.posts[held].function in rules.gb_roles[line].functions
        for line in lines
    )
