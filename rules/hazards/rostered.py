"""How many hours people were on shift, for each hour of the week: what hazards are held against. Pure.

By today's roster; who was on leave or has left meanwhile is not known to it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime, time, timedelta

from rules.hazards.peaks import Band
from rules.plant import Person, Plant
from rules.routing_rules import RoutingRules
from rules.shifts import on_duty

HOUR, HALF = timedelta(hours=1), timedelta(minutes=30)


def exposure(
    plant: Plant, rules: RoutingRules, since: datetime, weeks: int, people: Iterable[Person]
) -> dict[tuple[int, int], float]:
    """(weekday, hour) → hours that these people were on shift. since: a midnight by the plant's clock."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    there = _there(plant, rules, people)
    for at in _hours(plant, since, since + timedelta(weeks=weeks)):
        found[at.weekday(), at.hour] += there(at)
    return dict(found)


def hours_in(
    plant: Plant,
    rules: RoutingRules,
    slots: Container[tuple[int, int]],
    since: datetime,
    until: datetime,
    people: Iterable[Person],
) -> float:
    """Hours that these people were on shift between two midnights, in these (weekday, hour) of the week."""
    there = _there(plant, rules, people)
    return float(sum(there(at) for at in _hours(plant, since, until) if (at.weekday(), at.hour) in slots))


def _hours(plant: Plant, since: datetime, until: datetime) -> Iterator[datetime]:
    first = since.astimezone(plant.zone)
    yield from (first + step * HOUR for step in range((until - since) // HOUR))


def _there(plant: Plant, rules: RoutingRules, people: Iterable[Person]) -> Callable[[datetime], int]:
    """How many of them are on shift in the hour that begins then."""
    shifts = Counter(person.shift for person in people)
    one_of = {person.shift: person for person in plant.people}
    return lambda at: sum(many for shift, many in shifts.items() if on_duty(one_of[shift], plant, rules, at + HALF))


def changes(plant: Plant) -> set[time]:
    """When people come or go: a crew's turn begins, the day shift begins or ends."""
    shifts = plant.shifts
    return {shifts.day.from_, shifts.day.to, *(begin for begin, _ in shifts.hours.values())}


def touches(band: Band, at: Iterable[time]) -> bool:
    """Whether people change shifts in these hours, or at their very end."""
    edges = {band.start * 60, *((hour * 60 + 60) % 1440 for hour in band.hours)}
    minutes = {each.hour * 60 + each.minute for each in at}
    within = {minute for minute in minutes if minute // 60 in band.hours}
    return bool(within or minutes & {edge % 1440 for edge in edges})
