"""Who is called when something must be dealt with at once: the safety office, and a duty leader who is there. Pure."""

from collections.abc import Collection, Iterator
from datetime import datetime

from rules.plant import Person, Plant
from rules.routing_rules import RoutingRules
from rules.shifts import duty_leader, leave_at, on_duty


def responders(plant: Plant, rules: RoutingRules, now: datetime, out: Collection[str] = ()) -> tuple[str, ...]:
    """The first holder of the safety office who is at work, else the first who is not on leave; and whoever leads the
    plant at `now`. At least one person. out: people who can't be reached, or who are the reason for the call."""
    able = [person for person in office(plant) if _there(person, plant, now, out)]
    here = [person for person in able if on_duty(person, plant, rules, now)] or able
    called = [person.id for person in (*here[:1], *leading(plant, now, out))]
    return tuple(dict.fromkeys(called)) or (duty_leader(plant, now).id,)


def office(plant: Plant) -> tuple[Person, ...]:
    """The safety office in the order in which it is called."""
    return tuple(person for post in plant.roles.safety_office for person in plant.holders(post))


def in_office(person: Person, plant: Plant) -> bool:
    """Whether he is of the safety office."""
    return any(person.id == each.id for each in office(plant))


def leading(plant: Plant, now: datetime, out: Collection[str] = ()) -> tuple[Person, ...]:
    """The duty leader of the day if he is there, else the first stand-in who is. Without a stand-in: the duty leader
    himself, or nobody when he is `out`."""
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
    """Who is called next of those not yet asked: the safety office, then whoever may lead the plant. Those who are
    there come first, because somebody must get the alert."""
    leader = duty_leader(plant, now)
    line = (*office(plant), leader, *_instead(leader, plant, now))
    left = [person for person in line if person.id not in asked]
    return min(left, key=lambda person: not _there(person, plant, now, out), default=None)


def foreman_name(plant: Plant) -> str:
    """What the plant calls who leads a shift of an area: the name of the first such post."""
    posts = plant.roles.shift_foreman
    return plant.posts[posts[0]].name if posts else "班长"
