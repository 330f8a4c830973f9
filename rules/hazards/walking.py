"""Which closed hazards managers look at without notice, who of them and when: drawn from a seed, so that nobody knows
before and anybody can draw it again (hazards.md §2.6). Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.hazards.drawing import share_of
from rules.hazards.owners import Here, there
from rules.plant import Area, Person

# From what was closed in so many days; where that is nothing, in so many.
LATELY, FURTHER = timedelta(days=30), timedelta(days=90)
WEEK, HOURS = timedelta(days=7), 9
DAYS_OF_WORK, FROM_HOUR = 5, 8


@dataclass(frozen=True)
class Closed:
    """A closed hazard that may be drawn. rate: the share of its category that managers look at; able: the managers who
    may, in their order."""

    number: str
    round: int
    rate: float
    able: tuple[str, ...]


@dataclass(frozen=True)
class Visit:
    """share: where the draw fell; at: when he is asked; rate: how likely it was, by how many of the week's draw there
    were managers for."""

    number: str
    to: str
    share: float
    at: datetime
    rate: float


def managers(area: Area | None, out: Collection[str], here: Here) -> tuple[Person, ...]:
    """Who walks: holders of the role `managers`, else who answers for the plant and the deputy in charge; those of a
    department only in its own areas."""
    roles, plant = here.plant.roles, here.plant
    posts = [post for post in roles.managers or (*roles.plant_head, *roles.deputy_in_charge) if post in plant.posts]
    places = [(post, area.department if area and plant.posts[post].scope == "department" else None) for post in posts]
    found = {each.id: each for post, where in places for each in plant.holders(post, where)}
    return tuple(each for each in found.values() if each.id not in out and there(each, here))


def draw(closed: Sequence[Closed], seed: str, most: int, now: datetime) -> tuple[Visit, ...]:
    """The visits of a week, each manager `most` at most; whoever has the fewest is taken first. seed: random, taken at
    the draw."""
    shares = {each.number: share_of(seed, each.number, each.round) for each in closed}
    drawn = [each for each in sorted(closed, key=lambda each: shares[each.number]) if shares[each.number] < each.rate]
    load: dict[str, int] = {}
    taken = []
    for each in drawn:
        free = [person for person in each.able if load.get(person, 0) < most]
        if free:
            to = min(free, key=lambda person: (load.get(person, 0), share_of(seed, f"{each.number}/{person}", 0)))
            load[to] = load.get(to, 0) + 1
            taken.append((each, to))
    return tuple(
        Visit(one.number, to, shares[one.number], moment(seed, one.number, now), one.rate * len(taken) / len(drawn))
        for one, to in taken
    )


def moment(seed: str, number: str, now: datetime) -> datetime:
    """When within the five working days after `now`, between 8 and 17 o'clock."""
    told = hashlib.sha256(f"{seed}/{number}/at".encode()).digest()
    minutes = int.from_bytes(told[:4], "big") % (DAYS_OF_WORK * HOURS * 60)
    day, left = divmod(minutes, HOURS * 60)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight + timedelta(days=ahead) for ahead in range(1, 8)]
    working = [each for each in days if each.isoweekday() <= DAYS_OF_WORK]
    return working[day] + timedelta(hours=FROM_HOUR, minutes=left)
