"""Whether some hour of the week really has more hazards than others (hazards.md §5), or only looks like it. Pure.

With 168 hours some hour always looks like a peak. So each is held against what the people on shift would give, with the
scatter that these reports have anyway, and all of them together keep one false alarm in twenty. What one bad week alone
made is no peak: each is tried again without its best week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import exp, lgamma, log

WEEKS, DAYS = 13, 7
SESSION = timedelta(minutes=30)
ALPHA, LEAST, RATIO, LEAST_WEEKS = 0.05, 5, 2.0, 4
# Above this the reports scatter more than chance alone.
SCATTER = 1.05
# With fewer, no single hour can be told from chance; parts of the day can.
FEW = 200
WEEKDAYS = tuple(f"周{day}" for day in "一二三四五六日")


@dataclass(frozen=True)
class Happened:
    """A hazard that somebody found. at: by the plant's clock."""

    at: datetime
    finder: str
    area: str
    category: str
    nature: str
    number: str


@dataclass(frozen=True)
class Session:
    """What one person found in one area in one go: it counts once. at: when it began."""

    at: datetime
    found: tuple[Happened, ...]


@dataclass(frozen=True)
class Band:
    """Hours of the day from `start` to `end`, which is not after `start` for one that passes midnight; it belongs to
    the day on which it begins."""

    start: int
    end: int

    @property
    def hours(self) -> tuple[int, ...]:
        length = (self.end - self.start) % 24 or 24
        return tuple((self.start + step) % 24 for step in range(length))

    def __str__(self) -> str:
        return f"{self.start}–{self.end} 点"


@dataclass(frozen=True)
class Cell:
    """One hour, or one part of the day, of one weekday. by_week: sessions in each week; share: of all hours that people
    were on shift, from 0 to 1."""

    weekday: int
    band: Band
    share: float
    by_week: tuple[int, ...]
    sessions: tuple[Session, ...] = ()

    @property
    def count(self) -> int:
        return sum(self.by_week)


@dataclass(frozen=True)
class Peak:
    """low, high: the 95 % interval of the ratio; q: the share of false ones in a list that ends with it."""

    cell: Cell
    expected: float
    low: float
    high: float
    q: float

    @property
    def ratio(self) -> float:
        return self.cell.count / self.expected

    @property
    def weeks(self) -> int:
        return sum(week > 0 for week in self.cell.by_week)


HOURLY = tuple(Band(hour, hour + 1) for hour in range(24))


def bands(changes: Iterable[time]) -> tuple[Band, ...]:
    """The parts of the day between the full hours next to which shifts change."""
    cuts = sorted({(each.hour + (each.minute >= 30)) % 24 for each in changes}) or [0]
    return tuple(Band(start, end) for start, end in zip(cuts, [*cuts[1:], cuts[0]], strict=True))


def sessions(found: Iterable[Happened]) -> list[Session]:
    """One for all that one person found in one area within half an hour of the first; of nobody each stands alone."""
    grown: list[list[Happened]] = []
    last: dict[tuple[str, str], list[Happened]] = {}
    for each in sorted(found, key=lambda one: one.at):
        key = (each.finder, each.area)
        before = last.get(key) if each.finder else None
        if before and each.at - before[0].at <= SESSION:
            before.append(each)
        else:
            last[key] = [each]
            grown.append(last[key])
    return [Session(batch[0].at, tuple(batch)) for batch in grown]


def table(
    every: Sequence[Session], exposure: Mapping[tuple[int, int], float], of: Sequence[Band], since: datetime, weeks: int
) -> list[Cell]:
    """Each cell of the week. exposure: (weekday, hour) → hours that people were on shift in all these weeks; since: the
    midnight with which the first week begins."""
    whole = sum(exposure.values())
    found: dict[tuple[int, int], list[Session]] = {}
    for each in every:
        found.setdefault((each.at.weekday(), each.at.hour), []).append(each)
    return [_cell(weekday, band, found, exposure, whole, since, weeks) for weekday in range(DAYS) for band in of]


def slots(weekday: int, band: Band) -> list[tuple[int, int]]:
    """(weekday, hour) of each hour of the band: what is past midnight is the next day's."""
    return [((weekday + (hour < band.start)) % DAYS, hour) for hour in band.hours]


def _cell(
    weekday: int,
    band: Band,
    found: Mapping[tuple[int, int], list[Session]],
    exposure: Mapping[tuple[int, int], float],
    whole: float,
    since: datetime,
    weeks: int,
) -> Cell:
    hours = slots(weekday, band)
    mine = [each for hour in hours for each in found.get(hour, ())]
    per_week = Counter((each.at - since) // timedelta(days=DAYS) for each in mine)
    share = sum(exposure.get(hour, 0.0) for hour in hours) / whole if whole else 0.0
    return Cell(weekday, band, share, tuple(per_week.get(week, 0) for week in range(weeks)), tuple(mine))


def peaks(cells: Sequence[Cell]) -> list[Peak]:
    """The cells that are really higher, the surest first; none for noise."""
    there = [cell for cell in cells if cell.share > 0]
    total, scatter = sum(cell.count for cell in there), scatter_of(there)
    if not total:
        return []
    expected = [total * cell.share for cell in there]
    first = _q(there, expected, scatter)
    without = [_without_best(cell) for cell in there]
    weeks = len(there[0].by_week)
    second = _q(without, [each * (weeks - 1) / weeks for each in expected], scatter)
    found = [
        Peak(cell, each, *interval(cell.count, each, scatter), max(one, other))
        for cell, each, one, other in zip(there, expected, first, second, strict=True)
        if one < ALPHA and other < ALPHA
    ]
    return sorted(filter(_guarded, found), key=lambda peak: (peak.q, -peak.ratio))


def _guarded(peak: Peak) -> bool:
    """Many enough, in enough weeks, and twice what was to be expected, with and without the best week."""
    rest = _without_best(peak.cell)
    weeks = len(peak.cell.by_week)
    less = peak.expected * (weeks - 1) / weeks
    return peak.cell.count >= LEAST and peak.weeks >= LEAST_WEEKS and peak.ratio >= RATIO and rest.count >= RATIO * less


def _without_best(cell: Cell) -> Cell:
    best = max(cell.by_week, default=0)
    at = cell.by_week.index(best) if cell.by_week else 0
    return Cell(cell.weekday, cell.band, cell.share, (*cell.by_week[:at], *cell.by_week[at + 1 :]))


def scatter_of(cells: Sequence[Cell]) -> float:
    """Variance over mean within the cells, over the weeks, all together: 1 where chance alone rules, more where reports
    come in batches."""
    weeks = len(cells[0].by_week) if cells else 0
    if weeks < 2:
        return 1.0
    means = [cell.count / weeks for cell in cells]
    spread = sum(
        sum((week - mean) ** 2 for week in cell.by_week) / (weeks - 1) for cell, mean in zip(cells, means, strict=True)
    )
    return spread / sum(means) if sum(means) else 1.0


def _q(cells: Sequence[Cell], expected: Sequence[float], scatter: float) -> list[float]:
    return false_discovery([at_least(cell.count, each, scatter) for cell, each in zip(cells, expected, strict=True)])


def at_least(count: int, expected: float, scatter: float = 1.0) -> float:
    """How likely so many or more are by chance: Poisson; negative binomial with that variance where reports scatter
    more."""
    if count <= 0:
        return 1.0
    term = _negative_binomial(expected, scatter) if scatter > SCATTER else _poisson(expected)
    return max(0.0, 1.0 - sum(map(term, range(count))))


def _poisson(expected: float) -> Callable[[int], float]:
    return lambda i: exp(i * log(expected) - expected - lgamma(i + 1))


def _negative_binomial(expected: float, scatter: float) -> Callable[[int], float]:
    size, p = expected / (scatter - 1), 1 / scatter
    return lambda i: exp(lgamma(i + size) - lgamma(i + 1) - lgamma(size) + size * log(p) + i * log(1 - p))


def false_discovery(chances: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg: the share of false ones in the list that ends with each of them."""
    many, least = len(chances), 1.0
    found = [1.0] * many
    for rank, at in sorted(enumerate(sorted(range(many), key=chances.__getitem__), 1), reverse=True):
        least = min(least, chances[at] * many / rank)
        found[at] = least
    return found


def interval(count: int, expected: float, scatter: float) -> tuple[float, float]:
    """The 95 % interval of count over expected: exact, of so many independent ones as tell as much."""
    wide = max(1.0, scatter)
    worth = count / wide
    low = solve(lambda mean: _tail(worth, mean) - 0.025, 0.0, worth) if count else 0.0
    high = solve(lambda mean: _tail(worth + 1, mean) - 0.975, worth, 3 * worth + 20)
    return low * wide / expected, high * wide / expected


def _tail(shape: float, mean: float) -> float:
    """The chance of `shape` or more where `mean` are expected, also between whole numbers (the incomplete gamma
    function)."""
    if mean <= 0:
        return 0.0
    term = total = exp(shape * log(mean) - mean - lgamma(shape + 1))
    step = 1
    while term > total * 1e-12:
        term *= mean / (shape + step)
        total, step = total + term, step + 1
    return min(1.0, total)


def solve(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where between these it is zero."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2
