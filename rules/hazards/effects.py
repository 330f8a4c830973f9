"""Whether a measure changed the hour of the week for which it was taken (hazards.md §8). Pure.

What it is held against lies outside the weeks that found the peak, and so does what is counted since: these weeks were
chosen because they are high, and whatever comes after looks better beside them. It is told with its interval, also
where nothing shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, inf, lgamma, log

from rules.hazards.figures import Period
from rules.hazards.peaks import DAYS, WEEKDAYS, WEEKS, Band, Session, scatter_of, slots, solve, table

MOST_WORDS = 100
WEEK = timedelta(days=DAYS)
NOTHING_BEFORE = "还没有可比的时段"


@dataclass(frozen=True)
class Spot:
    """A cell of the week in which a peak was found, and of what: empty for the whole plant, and for every nature."""

    weekday: int
    band: Band
    department: str = ""
    nature: str = ""

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.band}"


@dataclass(frozen=True)
class Seen:
    """What happened in a cell in some weeks. count: sessions; hours: that people were on shift in it."""

    count: int
    hours: float

    def __str__(self) -> str:
        return f"{self.count} 次 / {self.hours:.0f} 人时"


@dataclass(frozen=True)
class Effect:
    """since: from the measure on; before: outside the weeks that found the peak, None where there are no such records;
    scatter: see `peaks.scatter_of`."""

    since: Seen
    before: Seen | None
    scatter: float = 1.0

    def __str__(self) -> str:
        """「比以前少：0.5 倍（0.3–0.9）」. What is printed decides: an interval that reaches 1.0 shows no change."""
        if self.before is None or not self.before.hours:
            return NOTHING_BEFORE
        if not self.since.hours:
            return "还没轮到这个时段"
        if not self.since.count + self.before.count:
            return "两段都没有报过，比不出"
        low, high = interval(self.since, self.before, self.scatter)
        change = "比以前少" if round(high, 1) < 1 else "比以前多" if round(low, 1) > 1 else "看不出变化"
        if not self.before.count:
            return f"{change}：以前没有报过（{low:.1f} 倍以上）"
        ratio = self.since.count / self.since.hours / (self.before.count / self.before.hours)
        return f"{change}：{ratio:.1f} 倍（{low:.1f}–{high:.1f}）"


def wrong(words: str, begins: date | None, found_from: date, today: date) -> list[str]:
    """What can't be taken of what was typed, each in words that name its field."""
    return [*_words(words), *_day(begins, found_from, today)]


def _words(words: str) -> Iterable[str]:
    if not words:
        yield "还要写做了什么"
    if len(words) > MOST_WORDS:
        yield f"做了什么最多写 {MOST_WORDS} 个字，现在有 {len(words)} 个"


def _day(begins: date | None, found_from: date, today: date) -> Iterable[str]:
    if begins is None:
        yield f"还要填从哪天起，如 {today}"
    elif begins > today:
        yield f"从哪天起不能晚于今天 {today}，到了那天再记"
    elif begins < found_from:
        yield f"从哪天起不能早于 {found_from}，再早就没有以前可比了"


def baseline(found: Period, recorded: datetime | None) -> Period | None:
    """The 13 weeks before those that found the peak, or as many whole ones of them as there are records. recorded: when
    the first record came, None for none."""
    weeks = min(WEEKS, (found.start - recorded) // WEEK) if recorded else 0
    return Period(found.start - weeks * WEEK, found.start) if weeks > 0 else None


def running(begins: datetime, found: Period, until: datetime) -> Period:
    """What counts for the measure: from its first day to `until`, both midnights, without the weeks that found the
    peak."""
    start = max(begins, found.end)
    return Period(start, max(start, until))


def count(spot: Spot, every: Iterable[Session], period: Period) -> int:
    """How many of these fall into the cell in this period."""
    mine = slots(spot.weekday, spot.band)
    return sum(period.start <= each.at < period.end and (each.at.weekday(), each.at.hour) in mine for each in every)


def scatter(spot: Spot, every: Iterable[Session], before: Period) -> float:
    """How much more than by chance reports scatter, in these hours of all days, over the weeks of the baseline."""
    within = [each for each in every if before.start <= each.at < before.end]
    return scatter_of(table(within, {}, (spot.band,), before.start, (before.end - before.start) // WEEK))


def interval(since: Seen, before: Seen, scatter: float = 1.0) -> tuple[float, float]:
    """The 95 % interval of the ratio of both rates: exact (of all that happened, how much since: binomial), of so many
    independent ones as tell as much."""
    wide = max(1.0, scatter)
    now, then, times = since.count / wide, before.count / wide, before.hours / since.hours
    low = solve(lambda p: beta(now, then + 1, p) - 0.025, 0.0, 1.0) if now else 0.0
    high = solve(lambda p: beta(now + 1, then, p) - 0.975, 0.0, 1.0) if then else 1.0
    return low / (1 - low) * times, high / (1 - high) * times if high < 1 else inf


def beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its series on the side where that is short."""
    if x <= 0 or x >= 1:
        return float(x > 0)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta(b, a, 1 - x)
    term = total = exp(a * log(x) + b * log(1 - x) + lgamma(a + b) - lgamma(a + 1) - lgamma(b))
    step = 0
    while term > total * 1e-12:
        term *= (a + b + step) / (a + 1 + step) * x
        total, step = total + term, step + 1
    return min(1.0, total)
