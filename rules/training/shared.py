"""Phones on which several people learn (training.md §5): for the safety office to see, and no proof of anything. Pure.

A phone is lent where one is old, empty or forbidden; and somebody may answer for others on it. Nobody sees which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

# Two people so soon after each other on one phone hand it on, or one of them answers for both.
SOON = timedelta(minutes=10)
# So many people on one phone are seen however far apart they are.
MANY = 3


@dataclass(frozen=True)
class Use:
    """Somebody ended a lesson, or answered on its page, on this phone."""

    device: str
    person: str
    lesson: str
    at: datetime


@dataclass(frozen=True)
class Shared:
    """people: in the order in which they came; soon: how often somebody followed another one within ten minutes; same:
    how often that was in the same lesson; last: the newest of all."""

    device: str
    people: tuple[str, ...]
    uses: int
    soon: int
    same: int
    last: datetime


def shared(uses: Iterable[Use]) -> list[Shared]:
    """The phones that several people used soon after each other, or many at all; those with most people first."""
    by_device: dict[str, list[Use]] = defaultdict(list)
    for use in sorted(uses, key=lambda each: each.at):
        by_device[use.device].append(use)
    found = [_of(device, own) for device, own in by_device.items() if len({each.person for each in own}) > 1]
    seen = [each for each in found if each.soon or len(each.people) >= MANY]
    return sorted(seen, key=lambda each: (-len(each.people), -each.soon, each.device))


def _of(device: str, uses: list[Use]) -> Shared:
    pairs = [(one, two) for one, two in pairwise(uses) if one.person != two.person]
    soon = [(one, two) for one, two in pairs if two.at - one.at <= SOON]
    same = sum(one.lesson == two.lesson for one, two in soon)
    people = tuple(dict.fromkeys(each.person for each in uses))
    return Shared(device, people, len(uses), len(soon), same, uses[-1].at)
