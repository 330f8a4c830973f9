"""News of people: who joins, moves, leaves and comes back. Pure.

An event counts from the day on which it holds, whenever it came. Nobody is known by a phone number or an account: those
are used again; the number of the person is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["joined", "moved", "left", "returned"]
# kept: it counts from its day on; waiting: for the person's joining; aside: somebody has to look; void: the plant's
# data say it, or say otherwise since; dropped: somebody said that it is wrong; settled: somebody said who or what it
# is.
State = Literal["kept", "waiting", "aside", "void", "dropped", "settled"]
NAMES: Mapping[str, str] = {"joined": "入职", "moved": "调岗", "left": "离职", "returned": "回来"}
DAY_SHIFT = "day"


@dataclass(frozen=True)
class Event:
    """on: the first day on which it holds; of the leaving, the first day on which he is not there any more. What is
    None was not said. posts, department, supervisor: ids."""

    kind: Kind
    person: str
    on: date
    name: str | None = None
    department: str | None = None
    posts: tuple[str, ...] | None = None
    supervisor: str | None = None
    platform: str | None = None
    account: str | None = None
    phone: str | None = None
    shift: str | None = None


@dataclass(frozen=True)
class Verdict:
    """why: empty where it is kept as it came."""

    state: State
    why: str = ""
