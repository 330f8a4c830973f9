"""The steps of an ask that nobody answers: remind, warn, substitute, alarm. Data; silence is never consent.

Times count from the moment the card reached its person. The ask keeps the steps that are left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from rules.routing_rules import Timers

StepKind = Literal["remind", "warn", "substitute", "alarm"]
Told = Literal["person", "supervisor", "substitute", "safety_office", "duty_leader"]

TOLD: dict[StepKind, tuple[Told, ...]] = {
    "remind": ("person",),
    "warn": ("person", "supervisor"),
    "substitute": ("substitute",),
    "alarm": ("safety_office", "duty_leader"),
}


@dataclass(frozen=True)
class Step:
    """`after_min` minutes after delivery, these are told. A substitute is added; the first card stays valid."""

    kind: StepKind
    after_min: int
    told: tuple[Told, ...]

    def at(self, delivered_at: datetime) -> datetime:
        return delivered_at + timedelta(minutes=self.after_min)


def steps(timers: Timers) -> tuple[Step, ...]:
    """The steps of a stage in the order of time."""
    minutes: dict[StepKind, int] = {
        "remind": timers.remind,
        "warn": timers.warn,
        "substitute": timers.substitute,
        "alarm": timers.alarm,
    }
    return tuple(sorted((Step(kind, after, TOLD[kind]) for kind, after in minutes.items()), key=_after))


def due(left: Sequence[Step], delivered_at: datetime, now: datetime) -> tuple[Step, ...]:
    """The steps whose time has come, in order; a late clock gets all that it missed."""
    return tuple(step for step in left if step.at(delivered_at) <= now)


def next_step(left: Sequence[Step], delivered_at: datetime, now: datetime) -> Step | None:
    """The first step that lies after `now`: when the clock must look again."""
    return next((step for step in sorted(left, key=_after) if step.at(delivered_at) > now), None)


def _after(step: Step) -> int:
    return step.after_min
