"""How long somebody has learned (training.md §1, §2): what counts, in 学时 and from where, and what his trades ask for.

Only what was before his eyes counts, of a lesson that was passed: of its tries the longest one, and never more than one
and a half times what it takes. Beside it count the hours that whoever taught him a level has told, drills that were
passed, and what the safety office has written down. One 学时 is 45 minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from rules.plant import Person
from rules.training.trades import Trade, Trades

HOUR_S = 45 * 60
# As many 学时 as anybody is taught face to face on one day: nine hours.
MOST_A_DAY = 12
MOST = Fraction(3, 2)
Source = Literal["level", "class", "lesson", "drill", "field"]
SOURCES: Mapping[Source, str] = {
    "level": "三级教育",
    "class": "当面授课",
    "lesson": "微课",
    "drill": "桌面演练",
    "field": "现场演练",
}
# What the safety office writes down itself.
ENTERED: tuple[Source, ...] = ("class", "field")


@dataclass(frozen=True)
class Spent:
    """A try of a lesson. seconds: how long it was before somebody's eyes; minutes: how long the lesson takes."""

    seconds: int
    minutes: int


@dataclass(frozen=True)
class Earned:
    """What counts on a day."""

    on: date
    seconds: int
    source: Source


@dataclass(frozen=True)
class Wanted:
    """What is asked of somebody, in 学时: before he begins, and each year; trade: which of his trades asks most."""

    initial: Fraction
    annual: Fraction
    trade: str


def counted(tries: Iterable[Spent]) -> int:
    """Seconds that count of one lesson, from the tries up to its pass."""
    return max((min(each.seconds, int(each.minutes * 60 * MOST)) for each in tries), default=0)


def years(earned: Iterable[Earned]) -> dict[int, dict[Source, int]]:
    """Seconds by year and by where they come from."""
    found: dict[int, dict[Source, int]] = {}
    for each in earned:
        mine = found.setdefault(each.on.year, {})
        mine[each.source] = mine.get(each.source, 0) + each.seconds
    return dict(sorted(found.items()))


def told(by_source: Mapping[Source, int]) -> str:
    """三级教育 24.0 学时，微课 1.3 学时"""
    return "，".join(f"{SOURCES[each]} {words(by_source[each])}" for each in SOURCES if each in by_source)


def taught(written: str) -> int:
    """The seconds of 学时 as somebody wrote them: 8, 7.5."""
    return int(Fraction(written) * HOUR_S)


def fits(seconds: Iterable[int]) -> bool:
    """Whether somebody can have been taught all of this face to face on one day."""
    return sum(seconds) <= MOST_A_DAY * HOUR_S


def taught_from(wanted: float, begun: datetime, zone: tzinfo) -> datetime:
    """From when somebody can have been taught so many 学时 of a level that began then."""
    days = timedelta(ceil(wanted / MOST_A_DAY) - 1)
    day = datetime.combine(begun.astimezone(zone).date() + days, time(), zone)
    passed = (begun + timedelta(seconds=wanted * HOUR_S)).astimezone(zone)
    whole = passed.replace(second=0, microsecond=0)
    return max(day, whole if whole == passed else whole + timedelta(minutes=1))


def taught_by(now: datetime, begun: datetime, zone: tzinfo) -> float:
    """As many 学时 as somebody can have been taught by now of a level that began then."""
    days = (now.astimezone(zone).date() - begun.astimezone(zone).date()).days + 1
    return floor(min(days * MOST_A_DAY, (now - begun).total_seconds() / HOUR_S) * 10) / 10


def words(seconds: int) -> str:
    """1.3 学时: rounded down, so that nobody reaches a number before he has it."""
    tenths = seconds * 10 // HOUR_S
    return f"{tenths // 10}.{tenths % 10} 学时"


def reaches(seconds: int, hours: Fraction) -> bool:
    return seconds >= hours * HOUR_S


def trades_of(person: Person, trades: Trades) -> list[Trade]:
    return [trade for trade in trades.trades if {*trade.posts} & {*person.posts}]


def wanted(person: Person, trades: Trades) -> Wanted | None:
    """The most that any of his trades asks for; None where none of them is his."""
    asked = [_of(trade, trades) for trade in trades_of(person, trades)]
    return max(asked, key=lambda each: (each.annual, each.initial), default=None)


def _of(trade: Trade, trades: Trades) -> Wanted:
    initial, annual = trade.initial_hours, trade.annual_hours
    risk = "high_risk" if trade.high_risk else "general"
    first = getattr(trades.initial_hours, risk) if initial is None else initial
    yearly = getattr(trades.annual_hours, risk) if annual is None else annual
    return Wanted(Fraction(str(first)), Fraction(str(yearly)), trade.name)
