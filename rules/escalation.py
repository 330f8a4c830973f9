"""The steps of an ask that nobody answers: remind, warn, substitute, alarm. Data; silence is never consent.

Minutes count from the moment the card reached its person. The ask keeps the steps that are left.
"""

from dataclasses import dataclass
from typing import Literal

from rules.routing_rules import Timers

StepKind = Literal["remind", "warn", "substitute", "alarm"]


@dataclass(frozen=True)
class Step:
    """`after_min` minutes after delivery. A substitute is added; the first card stays valid."""

    kind: StepKind
    after_min: int


def steps(timers: Timers) -> tuple[Step, ...]:
    """The steps of a stage in the order of time."""
    minutes: dict[StepKind, int] = {
        "remind": timers.remind,
        "warn": timers.warn,
        "substitute": timers.substitute,
        "alarm": timers.alarm,
    }
    return tuple(sorted((Step(kind, after) for kind, after in minutes.items()), key=lambda step: step.after_min))
