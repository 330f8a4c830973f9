"""The figures of hazards (hazards.md §4), so that two people get the same number. Pure; each percent knows its n.

What is due in a period: what falls due in it, and what was due before and is still open when it begins. What was the
same as another, or none at all, is never counted; what was opened again is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean, median

# The 97.5 % point of the normal distribution.
Z = 1.959963984540054
LEAST = 5
OPEN_MUCH = 0.10
HOUR = timedelta(hours=1)
MONTH = timedelta(days=365.25 / 12)


@dataclass(frozen=True)
class Look:
    """A second look, of the safety office or of management. rate: how likely it was drawn, from 0 to 1 (1: certain);
    None where nobody kept it: then it weighs as one that was certain."""

    at: datetime
    ok: bool
    rate: float | None = 1.0


@dataclass(frozen=True)
class Counted:
    """What is counted of one hazard. due_at: its first deadline, until: with the extensions that were granted; mended:
    when it was reported mended; checked: when the crew looked; alerts: its red alerts before the deadline; acts: what
    its owner did, at which moments; fakes: how often a person confirmed that it was not mended at all."""

    number: str
    found_at: datetime
    received_at: datetime
    due_at: datetime | None = None
    until: datetime | None = None
    closed_at: datetime | None = None
    category: str = ""
    nature: str = "thing"
    grade: str = "general"
    area: str = ""
    department: str = ""
    finder: str = ""
    owner: str = ""
    repeat: bool = False
    looks: tuple[Look, ...] = ()
    mended: tuple[datetime, ...] = ()
    checked: tuple[datetime, ...] = ()
    alerts: tuple[datetime, ...] = ()
    acts: tuple[datetime, ...] = ()
    fakes: int = 0


@dataclass(frozen=True)
class Period:
    """From `start` (included) to `end` (not included)."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.end

    def over(self, moment: datetime | None) -> bool:
        """Whether it has come by the end of the period."""
        return moment is not None and moment < self.end


@dataclass(frozen=True)
class Share:
    """A share of n with its 95 % interval, all from 0 to 1. rate is None where n is too small to say it. most: where
    none was found in n, the largest share that could still be there (one-sided, exact)."""

    hits: int
    n: int
    rate: float | None
    low: float = 0.0
    high: float = 1.0
    most: float | None = None


@dataclass(frozen=True)
class Span:
    """Of n, in hours. censored: how many of them are still open, which is why the median is that of Kaplan and Meier;
    median is None where there is none yet."""

    n: int
    median: float | None
    mean: float | None = None
    censored: int = 0


@dataclass(frozen=True)
class Activity:
    """Valid reports for 100 people and month; None where nobody is there."""

    reports: int
    people: int
    rate: float | None


@dataclass(frozen=True)
class Figures:
    """unrated: of how many second looks nobody kept how likely they were drawn."""

    closure: Share
    on_time: Share
    overdue: Share
    mending: Span
    recheck: Share
    unrated: int
    repeats: Share
    activity: Activity
    check_lag: Span
    action_lag: Span
    fakes: Share


def wilson(rate: float, n: float) -> tuple[float, float]:
    """The 95 % interval of Wilson for a share that was seen in n."""
    if n <= 0:
        return 0.0, 1.0
    middle = (rate + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * (rate * (1 - rate) / n + Z * Z / (4 * n * n)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def none_of(n: float) -> float:
    """The largest share of which none in n is still to be expected once in twenty times: 1 − 0.05^(1/n)."""
    return float(1 - 0.05 ** (1 / n)) if n > 0 else 1.0


def share(hits: int, n: int) -> Share:
    return weighted([1.0] * hits, [1.0] * (n - hits))


def weighted(hits: Sequence[float], others: Sequence[float]) -> Share:
    """A share of what was drawn with unlike chances; each weighs one over its chance. Its interval counts as many as
    would tell as much if all weighed the same."""
    n, weights = len(hits) + len(others), [*hits, *others]
    if n < LEAST:
        return Share(len(hits), n, None)
    rate = sum(hits) / sum(weights)
    worth = sum(weights) ** 2 / sum(weight * weight for weight in weights)
    low, high = wilson(rate, worth)
    return Share(len(hits), n, rate, low, high, None if hits else none_of(worth))


def kaplan_meier(closed: Iterable[float], still_open: Iterable[float]) -> float | None:
    """The time by which half are closed, where some are still open; None where it has not come yet."""
    events, censored = sorted(closed), sorted(still_open)
    left, alive = len(events) + len(censored), 1.0
    at_risk = sorted([(each, 0) for each in events] + [(each, 1) for each in censored])
    for time, is_open in at_risk:
        if not is_open:
            alive *= 1 - 1 / left
            if alive <= 0.5 + 1e-12:
                return time
        left -= 1
    return None


def due(every: Iterable[Counted], period: Period) -> list[Counted]:
    return [each for each in every if is_due(each, period)]


def is_due(one: Counted, period: Period) -> bool:
    """It falls due in the period, or fell due before and was open when it began."""
    if not period.over(one.until):
        return False
    return period.holds(one.until) or one.closed_at is None or one.closed_at >= period.start


def closed_by(one: Counted, moment: datetime | None) -> bool:
    return one.closed_at is not None and moment is not None and one.closed_at <= moment


def is_overdue(one: Counted, period: Period) -> bool:
    """Of what is due: closed after its last deadline, or open at the end."""
    return not (period.over(one.closed_at) and closed_by(one, one.until))


def figures(every: Sequence[Counted], period: Period, reports: int, people: int) -> Figures:
    """All figures of these hazards. reports: valid ones by the people concerned; people: how many they are."""
    wanted = due(every, period)
    closed = [one for one in every if period.holds(one.closed_at)]
    submissions = sum(period.holds(at) for one in every for at in one.mended)
    fakes = min(submissions, sum(one.fakes for one in every if any(map(period.holds, one.mended))))
    return Figures(
        closure=share(sum(period.over(one.closed_at) for one in wanted), len(wanted)),
        on_time=share(sum(period.over(one.closed_at) and closed_by(one, one.due_at) for one in wanted), len(wanted)),
        overdue=share(sum(is_overdue(one, period) for one in wanted), len(wanted)),
        mending=mending(every, closed, period),
        recheck=rechecked(every, period),
        unrated=sum(look.rate is None for one in every for look in one.looks if period.holds(look.at)),
        repeats=share(sum(one.repeat for one in closed), len(closed)),
        activity=activity(reports, people, period),
        check_lag=_span(_lags(every, period)),
        action_lag=_span(_actions(every, period)),
        fakes=share(fakes, submissions),
    )


def mending(every: Iterable[Counted], closed: Sequence[Counted], period: Period) -> Span:
    """From receipt to closing, of what was closed in the period; open ones count where they are more than a tenth."""
    hours = [(one.closed_at - one.received_at) / HOUR for one in closed if one.closed_at]
    still = [
        (period.end - one.received_at) / HOUR
        for one in every
        if one.received_at < period.end and not period.over(one.closed_at)
    ]
    if not hours:
        return Span(0, None, None, len(still))
    many = len(still) > OPEN_MUCH * (len(hours) + len(still))
    middle = kaplan_meier(hours, still) if many else median(hours)
    return Span(len(hours), middle, mean(hours), len(still) if many else 0)


def rechecked(every: Iterable[Counted], period: Period) -> Share:
    """Second looks that failed, each weighed by one over its chance to be drawn."""
    looks = [look for one in every for look in one.looks if period.holds(look.at)]
    failed, fine = ([1 / (look.rate or 1) for look in looks if look.ok is ok] for ok in (False, True))
    return weighted(failed, fine)


def activity(reports: int, people: int, period: Period) -> Activity:
    months = (period.end - period.start) / MONTH
    known = people and months > 0 and reports >= LEAST
    return Activity(reports, people, reports * 100 / (people * months) if known else None)


def _lags(every: Iterable[Counted], period: Period) -> list[float]:
    """Hours from each report of mending to the crew's look after it."""
    found = []
    for one in every:
        for at in filter(period.holds, one.mended):
            looked = min((each for each in one.checked if each >= at), default=None)
            if looked:
                found.append((looked - at) / HOUR)
    return found


def _actions(every: Iterable[Counted], period: Period) -> list[float]:
    """Hours from each red alert to what the owner did next."""
    found = []
    for one in every:
        for at in filter(period.holds, one.alerts):
            acted = min((each for each in one.acts if each >= at), default=None)
            if acted:
                found.append((acted - at) / HOUR)
    return found


def _span(hours: Sequence[float]) -> Span:
    return Span(len(hours), median(hours), mean(hours)) if hours else Span(0, None)
