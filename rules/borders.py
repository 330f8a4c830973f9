"""Where the work under a permit must stop although its period goes on: the end of a day's hours, or a night, rest day
or holiday for which the permit was not routed.

GB 30871—2022 §5.1.1 asks for stricter management then. A permit without it stops at the border.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rules.calendar import Span, touches, work_windows
from rules.routing_rules import RoutingRules, Window
from rules.templates import Level

DAY = timedelta(days=1)
INSTANT = timedelta(seconds=1)


@dataclass(frozen=True)
class Stretch:
    """What borders depend on: the kind, its level, the permit's period, and whether the calendar upgraded it."""

    kind: str
    level: Level
    period: Span
    upgraded: bool


@dataclass(frozen=True)
class Border:
    at: datetime
    words: str


def next_border(stretch: Stretch, rules: RoutingRules, zone: ZoneInfo, now: datetime) -> Border | None:
    """The first border after `now` inside the permit's period; None: the work may go on to the end."""
    ends = (span.end for span in _hours(stretch, zone) if now < span.end < stretch.period.end)
    daily = [Border(end, f"当天作业时段到 {end:%H:%M}") for end in ends]
    special = [] if stretch.upgraded else list(_special(stretch, rules, zone, now))
    return min((*daily, *special), key=lambda border: border.at, default=None)


def barred(stretch: Stretch, rules: RoutingRules, zone: ZoneInfo, now: datetime) -> str:
    """Why nobody may work at `now` although the period is not over, or nothing."""
    hours = _hours(stretch, zone)
    if not any(span.start <= now < span.end for span in hours):
        following = next((span.start for span in hours if span.start > now), None)
        return f"现在不在当天作业时段：请等到 {following:%H:%M}" if following else "作业时段已过：请重新办票"
    words = {} if stretch.upgraded else _met(now, stretch, rules, zone)
    return f"{next(iter(words.values()))}，本票没有按此升级审批：请另办票" if words else ""


def _hours(stretch: Stretch, zone: ZoneInfo) -> list[Span]:
    local = Span(stretch.period.start.astimezone(zone), stretch.period.end.astimezone(zone))
    return list(work_windows(local, stretch.level))


def _special(stretch: Stretch, rules: RoutingRules, zone: ZoneInfo, now: datetime) -> Iterator[Border]:
    """Each moment at which a special window begins."""
    for moment in _turns(rules, zone, now, stretch.period.end):
        before = _met(moment - INSTANT, stretch, rules, zone)
        begun = [words for window, words in _met(moment, stretch, rules, zone).items() if window not in before]
        if begun:
            yield Border(moment, f"{begun[0]}，本票没有按此升级审批")


def _turns(rules: RoutingRules, zone: ZoneInfo, now: datetime, end: datetime) -> Iterator[datetime]:
    """Midnights and beginnings of the night between the two moments."""
    day = now.astimezone(zone).date()
    while datetime.combine(day, datetime.min.time(), zone) < end:
        for clock in (datetime.min.time(), rules.windows.night.from_):
            moment = datetime.combine(day, clock, zone)
            if now < moment < end:
                yield moment
        day += DAY


def _met(moment: datetime, stretch: Stretch, rules: RoutingRules, zone: ZoneInfo) -> dict[Window, str]:
    """The special windows of that moment that would have changed this kind's route, with their words."""
    counted = {window for rule in rules.upgrades.rules if stretch.kind in rule.kinds for window in rule.when_any}
    found = touches([Span(moment, moment + INSTANT)], rules, zone)
    return {touch.window: touch.words.replace("作业时段碰到", "") for touch in found if touch.window in counted}
