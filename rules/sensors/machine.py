"""The life of one sensor, sample by sample: sample in, state out, with what happened and why.

An alarm needs its level for the whole delay, or in half of the samples of twice the delay (k of the last n): a value
that flaps around the level at every sample is one alarm, not none and not hundreds. It ends only when the value has
been past the reset for the hold, and the level never falls in between. Time is that of the samples, not of arrival.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from rules.phrases import minutes_of
from rules.sensors.limits import Level, Limits, plain

Happening = Literal["alarm", "upgraded", "normal", "fault", "fault_over", "stuck", "stuck_over", "flapping", "steady"]
NOTHING = timedelta(0)
# So many faulty samples make a fault, so many good ones end it.
FAULTS = 3
# The delay is looked at in so many parts at least.
PARTS = 8


@dataclass(frozen=True)
class Sample:
    """value: in the sensor's unit, None when there is none; bad: what the sender says is wrong with it, in words."""

    at: datetime
    value: Decimal | None
    bad: str = ""


@dataclass(frozen=True)
class Votes:
    """The samples of a short while from `at` on: how many, and how many of them over each level."""

    at: datetime
    of: int
    over1: int
    over2: int

    def over(self, level: int) -> int:
        return self.over2 if level == 2 else self.over1


@dataclass(frozen=True)
class State:
    """level: of the alarm; value, at: the newest sample; wrong: what is wrong with that one, in words; fault, stuck: as
    told · since1, since2: since when without a break over the level · clear_since: past the reset · changed_at: when
    the value was another one for the last time · turns: when it crossed the first level lately · over: whether it is
    over that now · peak: the worst value of the alarm."""

    at: datetime | None = None
    value: Decimal | None = None
    wrong: str = ""
    level: Level = 0
    over: bool = False
    votes: tuple[Votes, ...] = ()
    since1: datetime | None = None
    since2: datetime | None = None
    clear_since: datetime | None = None
    changed_at: datetime | None = None
    turns: tuple[datetime, ...] = ()
    flapping: bool = False
    faulty: int = 0
    good: int = 0
    fault: bool = False
    stuck: bool = False
    peak: Decimal | None = None


@dataclass(frozen=True)
class Event:
    """level: of the alarm that it is about; why: in words, with the figures."""

    what: Happening
    at: datetime
    level: Level
    why: str


def step(limits: Limits, state: State, sample: Sample) -> tuple[State, tuple[Event, ...]]:
    """The state after this sample, and what happened. A sample older than the newest one changes nothing."""
    if state.at is not None and sample.at < state.at:
        return state, ()
    if state.at is not None and sample.at - state.at > limits.stale_after:
        # Nobody knows what was in between, so nothing counts as unbroken.
        state = replace(state, votes=(), since1=None, since2=None, clear_since=None)
    wrong = sample.bad or (limits.fault(sample.value) if sample.value is not None else "没有数值")
    state, of_fault = _fault(limits, state, sample, wrong)
    changed = state.changed_at is None or sample.value != state.value
    changed_at = sample.at if changed else state.changed_at
    state = replace(state, at=sample.at, value=sample.value, wrong=wrong, changed_at=changed_at)
    # What is bad counts whatever speaks against the instrument, where people breathe it or it may explode.
    counts = sample.value is not None and (not wrong or (limits.air and limits.level(sample.value) > 0))
    if not counts or sample.value is None:
        return replace(state, clear_since=None), of_fault
    state, of_turns = _turns(limits, state, sample.at, limits.level(sample.value) > 0)
    state, of_level = _level(limits, state, sample.at, sample.value)
    state, of_flat = _flat(limits, state, sample.at)
    return state, (*of_fault, *of_level, *of_turns, *of_flat)


def _fault(limits: Limits, state: State, sample: Sample, wrong: str) -> tuple[State, tuple[Event, ...]]:
    faulty, good = (state.faulty + 1, 0) if wrong else (0, state.good + 1)
    state = replace(state, faulty=min(faulty, FAULTS), good=min(good, FAULTS))
    if faulty >= FAULTS and not state.fault:
        shown = f"：{plain(sample.value)}{limits.unit}" if sample.value is not None else ""
        return replace(state, fault=True), (Event("fault", sample.at, state.level, f"{wrong}{shown}"),)
    if good >= FAULTS and state.fault:
        return replace(state, fault=False), (Event("fault_over", sample.at, state.level, "读数恢复正常"),)
    return state, ()


def _level(limits: Limits, state: State, at: datetime, value: Decimal) -> tuple[State, tuple[Event, ...]]:
    now_over = limits.level(value)
    state = replace(
        state,
        votes=_voted(limits, state.votes, at, now_over),
        since1=(state.since1 or at) if now_over >= 1 else None,
        since2=(state.since2 or at) if now_over == 2 else None,
        clear_since=(state.clear_since or at) if limits.cleared(value) and not state.wrong else None,
        peak=_worse(limits, state.peak, value) if state.level or now_over else None,
    )
    for level, delay, since in ((2, limits.delay2, state.since2), (1, limits.delay1, state.since1)):
        if level > state.level and now_over >= level and _lasts(state.votes, level, delay, since, at):
            return _raised(limits, state, at, value, 2 if level == 2 else 1)
    if state.level and state.clear_since is not None and at - state.clear_since >= limits.reset_hold:
        worst = f"，最坏到过 {plain(state.peak)}{limits.unit}" if state.peak is not None else ""
        event = Event("normal", at, state.level, f"{plain(value)}{limits.unit}{worst}")
        return replace(state, level=0, peak=None, votes=()), (event,)
    return state, ()


def _raised(
    limits: Limits, state: State, at: datetime, value: Decimal, level: Level
) -> tuple[State, tuple[Event, ...]]:
    bound = limits.alarm2 if level == 2 else limits.alarm1
    rich = level == 1 and limits.high_alarm is not None and value >= limits.high_alarm
    limit = limits.high_alarm if rich and limits.high_alarm is not None else bound
    way = "达到" if limits.rising or rich else "低到"
    why = f"{plain(value)}{limits.unit}，{way}{'二' if level == 2 else '一'}级报警值 {plain(limit)}{limits.unit}"
    if state.wrong:
        why += f"，{state.wrong}"
    what: Happening = "upgraded" if state.level else "alarm"
    return replace(state, level=level), (Event(what, at, level, why),)


def _voted(limits: Limits, votes: tuple[Votes, ...], at: datetime, over: int) -> tuple[Votes, ...]:
    """The samples of twice the longer delay; those that come close together are counted together."""
    within = 2 * max(limits.delay1, limits.delay2)
    close = max(limits.sample / 2, within / (2 * PARTS))
    more = Votes(at, 1, int(over >= 1), int(over == 2))
    if votes and at - votes[-1].at < close:
        last = votes[-1]
        more = Votes(last.at, last.of + 1, last.over1 + more.over1, last.over2 + more.over2)
        votes = votes[:-1]
    return (*(each for each in votes if at - each.at <= within), more)


def _lasts(votes: tuple[Votes, ...], level: int, delay: timedelta, since: datetime | None, at: datetime) -> bool:
    """Whether the value has been over the level for the delay, or in half of the samples of twice the delay."""
    if delay == NOTHING or (since is not None and at - since >= delay):
        return True
    seen = [each for each in votes if at - each.at <= 2 * delay]
    over = [each.at for each in seen if each.over(level)]
    half = 2 * sum(each.over(level) for each in seen) >= sum(each.of for each in seen)
    return bool(over) and at - over[0] >= delay and half


def _turns(limits: Limits, state: State, at: datetime, over: bool) -> tuple[State, tuple[Event, ...]]:
    """Crossings of the first level: too many of them say that something is loose."""
    turns = tuple(each for each in state.turns if at - each <= limits.turns_within)
    if over != state.over:
        turns = (*turns, at)[-(limits.most_turns + 1) :]
    many = len(turns) > limits.most_turns
    before, state = state.flapping, replace(state, over=over, turns=turns, flapping=many)
    if many == before:
        return state, ()
    why = f"{minutes_of(limits.turns_within)} 分钟里在报警值上下跳了 {limits.most_turns} 次以上" if many else "不再跳动"
    return state, (Event("flapping" if many else "steady", at, state.level, why),)


def _flat(limits: Limits, state: State, at: datetime) -> tuple[State, tuple[Event, ...]]:
    """A value that does not change at all is doubtful where it should."""
    if limits.flat_after is None or state.changed_at is None:
        return state, ()
    flat = at - state.changed_at >= limits.flat_after
    if flat == state.stuck:
        return state, ()
    what: Happening = "stuck" if flat else "stuck_over"
    why = f"{minutes_of(at - state.changed_at)} 分钟没有变过" if flat else "读数又在变"
    return replace(state, stuck=flat), (Event(what, at, state.level, why),)


def _worse(limits: Limits, peak: Decimal | None, value: Decimal) -> Decimal:
    if peak is None:
        return value
    if limits.high_alarm is not None and limits.level(value) < 2 and value >= limits.high_alarm:
        return max(peak, value)
    return max(peak, value) if limits.rising else min(peak, value)
