"""Who is on duty: the day shift on workdays, and the crews in their cycle of day, night and rest."""

from datetime import date, datetime, time, timedelta

from rules.calendar import Span, kind_of
from rules.plant import Leave, Person, Plant, ShiftPlan
from rules.routing_rules import RoutingRules

DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
YEAR = 366


def on_duty(person: Person, plant: Plant, rules: RoutingRules, now: datetime) -> bool:
    """Whether the person is at work at `now` by the shift plan; leave is not considered here."""
    local = now.astimezone(plant.zone)
    if person.shift == "day":
        return _day_shift(plant.shifts, rules, local)
    return _turn(person.shift, plant.shifts, local) is not None


def leave_at(person: Person, plant: Plant, now: datetime) -> Leave | None:
    """The leave that keeps the person away at `now`. In a crew it covers the whole of each turn that a day of the leave
    touches."""
    first, last = days_at(person, plant, now)
    return next((leave for leave in person.leave if leave.from_ <= last and first <= leave.to), None)


def days_at(person: Person, plant: Plant, now: datetime) -> tuple[date, date]:
    """The first and last day of the crew's turn at `now`; today twice when there is no turn."""
    local = now.astimezone(plant.zone)
    turn = None if person.shift == "day" else _turn(person.shift, plant.shifts, local)
    return (turn.start.date(), _last_day(turn)) if turn else (local.date(), local.date())


def next_day_shift(plant: Plant, rules: RoutingRules, now: datetime) -> datetime:
    """When the day shift begins next, in the plant's zone; `now` where it does not within a year."""
    local = now.astimezone(plant.zone)
    begins = (
        datetime.combine(local.date() + DAY * ahead, plant.shifts.day.from_, local.tzinfo) for ahead in range(YEAR)
    )
    return next((each for each in begins if each > local and _day_shift(plant.shifts, rules, each)), local)


def next_change(plant: Plant, now: datetime) -> datetime:
    """When people come or go next: a crew's turn begins, or the day shift begins or ends. In the plant's zone."""
    local, shifts = now.astimezone(plant.zone), plant.shifts
    hours = {shifts.day.from_, shifts.day.to, *(begin for begin, _ in shifts.hours.values())}
    moments = (datetime.combine(local.date() + DAY * ahead, hour, plant.zone) for ahead in (0, 1) for hour in hours)
    return min(moment for moment in moments if moment > local)


def next_shift(plant: Plant, now: datetime) -> datetime:
    """When the next shift begins: a crew's turn, or the day shift where there are no crews. In the plant's zone."""
    local, shifts = now.astimezone(plant.zone), plant.shifts
    hours = {begin for begin, _ in shifts.hours.values()} or {shifts.day.from_}
    moments = (datetime.combine(local.date() + DAY * ahead, hour, plant.zone) for ahead in (0, 1) for hour in hours)
    return min(moment for moment in moments if moment > local)


def next_turn(person: Person, plant: Plant, rules: RoutingRules, after: datetime) -> datetime | None:
    """When the person's next shift begins after this moment, outside his leave; None where none does within two weeks.
    A night shift counts: it is when he is awake."""
    moment, end = after, after + 14 * DAY
    while moment < end:
        was = on_duty(person, plant, rules, moment)
        moment = next_change(plant, moment)
        if not was and on_duty(person, plant, rules, moment) and leave_at(person, plant, moment) is None:
            return moment
    return None


def duty_leader(plant: Plant, now: datetime) -> Person:
    """The manager whom the roster names for that day; he may be off work at that hour."""
    return plant.person(plant.duty_roster.leader_on(plant.day(now)))


def _day_shift(shifts: ShiftPlan, rules: RoutingRules, local: datetime) -> bool:
    """Whether it is day shift: a make-up workday counts and a holiday does not, whatever the weekday."""
    day = kind_of(local.date(), rules)
    made_up = local.date() in rules.calendar.make_up_workdays
    works = day.kind == "workday" and (made_up or local.isoweekday() in shifts.day.weekdays)
    return works and shifts.day.from_ <= local.time() < shifts.day.to


def _turn(crew: str, shifts: ShiftPlan, local: datetime) -> Span | None:
    """The crew's turn that covers `local`: today's, or yesterday's that lasts into today."""
    for day in (local.date(), local.date() - DAY):
        hours = _hours(crew, shifts, day)
        if hours is not None:
            start, end = (datetime.combine(day, hour, local.tzinfo) for hour in hours)
            turn = Span(start, end if start < end else end + DAY)
            if turn.start <= local < turn.end:
                return turn
    return None


def _last_day(turn: Span) -> date:
    """The end does not belong to the turn: a turn until midnight ends on the day before."""
    return (turn.end - MOMENT).date()


def _hours(crew: str, shifts: ShiftPlan, day: date) -> tuple[time, time] | None:
    step = ((day - shifts.anchor_date).days + shifts.offset[crew]) % len(shifts.cycle)
    return shifts.hours.get(shifts.cycle[step])
