"""Faults of the plant's calendar: days that end before they begin, nights and rest days that never come."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from config.problem import Path
from rules.routing_rules import Calendar, Period, RoutingRules

LONGEST = timedelta(days=60)


def faults(rules: RoutingRules) -> Iterator[tuple[Path, str]]:
    """Each fault with its path in routing_rules.yaml."""
    yield from _periods(("calendar", "holidays"), rules.calendar.holidays)
    yield from _periods(("calendar", "plant_special"), rules.calendar.plant_special)
    yield from _make_up(rules.calendar)
    for day in sorted(rules.calendar.fixed_fallback):
        if not _in_a_year(day):
            yield ("calendar", "fixed_fallback"), f"“{day}”不是 月-日，如 10-01：请改正"
    night = rules.windows.night
    if night.from_ == night.to:
        yield ("windows", "night"), "夜间的开始和结束相同，就没有夜间了：请改正"
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


def _in_a_year(day: str) -> bool:
    try:
        return f"{date.fromisoformat(f'2024-{day}'):%m-%d}" == day
    except ValueError:
        return False
