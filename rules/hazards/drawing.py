"""Which closings the safety office looks at again: always some kinds, of the others a share that nobody can foresee.

The draw is made after the crew check, from a seed that the house takes then and writes into the trail, so that anybody
can draw it again from there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

# A failed share over 10 % doubles the rate, under 2 % for three months lowers it (hazards.md §2.6).
FAILED_MUCH, FAILED_LITTLE, CALM_MONTHS = 0.10, 0.02, 3
FACTOR_UP, FACTOR_DOWN, LEAST_RATE = 2.0, 0.8, 0.1
# Of fewer looks a month nothing is concluded that would lower the rate.
ENOUGH = 5


@dataclass(frozen=True)
class Drawn:
    """taken: whether it is looked at again; reasons: why, in words; seed and share: what the draw came from, empty and
    nothing when there was none; rate: how likely it was."""

    taken: bool
    reasons: tuple[str, ...]
    seed: str = ""
    share: float = 0.0
    rate: float = 1.0


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
    "photo_unknown": "照片没看出改好",
    "owner_watched": "责任人近期都要查",
    "first_of_month": "这个部门本月还没抽过",
}


@dataclass(frozen=True)
class Rate:
    """The share of this month, and why it is not the category's own; empty when it is."""

    share: float
    why: str = ""


def draw(number: str, round_: int, facts: Facts, rate: Rate, seed: str) -> Drawn:
    """Whether the safety office looks at this closing. seed: random, taken after the crew check."""
    certain = tuple(words for name, words in ALWAYS.items() if getattr(facts, name))
    if certain:
        return Drawn(True, certain)
    share = share_of(seed, number, round_)
    taken = share < rate.share
    of = f"（{rate.why}）" if rate.why else ""
    return Drawn(taken, (f"抽查比例 {rate.share:.0%}{of}，{'抽中' if taken else '没抽中'}",), seed, share, rate.share)


def share_of(seed: str, number: str, round_: int) -> float:
    """Where the draw falls, from 0 to 1: the first 52 bits of SHA-256 over `seed/number/round`."""
    told = hashlib.sha256(f"{seed}/{number}/{round_}".encode()).hexdigest()
    return int(told[:13], 16) / 16**13


def rate_of(rate: float, months: Sequence[Sequence[bool]]) -> Rate:
    """The rate of this month. months: what the second looks of the earlier months found, the newest month first; True
    where it was mended."""
    failed = [sum(not ok for ok in each) / len(each) for each in months if each]
    if months and months[0] and failed[0] > FAILED_MUCH:
        return Rate(min(1.0, rate * FACTOR_UP), f"上月 {failed[0]:.0%} 没改好，加倍")
    counted = [each for each in months[:CALM_MONTHS] if len(each) >= ENOUGH]
    if len(counted) == CALM_MONTHS and all(share < FAILED_LITTLE for share in failed[:CALM_MONTHS]):
        return Rate(min(rate, max(LEAST_RATE, rate * FACTOR_DOWN)), "三个月都改得好，调低")
    return Rate(rate)
