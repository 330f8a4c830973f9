"""Faults of the plant's calendar: days that end before they begin, nights and rest days that never come."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta

from config.problem import Path
from rules.routing_rules import Calendar, Period, RoutingRules

LONGEST = timedelta(days=60)
# What is night everywhere, whatever else a plant calls so; as for night shifts by law.
NIGHT = (time(22), time(6))
# The state moves fewer rest days than this in a year, and only Saturdays and Sundays.
MOST_MOVED, WEEKEND = 12, frozenset({6, 7})
MOST_YEARS = 100


def faults(rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    """Each fault with its path in routing_rules.yaml."""
    yield from _periods(("calendar", "holidays"), rules.calendar.holidays)
    yield from _periods(("calendar", "plant_special"), rules.calendar.plant_special)
    yield from _make_up(rules.calendar)
    yield from _moved(rules)
    yield from _known(rules)
    for day in sorted(rules.calendar.fixed_fallback):
        if not _in_a_year(day):
            yield ("calendar", "fixed_fallback"), f"“{day}”不是 月-日，如 10-01：请改正"
    night = rules.windows.night
    if night.from_ == night.to:
        yield ("windows", "night"), "夜间的开始和结束相同，就没有夜间了：请改正"
    elif not _covers(night.from_, night.to):
        yield ("windows", "night"), f"夜间至少要含 {NIGHT[0]:%H:%M}–{NIGHT[1]:%H:%M}，不然夜里的动火不升级：请改正"
    if not rules.windows.rest_day.weekdays:
        yield ("windows", "rest_day", "weekdays"), "没有公休日，公休日升级就不起作用：请写星期几"


def _periods(at: Path, periods: Sequence[Period]) -> Iterator[tuple[Path, str]]:
    for place, period in enumerate(periods):
        if period.to < period.from_:
            yield (*at, place, "to"), f"{period.name}的结束日早于开始日：请改正"
        elif period.to - period.from_ > LONGEST:
            yield (*at, place, "to"), f"{period.name}超过 {LONGEST.days} 天：请核对年份"


def _make_up(calendar: Calendar) -> Iterator[tuple[Path, str]]:
    for day in sorted(calendar.make_up_workdays):
        holiday = next((each for each in calendar.holidays if each.from_ <= day <= each.to), None)
        if holiday:
            yield ("calendar", "make_up_workdays"), f"{day} 在{holiday.name}假期里，不能又是调休上班日：请改正"


def _covers(start: time, end: time) -> bool:
    return end < start <= NIGHT[0] and end >= NIGHT[1]


def _moved(rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    """Rest days on which people work, because the state moved them: few, and days that else were free."""
    at: Path = ("calendar", "make_up_workdays")
    days = sorted(rules.calendar.make_up_workdays)
    odd = next((day for day in days if day.isoweekday() not in rules.windows.rest_day.weekdays | WEEKEND), None)
    if odd:
        yield at, f"{odd} 本来就不是休息日，不用写成调休上班日：请核对日期"
    for year, count in sorted(Counter(day.year for day in days).items()):
        if count > MOST_MOVED:
            yield at, f"{year} 年写了 {count} 个调休上班日，公休日升级就不起作用了：最多 {MOST_MOVED} 个，请核对"


def _known(rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    """A year that is said to be known has its holidays; else the fixed ones would not count either."""
    calendar = rules.calendar
    held = {day.year for period in calendar.holidays for day in (period.from_, period.to)}
    first = min(held, default=rules.effective_from.year)
    last = min(calendar.known_until.year, first + MOST_YEARS)
    empty = next((year for year in range(first, last + 1) if year not in held), None)
    if empty is not None and calendar.known_until >= rules.effective_from:
        message = f"known_until 写到 {calendar.known_until}，{empty} 年却没有假期：请补上，或写假期表真正到的那一天"
        yield ("calendar", "known_until"), message


def _in_a_year(day: str) -> bool:
    try:
        return f"{date.fromisoformat(f'2024-{day}'):%m-%d}" == day
    except ValueError:
        return False
