"""Sensors that say nothing: each one by itself, or many at once because what carries them is down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# A sample may come a little late; what falls silent within so much time does so at once.
SOME, AT_ONCE = 1.2, timedelta(seconds=30)
# So many of one sender that fall silent together are its own fault; fewer where it has no others.
TOGETHER = 3


@dataclass(frozen=True)
class Heard:
    """sender: whose key brought its readings, empty when none ever came; at: when it was last heard."""

    sensor: str
    sender: str
    at: datetime
    stale_after: timedelta
    sample: timedelta

    def stale(self, now: datetime) -> bool:
        return now - self.at >= self.stale_after

    def missed(self, now: datetime) -> bool:
        """Whether a sample is missing, whether or not that makes it stale."""
        return now - self.at > self.sample * SOME

    def with_(self, other: Heard, now: datetime) -> bool:
        """Whether it fell silent together with the other one, which is stale."""
        return self.missed(now) and self.at <= other.at + AT_ONCE


@dataclass(frozen=True)
class Silent:
    """senders: those that are down, each with its sensors that are stale; alone: sensors that are silent by
    themselves."""

    senders: dict[str, tuple[str, ...]]
    alone: tuple[str, ...]


def silent(known: Sequence[Heard], newly: Iterable[str], now: datetime, down: Iterable[str] = ()) -> Silent:
    """Which of the newly stale sensors fell silent because of their sender. A sender is down when all of its sensors
    fell silent at once, or three of them did; down: those of which that is known already."""
    new, known_down = set(newly), set(down)
    senders: dict[str, tuple[str, ...]] = {}
    alone: list[str] = []
    for sender in dict.fromkeys(each.sender for each in known):
        mine = [each for each in known if each.sender == sender]
        fell = [each for each in mine if each.sensor in new]
        if not fell:
            continue
        stale = tuple(each.sensor for each in fell)
        quiet = [each for each in mine if any(each.with_(other, now) for other in fell)]
        together = len(quiet) >= TOGETHER or (len(mine) > 1 and len(quiet) == len(mine))
        if sender and (sender in known_down or together):
            senders[sender] = stale
        else:
            alone += stale
    return Silent(senders, tuple(alone))
