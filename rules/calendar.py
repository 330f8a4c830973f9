"""Night, rest days, holidays and other special days of the plant, and which of them a job's work windows touch.

GB 30871—2022 §5.1.1 asks for stricter management then but does not define "night": the hours are the plant's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from rules.phrases import day_words
from rules.routing_rules import Period, RoutingRules, Window
from rules.templates import Level

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A stretch of time, its end not included."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def days(self) -> Iterator[date]:
        """The calendar days that it touches, in the zone of its start."""
        day = self.start.date()
        while datetime.combine(day, datetime.min.time(), self.start.tzinfo) < self.end:
            yield day
            day += DAY


@dataclass(frozen=True)
class Touch:
    window: Window
    words: str


@dataclass(frozen=True)
class DayKind:
    """What a calendar day is; `unsure` when the calendar does not reach it."""

    kind: Literal["workday", "rest_day", "holiday"]
    words: str
    unsure: bool = False


def kind_of(day: date, rules: RoutingRules) -> DayKind:
    """First holidays count, then make-up workdays, then the weekday. Past `known_until` only fixed holidays count."""
    calendar = rules.calendar
    unsure = day > calendar.known_until
    holiday = _period_on(day, calendar.holidays)
    if holiday is None and unsure and f"{day:%m-%d}" in calendar.fixed_fallback:
        return DayKind("holiday", f"{day_words(day)}是法定节日", unsure)
    if holiday:
        return DayKind("holiday", f"{day_words(day)}是{holiday.name}假期")
    if day in calendar.make_up_workdays:
        return DayKind("workday", f"{day_words(day)}是调休上班日")
    if day.isoweekday() in rules.windows.rest_day.weekdays:
        return DayKind("rest_day", f"{day_words(day)}是公休日", unsure)
    return DayKind("workday", f"{day_words(day)}是工作日", unsure)


def work_windows(span: Span, level: Level) -> tuple[Span, ...]:
    """When people really work: the level's daily window if the job lasts more than a day, else the whole period."""
    window = level.daily_window
    if window is None or span.end - span.start <= DAY:
        return (span,)
    zone = span.start.tzinfo
    daily = (
        Span(datetime.combine(day, window.from_, zone), datetime.combine(day, window.to, zone)) for day in span.days()
    )
    return tuple(Span(max(each.start, span.start), min(each.end, span.end)) for each in daily if each.overlaps(span))


def touches(spans: Sequence[Span], rules: RoutingRules, zone: ZoneInfo) -> tuple[Touch, ...]:
    """Every special window that the work falls into, each once, with its words."""
    local = [Span(span.start.astimezone(zone), span.end.astimezone(zone)) for span in spans]
    found = [touch for span in local for touch in _touches(span, rules)]
    return tuple({touch.window: touch for touch in reversed(found)}.values())[::-1]


def beyond_calendar(spans: Sequence[Span], rules: RoutingRules, zone: ZoneInfo) -> str | None:
    """A warning when the work lies beyond the calendar's last known day."""
    known = rules.calendar.known_until
    if all(span.end.astimezone(zone).date() <= known for span in spans):
        return None
    return f"假期表只到{known.year}年{day_words(known)}，之后按周末和固定节日判断，请安全部门补假期表"


def _touches(span: Span, rules: RoutingRules) -> Iterator[Touch]:
    if any(span.overlaps(night) for night in _nights(span, rules)):
        night = rules.windows.night
        yield Touch("night", f"作业时段碰到夜间（{night.from_:%H:%M}–{night.to:%H:%M}）")
    for day in span.days():
        answer = kind_of(day, rules)
        if answer.kind != "workday":
            yield Touch(answer.kind, answer.words)
        special = _period_on(day, rules.calendar.plant_special)
        if special:
            yield Touch("plant_special", f"{day_words(day)}在{special.name}期间")


def _nights(span: Span, rules: RoutingRules) -> Iterator[Span]:
    night, zone = rules.windows.night, span.start.tzinfo
    first = span.start.date() - DAY
    for offset in range((span.end.date() - first).days + 1):
        evening = first + offset * DAY
        morning = evening + DAY if night.to <= night.from_ else evening
        yield Span(datetime.combine(evening, night.from_, zone), datetime.combine(morning, night.to, zone))


def _period_on(day: date, periods: Sequence[Period]) -> Period | None:
    return next((period for period in periods if period.from_ <= day <= period.to), None)
