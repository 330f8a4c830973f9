"""The states of a round or a campaign, and what became of each of its points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["walking", "done", "missed", "idle", "archived"]
Status = Literal["normal", "hazard", "missed", "idle"]
Tone = Literal["info", "done", "caution", "stop", "quiet"]

FOLLOWS: Mapping[State, frozenset[State]] = {
    "walking": frozenset({"done", "missed", "idle"}),
    "done": frozenset({"archived"}),
    "missed": frozenset({"archived"}),
    "idle": frozenset({"archived"}),
    "archived": frozenset(),
}
ENDED: tuple[State, ...] = ("done", "missed", "idle")
OVER: tuple[State, ...] = (*ENDED, "archived")
NAMES: Mapping[State, str] = {
    "walking": "在查",
    "done": "查完",
    "missed": "未排查",
    "idle": "停用，没查",
    "archived": "归档",
}
TONES: Mapping[State, Tone] = {
    "walking": "info",
    "done": "done",
    "missed": "stop",
    "idle": "quiet",
    "archived": "quiet",
}
STATUSES: Mapping[Status, str] = {"normal": "正常", "hazard": "有问题", "missed": "未排查", "idle": "停用"}


@dataclass(frozen=True)
class Count:
    """Points: all, looked at (`hazard` of them with something wrong), out of service, missed."""

    total: int = 0
    looked: int = 0
    hazard: int = 0
    idle: int = 0
    missed: int = 0

    @property
    def wanted(self) -> int:
        """What was to be looked at: what is out of service is not."""
        return self.total - self.idle

    @property
    def percent(self) -> int | None:
        """Coverage in whole percent, rounded down, so that 100 means all; None where nothing was to be looked at."""
        return self.looked * 100 // self.wanted if self.wanted else None

    def and_(self, other: Count) -> Count:
        return Count(*(one + two for one, two in zip(vars(self).values(), vars(other).values(), strict=True)))


def counted(statuses: Iterable[Status | None]) -> Count:
    """statuses: one of each point, None while nobody has looked."""
    all_of = list(statuses)
    bad, idle, missed = (all_of.count(each) for each in ("hazard", "idle", "missed"))
    return Count(len(all_of), all_of.count("normal") + bad, bad, idle, missed)


def ended_as(count: Count) -> State:
    """What a round is once nobody walks it any more."""
    if count.missed:
        return "missed"
    return "done" if count.looked else "idle"
