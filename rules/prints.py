"""Fingerprints of pictures, and which earlier pictures are near enough to be worth comparing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

# So many bits of the two hashes may differ that the pictures themselves are worth comparing.
HINT = 10
MOST_HINTS = 5


@dataclass(frozen=True)
class Print:
    """A picture's fingerprint. sha256: of its bytes; hash, mirror: 16 hexadecimal digits each, of the picture and of
    the picture turned over."""

    sha256: str
    hash: str
    mirror: str


def hints(mine: Print, known: Iterable[tuple[str, Print]]) -> tuple[str, ...]:
    """The earlier pictures, by name, that are worth comparing with this one, the nearest first. No more than a hint:
    honest shots of one place are as near as copies."""
    near = ((apart, name) for name, other in known if (apart := bits_apart(mine, other)) <= HINT)
    return tuple(name for _, name in nsmallest(MOST_HINTS, near))


def bits_apart(mine: Print, other: Print) -> int:
    """In how many bits they differ, the one as it is or turned over; −1: the same bytes."""
    if mine.sha256 == other.sha256:
        return -1
    bits = int(other.hash, 16)
    return min((int(mine.hash, 16) ^ bits).bit_count(), (int(mine.mirror, 16) ^ bits).bit_count())
