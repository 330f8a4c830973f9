"""Readings that come after the fact: what a gateway kept while it was cut off is one line, not a storm of alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from rules.sensors.limits import Level, Limits, plain
from rules.sensors.machine import Sample

# Older than this when it comes, a reading says nothing about now; as much ahead, the sender's clock is wrong.
LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Exceeded:
    """What old readings say: from when until when the value was over a level, how bad it was; lasts: the newest of them
    is still over it."""

    since: datetime
    until: datetime
    peak: Decimal
    level: Level
    lasts: bool

    def why(self, limits: Limits) -> str:
        at = f"{self.since:%m-%d %H:%M}–{self.until:%H:%M}" if self.until > self.since else f"{self.since:%m-%d %H:%M}"
        return f"断线期间 {at} 超过{'二' if self.level == 2 else '一'}级报警值，最坏 {plain(self.peak)}{limits.unit}"


def is_late(at: datetime, now: datetime) -> bool:
    return now - at > LATE


def exceeded(limits: Limits, samples: Sequence[Sample]) -> Exceeded | None:
    """Where old readings were over the first level; None where they never were. The samples in the order of time."""
    valued = [(each.at, each.value) for each in samples if each.value is not None and _counts(limits, each)]
    over = [(at, value) for at, value in valued if limits.level(value)]
    if not over:
        return None
    level = max(limits.level(value) for _, value in over)
    worst = [value for _, value in over if limits.level(value) == level]
    peak = max(worst) if limits.rising else min(worst)
    return Exceeded(over[0][0], over[-1][0], peak, level, valued[-1] == over[-1])


def _counts(limits: Limits, sample: Sample) -> bool:
    faulty = sample.bad or (sample.value is not None and limits.fault(sample.value))
    return not faulty or limits.air
