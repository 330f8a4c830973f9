"""Figures of the permit flow from what happened: weeks, stages, waits, substitutes, refusals. Pure arithmetic.

Durations are minutes. What is not over yet counts in no duration, so figures change only when something happens.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

# From request to approval with a paper form carried from office to office: the project's own yardstick.
PAPER_HOURS = 8.2
OTHER = "其他"


@dataclass(frozen=True)
class Passed:
    """One permit: when it was requested, and when it reached each point; None where it has not."""

    number: str
    requested_at: datetime
    approved_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Answered:
    """One ask to sign. stage: unique in the permit; instead_of: the post for which a substitute was asked."""

    number: str
    requester: str
    person: str
    stage: str
    stage_name: str
    opened_at: datetime
    closed_at: datetime | None
    state: str
    reason: str = ""
    instead_of: str = ""

    @property
    def answered(self) -> bool:
        return self.closed_at is not None and self.state in ("done", "refused")

    @property
    def minutes(self) -> float:
        return _minutes(self.opened_at, self.closed_at or self.opened_at)


@dataclass(frozen=True)
class Week:
    """monday: its first day; minutes: median from request to approval, None without an approval."""

    monday: date
    raised: int
    approved: int
    minutes: int | None
    substitutes: int
    refusals: int


@dataclass(frozen=True)
class Span:
    """How long something took, over `count` times."""

    name: str
    count: int
    median: int
    longest: int


@dataclass(frozen=True)
class Waited:
    """`waiter` waited for `awaited` (ids)."""

    waiter: str
    awaited: str
    span: Span


def weekly(permits: Sequence[Passed], answers: Sequence[Answered], first: date, weeks: int) -> tuple[Week, ...]:
    """`weeks` weeks from the Monday `first`; each thing counts in the week in which it began."""
    mondays = [first + timedelta(weeks=number) for number in range(weeks)]
    raised, asked = defaultdict(list), defaultdict(list)
    for permit in permits:
        raised[monday(permit.requested_at)].append(permit)
    for answer in answers:
        asked[monday(answer.opened_at)].append(answer)
    return tuple(_week(day, raised[day], asked[day]) for day in mondays)


def monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())


def to_approval(permits: Iterable[Passed]) -> Span:
    """How long the approved permits took from request to approval."""
    return _span("请求到批准", [_minutes(p.requested_at, p.approved_at) for p in permits if p.approved_at])


def stage_times(permits: Sequence[Passed], answers: Sequence[Answered]) -> tuple[Span, ...]:
    """Each stage of signing from its first ask to its last answer, then getting ready, work and acceptance."""
    spans: dict[str, list[float]] = defaultdict(list)
    for in_stage in _by_stage(answers):
        if any(answer.closed_at is None for answer in in_stage) or not any(answer.answered for answer in in_stage):
            continue
        ends = max(answer.closed_at for answer in in_stage if answer.closed_at and answer.answered)
        spans[in_stage[0].stage_name].append(_minutes(min(answer.opened_at for answer in in_stage), ends))
    for permit in permits:
        for name, start, end in (
            ("开工准备", permit.approved_at, permit.started_at),
            ("作业", permit.started_at, permit.finished_at),
            ("验收", permit.finished_at, permit.closed_at),
        ):
            if start and end:
                spans[name].append(_minutes(start, end))
    return tuple(_span(name, minutes) for name, minutes in spans.items())


def waits(answers: Iterable[Answered], most: int = 10) -> tuple[Waited, ...]:
    """Who waited for whom, the longest sum first; nobody waits for himself."""
    pairs: dict[tuple[str, str], list[float]] = defaultdict(list)
    for answer in answers:
        if answer.answered and answer.person != answer.requester:
            pairs[answer.requester, answer.person].append(answer.minutes)
    ordered = sorted(pairs.items(), key=lambda item: (-sum(item[1]), item[0]))
    return tuple(Waited(waiter, awaited, _span("", minutes)) for (waiter, awaited), minutes in ordered[:most])


def substitutes(answers: Iterable[Answered]) -> tuple[tuple[str, str, int, int], ...]:
    """(post, substitute, asked, signed), the most often asked first."""
    asked = [answer for answer in answers if answer.instead_of]
    often = Counter((answer.instead_of, answer.person) for answer in asked)
    signed = Counter((answer.instead_of, answer.person) for answer in asked if answer.state == "done")
    return tuple((*pair, number, signed[pair]) for pair, number in often.most_common())


def refusals(answers: Iterable[Answered], most: int = 6) -> tuple[tuple[str, int], ...]:
    """Reasons by their first words (what follows a comma is this one permit's story); rare ones together as `OTHER`."""
    counted = Counter(_short(answer.reason) for answer in answers if answer.state == "refused").most_common()
    if len(counted) <= most:
        return tuple(counted)
    return (*counted[: most - 1], (OTHER, sum(number for _, number in counted[most - 1 :])))


def _week(day: date, permits: Sequence[Passed], answers: Sequence[Answered]) -> Week:
    span = to_approval(permits)
    return Week(
        monday=day,
        raised=len(permits),
        approved=span.count,
        minutes=span.median if span.count else None,
        substitutes=sum(1 for answer in answers if answer.instead_of),
        refusals=sum(1 for answer in answers if answer.state == "refused"),
    )


def _by_stage(answers: Iterable[Answered]) -> Iterable[list[Answered]]:
    stages: dict[tuple[str, str], list[Answered]] = defaultdict(list)
    for answer in answers:
        stages[answer.number, answer.stage].append(answer)
    return stages.values()


def _span(name: str, minutes: Sequence[float]) -> Span:
    if not minutes:
        return Span(name, 0, 0, 0)
    return Span(name, len(minutes), round(median(minutes)), round(max(minutes)))


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60


def _short(reason: str) -> str:
    return reason.replace(",", "，").partition("，")[0].strip("。 ") or OTHER
