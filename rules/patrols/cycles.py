"""When a round falls due: by hours, days, months or years, on all days, on workdays or on days of rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from rules.calendar import Span, kind_of
from rules.patrols.measures import Days, Measure
from rules.patrols.plans import Plan
from rules.routing_rules import RoutingRules

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Beyond this many beginnings, or days, none is looked for: what never falls due is a fault of the data.
FARTHEST, MOST_DAYS = 24 * 366, 31


def next_due(plan: Plan, after: datetime, rules: RoutingRules) -> Span | None:
    """The first round that begins after this moment, with its end; None where none does. after: in the plant's
    zone."""
    begins = next((each for each in _beginnings(plan, after, rules) if each > after), None)
    return Span(begins, begins + timedelta(minutes=plan.like.within)) if begins else None


def ever(measure: Measure, since: date, rules: RoutingRules) -> bool:
    """Whether a round of this cycle, counted from `since`, ever falls due."""
    before = datetime.combine(since, time(), UTC) - DAY
    return next_due(Plan("", "", measure.post, measure, since, ()), before, rules) is not None


def hours_of(measure: Measure) -> tuple[time, ...]:
    """The times of day of an hourly cycle, in order, whatever its `between`: they come again after 24 rounds."""
    first = datetime.combine(date.min, measure.from_)
    return tuple(sorted({(first + number * measure.cycle * HOUR).time() for number in range(24)}))


def _beginnings(plan: Plan, after: datetime, rules: RoutingRules) -> Iterator[datetime]:
    """In order, from shortly before `after`."""
    first, measure = datetime.combine(plan.since, plan.like.from_, after.tzinfo), plan.like
    if measure.unit == "hours":
        step = measure.cycle * HOUR
        start = max(0, (after - first) // step)
        nominal = (first + number * step for number in range(start, start + FARTHEST))
        yield from (each for each in nominal if _in_hours(each.time(), measure.between) and _fits(each, plan, rules))
    elif measure.unit == "days" and measure.cycle == 1:
        start = max(0, (after - first).days)
        nominal = (first + number * DAY for number in range(start, start + FARTHEST))
        yield from (each for each in nominal if _fits(each, plan, rules))
    else:
        yield from _moved(plan, first, after, rules)


def _moved(plan: Plan, first: datetime, after: datetime, rules: RoutingRules) -> Iterator[datetime]:
    """A round of several days, of months or years does not fall out on a day that is none of its own: it moves on to
    the next that is, unless another one begins before."""
    for number in count(_before(plan, first, after)):
        begins, following = _nominal(plan, first, number), _nominal(plan, first, number + 1)
        days = (begins + ahead * DAY for ahead in range(MOST_DAYS))
        found = next((each for each in days if _fits(each, plan, rules)), None)
        if found is not None and found < following:
            yield found
        if begins > after + FARTHEST * DAY:
            return


def _before(plan: Plan, first: datetime, after: datetime) -> int:
    """The number of a beginning that is surely before this moment."""
    longest = {"days": 1, "months": 31, "years": 366}[plan.like.unit] * plan.like.cycle
    return max(0, (after - first).days // longest - 1)


def _nominal(plan: Plan, first: datetime, number: int) -> datetime:
    step = number * plan.like.cycle
    if plan.like.unit == "days":
        return first + step * DAY
    months = step * (12 if plan.like.unit == "years" else 1)
    return datetime.combine(_months_on(first.date(), months), first.time(), first.tzinfo)


def _months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - DAY).day
    return date(year, month + 1, min(day.day, last))


def _in_hours(moment: time, between: tuple[time, ...]) -> bool:
    if not between:
        return True
    begins, ends = between
    return begins <= moment < ends if begins < ends else moment >= begins or moment < ends


def _fits(moment: datetime, plan: Plan, rules: RoutingRules) -> bool:
    days: Days = plan.like.days
    return days == "every" or (kind_of(moment.date(), rules).kind == "workday") == (days == "workday")
