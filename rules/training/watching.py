"""Which seconds of a film were seen. Skipping to the end is not seeing, nor is what plays where nobody looks."""

import re
from collections.abc import Collection
from fractions import Fraction

# Of a film so much must have been seen; phones tell the last second as they like.
SHARE = Fraction(9, 10)
# Longer films do not go into one lesson.
MOST_SECONDS = 300
# A film may run so much faster, and a phone may tell so many seconds late.
FASTER, LATE = Fraction(5, 4), 2
RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


def seen(told: str) -> frozenset[int]:
    """The seconds of 「0-12,20」. Raises ValueError for anything else."""
    found: set[int] = set()
    for each in filter(None, told.split(",")):
        match = RANGE.fullmatch(each)
        if match is None:
            raise ValueError(f"no seconds: {each[:20]}")
        first = int(match[1])
        found.update(range(first, min(int(match[2] or first), MOST_SECONDS) + 1))
    return frozenset(each for each in found if each <= MOST_SECONDS)


def told(seconds: Collection[int]) -> str:
    """These seconds as 「0-12,20」."""
    parts: list[list[int]] = []
    for each in sorted(seconds):
        if parts and each == parts[-1][1] + 1:
            parts[-1][1] = each
        else:
            parts.append([each, each])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in parts)


def grown(before: str, given: str, gone: int) -> str:
    """What was seen by now. given: what the phone tells; gone: seconds since it told it last, in which nobody can have
    seen more than goes by. Raises ValueError."""
    was = seen(before)
    fresh = sorted(seen(given) - was)
    return told(was | set(fresh[: int(gone * FASTER) + LATE if gone else 0]))


def left(watched: str, seconds: int) -> int:
    """How many seconds must still be seen of a film of this length."""
    whole = -(-seconds * SHARE.numerator // SHARE.denominator)
    return max(0, whole - sum(each < seconds for each in seen(watched)))
