"""Who is called when something must be taken in hand now: the safety office, and a duty leader who is there. Pure."""

from collections.abc import Collection, Iterator
from datetime import datetime

from rules.plant import Person, Plant
from rules.routing_rules import RoutingRules
from rules.shifts import duty_leader, leave_at, on_duty


def responders(plant: Plant, rules: RoutingRules, now: datetime, out: Collection[str] = ()) -> tuple[str, ...]:
    """The safety office's first holder at work, else who is not on leave; and who leads the plant at `now`. At least
    one. out: whoever can't be reached, or is himself the reason."""
    able = [person for person in office(plant) if _there(person, plant, now, out)]
    here = [person for person in able if on_duty(person, plant, rules, now)] or able
    called = [person.id for person in (*here[:1], *leading(plant, now, out))]
    return tuple(dict.fromkeys(called)) or (duty_leader(plant, now).id,)


def office(plant: Plant) -> tuple[Person, ...]:
    """The safety office in the order in which it is called."""
    return tuple(person for post in plant.roles.safety_office for person in plant.holders(post))


def leading(plant: Plant, now: datetime, out: Collection[str] = ()) -> tuple[Person, ...]:
    """The duty leader of the day where he is there, else the first who may stand in for him and is; he himself where
    nobody may. Nobody where he is out and no one stands in."""
    leader = duty_leader(plant, now)
    there = [person for person in (leader, *_instead(leader, plant, now)) if _there(person, plant, now, out)]
    return tuple(there[:1] or [person for person in (leader,) if person.id not in out])


def _instead(leader: Person, plant: Plant, now: datetime) -> Iterator[Person]:
    """Whom he named for his leave, then the plant's stand-ins."""
    leave = leave_at(leader, plant, now)
    if leave and leave.cover and plant.knows(leave.cover):
        yield plant.person(leave.cover)
    yield from (person for post in plant.roles.duty_stand_in for person in plant.holders(post))


def _there(person: Person, plant: Plant, now: datetime, out: Collection[str]) -> bool:
    return person.id not in out and leave_at(person, plant, now) is None


def following(plant: Plant, now: datetime, asked: Collection[str], out: Collection[str]) -> Person | None:
    """Who is called next of those who were not: the safety office, then who may lead the plant; whoever is there goes
    before the others, because an alert must land."""
    leader = duty_leader(plant, now)
    line = (*office(plant), leader, *_instead(leader, plant, now))
    left = [person for person in line if person.id not in asked]
    return min(left, key=lambda person: not _there(person, plant, now, out), default=None)
