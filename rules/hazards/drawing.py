"""Which closings the safety office looks at again: always some kinds, of the others a share that nobody can foresee.

The draw is made after the crew check, from a seed that the house takes then and writes into the trail, so that anybody
can draw it again from there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

# A failed share over 10 % doubles the rate, under 2 % for three months lowers it (hazards.md §2.6).
FAILED_MUCH, FAILED_LITTLE, CALM_MONTHS = 0.10, 0.02, 3
FACTOR_UP, FACTOR_DOWN, LEAST_RATE = 2.0, 0.8, 0.1


@dataclass(frozen=True)
class Drawn:
    """taken: whether it is looked at again; reasons: why, in words; seed and share: what the draw came from, empty and
    nothing when there was none."""

    taken: bool
    reasons: tuple[str, ...]
    seed: str = ""
    share: float = 0.0


@dataclass(frozen=True)
class Facts:
    """What makes a second look certain. first_of_month: the department has had none this month."""

    major: bool = False
    repeat: bool = False
    extended: bool = False
    photo_unknown: bool = False
    owner_watched: bool = False
    first_of_month: bool = False


ALWAYS = {
    "major": "重大隐患必查",
    "repeat": "以前改过又出现",
    "extended": "延过期",
    "photo_unknown": "照片看不准",
    "owner_watched": "责任人近期都要查",
    "first_of_month": "这个部门本月还没抽过",
}


def draw(number: str, round_: int, facts: Facts, rate: float, seed: str) -> Drawn:
    """Whether the safety office looks at this closing. seed: random, taken after the crew check."""
    certain = tuple(words for name, words in ALWAYS.items() if getattr(facts, name))
    if certain:
        return Drawn(True, certain)
    share = share_of(seed, number, round_)
    taken = share < rate
    return Drawn(taken, (f"抽查比例 {rate:.0%}，{'抽中' if taken else '没抽中'}",), seed, share)


def share_of(seed: str, number: str, round_: int) -> float:
    """Where the draw falls, from 0 to 1: the first 52 bits of SHA-256 over `seed/number/round`."""
    told = hashlib.sha256(f"{seed}/{number}/{round_}".encode()).hexdigest()
    return int(told[:13], 16) / 16**13


def rate_of(rate: float, failed: list[float]) -> float:
    """The rate of this month. failed: the share of second looks that failed in each earlier month, the newest first;
    it can't be known of a month without any, which is left out."""
    if failed and failed[0] > FAILED_MUCH:
        return min(1.0, rate * FACTOR_UP)
    calm = len(failed) >= CALM_MONTHS and all(share < FAILED_LITTLE for share in failed[:CALM_MONTHS])
    return min(rate, max(LEAST_RATE, rate * FACTOR_DOWN)) if calm else rate
