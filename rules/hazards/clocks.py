"""When a hazard was found, by a phone's clock that may be wrong (hazards.md §2.1). Pure.

A report made without signal comes later than it was found. The phone says what its clock showed then and what it shows
now, and how far the house's clock was ahead of it both times, as far as it knew. The deadline counts from when the
report came; only statistics count from when the hazard was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SUSPECT = timedelta(minutes=5)
LATE = timedelta(hours=4)
# No phone keeps a report for longer; what says so has a wrong clock.
OLDEST = timedelta(days=90)
MOST_MS = 10**14
MS = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Clock:
    """found, sent: what the phone's clock showed when the hazard was found and when the report left, in milliseconds
    since 1970. ahead_then, ahead: how many milliseconds the house's clock was ahead of it then and is now; None where
    the phone does not know."""

    found: int
    sent: int
    ahead_then: int | None = None
    ahead: int | None = None


@dataclass(frozen=True)
class Found:
    """ago: how long before it came in the hazard was found. skew: how far the phone's clock is ahead of the house's
    now; None where nobody knows. suspect: the clock is or was wrong by more than five minutes, or says what can't
    be."""

    ago: timedelta
    skew: timedelta | None
    suspect: bool


def read(given: object) -> Clock | None:
    """What a phone says of its clock; None when that is nothing that a phone can say."""
    told = given if isinstance(given, Mapping) else {}
    numbers = {name: _milliseconds(told.get(name)) for name in ("found", "sent", "ahead_then", "ahead")}
    found, sent = numbers["found"], numbers["sent"]
    if found is None or sent is None:
        return None
    return Clock(found, sent, numbers["ahead_then"], numbers["ahead"])


def found(clock: Clock) -> Found:
    """By the house's clock where the phone knew it both times, else by how far the phone's own went on; not at all
    where neither can be."""
    by_phone = (clock.sent - clock.found) * MS
    ages = [by_phone]
    if clock.ahead_then is not None and clock.ahead is not None:
        ages.insert(0, by_phone + (clock.ahead - clock.ahead_then) * MS)
    ago = next((age for age in ages if -SUSPECT <= age <= OLDEST), None)
    skews = [each * MS for each in (clock.ahead_then, clock.ahead) if each is not None]
    wrong = ago is None or abs(ages[0] - by_phone) > SUSPECT or any(abs(each) > SUSPECT for each in skews)
    skew = -clock.ahead * MS if clock.ahead is not None else None
    return Found(max(ago or timedelta(), timedelta()), skew, wrong)


def shown(clock: Clock) -> str:
    """What the phone's clock showed when the hazard was found (UTC), as text; empty where no calendar has it."""
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + clock.found * MS).isoformat(timespec="seconds")
    except OverflowError:
        return ""


def _milliseconds(given: object) -> int | None:
    return given if type(given) is int and abs(given) <= MOST_MS else None
