"""Who signs at the end of the work: the area's own people; where none of them can, the line behind them. Pure.

The line is one for every area: who heads it and whoever stands in for him, as the chain says it for signatures, and at
last whoever answers for the entire plant. So a permit that somebody could sign never waits for nobody.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from rules.duty import office
from rules.plant import Person, Plant
from rules.routing_rules import FollowUp, Link, RoutingRules
from rules.shifts import duty_leader, leave_at, on_duty

# What is signed at the end of the work.
SIGNED = {"accept": "完工验收", "power_cancel": "断电注销"}


def closing(rules: RoutingRules, kind: str) -> list[FollowUp]:
    """What is signed before a permit of this kind is closed."""
    return [each for each in rules.after_signing.close if each.ask in SIGNED and (not each.kinds or kind in each.kinds)]


def own(follow: FollowUp, department: str, plant: Plant) -> list[Person]:
    """The people of the posts that the rules name, for work in an area of this department."""
    return [person for post in follow.to for person in _holders(post, follow.scope, department, plant)]


def line(
    follow: FollowUp,
    department: str,
    plant: Plant,
    rules: RoutingRules,
    now: datetime,
    barred: Collection[str] = (),
    known: Iterable[str] = (),
) -> list[str]:
    """Who is asked when the area's people are silent, or none can come: the head and his stand-ins, and after them
    whoever answers for the plant; of each part those at work first. Nobody who is on leave or barred.

    known: who has signed this permit in the head's place, and so comes right after him.
    """
    head = _holders(follow.to[-1], follow.scope, department, plant)
    signers = [plant.person(person) for person in known if plant.knows(person)]
    stand_ins = [*head, *signers, *_stand_ins(follow, department, plant, rules, [duty_leader(plant, now)])]
    found: dict[str, None] = {}
    for people in (stand_ins, _answering(plant)):
        able = [each for each in people if each.id not in barred and leave_at(each, plant, now) is None]
        found |= dict.fromkeys(each.id for each in sorted(able, key=lambda each: not on_duty(each, plant, rules, now)))
    return list(found)


def ever(follow: FollowUp, department: str, plant: Plant, rules: RoutingRules) -> set[str]:
    """Everybody who could be asked, at whatever time."""
    roster = (*plant.duty_roster.weekly.values(), *plant.duty_roster.dates.values())
    leaders = [plant.person(person) for person in roster if plant.knows(person)]
    behind = (*_stand_ins(follow, department, plant, rules, leaders), *_answering(plant))
    return {each.id for each in (*own(follow, department, plant), *behind)}


def _stand_ins(
    follow: FollowUp, department: str, plant: Plant, rules: RoutingRules, leaders: Sequence[Person]
) -> Iterator[Person]:
    """Down the chain of the head's post, each link in its own scope; at its end whoever leads the plant that day."""
    chain = rules.substitutions.get(follow.to[-1])
    for link in (*(chain.chain if chain else ()), Link(rules.defaults.chain_end)):
        if link.post == "duty_leader":
            yield from leaders
        elif link.post == "supervisor":
            heads = _holders(follow.to[-1], follow.scope, department, plant)
            yield from (plant.person(each.supervisor) for each in heads if each.supervisor)
        else:
            yield from _holders(link.post, link.scope, department, plant)


def _answering(plant: Plant) -> list[Person]:
    """The safety office, and whoever may lead the plant in the duty leader's place."""
    return [*office(plant), *(person for post in plant.roles.duty_stand_in for person in plant.holders(post))]


def _holders(post: str, scope: str, department: str, plant: Plant) -> tuple[Person, ...]:
    return plant.holders(post, department if scope == "area" else None)
