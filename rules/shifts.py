"""Who is on duty: the day shift on workdays, and the crews in their cycle of day, night and rest."""

from datetime import date, datetime, time, timedelta

from rules.calendar import kind_of
from rules.plant import Person, Plant, ShiftPlan
from rules.routing_rules import RoutingRules


def on_duty(person: Person, plant: Plant, rules: RoutingRules, now: datetime) -> bool:
    """Whether the person is at work at `now` by the shift plan; leave is not looked at here."""
    local = now.astimezone(plant.zone)
    if person.shift == "day":
        return _day_shift(plant.shifts, rules, local)
    return _crew_works(person.shift, plant.shifts, local)


def crew_on(plant: Plant, now: datetime) -> tuple[str, ...]:
    """The crews at work at `now`."""
    local = now.astimezone(plant.zone)
    return tuple(crew for crew in plant.shifts.crews if _crew_works(crew, plant.shifts, local))


def duty_leader(plant: Plant, now: datetime) -> Person:
    """The manager whom the roster names for that day; he need not be at work at that hour."""
    return plant.person(plant.duty_roster.leader_on(plant.day(now)))


def _day_shift(shifts: ShiftPlan, rules: RoutingRules, local: datetime) -> bool:
    """A make-up workday counts, a holiday does not, whatever its weekday."""
    day = kind_of(local.date(), rules)
    made_up = local.date() in rules.calendar.make_up_workdays
    works = day.kind == "workday" and (made_up or local.isoweekday() in shifts.day.weekdays)
    return works and shifts.day.from_ <= local.time() < shifts.day.to


def _crew_works(crew: str, shifts: ShiftPlan, local: datetime) -> bool:
    """The turn of today covers now, or the turn that began yesterday evening still does."""
    today, yesterday = local.date(), local.date() - timedelta(days=1)
    clock = local.time()
    begun = _hours(crew, shifts, today)
    if begun and _covers(begun, clock):
        return True
    left = _hours(crew, shifts, yesterday)
    return left is not None and left[1] <= left[0] and clock < left[1]


def _covers(hours: tuple[time, time], clock: time) -> bool:
    start, end = hours
    return start <= clock < end if start < end else clock >= start


def _hours(crew: str, shifts: ShiftPlan, day: date) -> tuple[time, time] | None:
    step = ((day - shifts.anchor_date).days + shifts.offset[crew]) % len(shifts.cycle)
    return shifts.hours.get(shifts.cycle[step])
