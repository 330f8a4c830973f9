"""Until when a hazard is to be mended, when its red alert goes out, and who hears of it as the time runs out.

Time runs by the calendar, because hazards do not rest at weekends (hazards.md §2.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from rules.hazards.categories import Category, Grade, HazardDefaults

Heard = Literal["owner", "supervisor", "finder", "head", "safety", "leader", "boss"]
# Where the whole time is shorter than this, the red alert comes by its share.
SHORT = timedelta(hours=48)
LEAST = timedelta(hours=1)
SHORT_SHARE = 1 / 3
REOPENED_SHARE, REOPENED_LEAST = 1 / 2, timedelta(hours=4)


@dataclass(frozen=True)
class Moment:
    """A step on the way to the deadline and after it. red: it is a red alert; call: it rings beside the card; to: who
    hears it."""

    name: str
    at: datetime
    to: tuple[Heard, ...]
    red: bool = False
    call: bool = False


def due(received_at: datetime, category: Category, grade: Grade) -> datetime:
    """Until when it is to be mended; a major one: until when interim control and plan are there. Counted from when the
    report came in, because nobody can act before."""
    return received_at + timedelta(hours=category.deadline_hours.of(grade))


def due_again(first: timedelta, now: datetime) -> datetime:
    """Until when it is to be mended after a check that it failed: half of the first time, four hours at least."""
    return now + max(first * REOPENED_SHARE, REOPENED_LEAST)


def alert_before(whole: timedelta, defaults: HazardDefaults) -> timedelta:
    """How long before the deadline the red alert goes out: 24 h, or a third of a whole time under 48 h, and never less
    than an hour."""
    return max(LEAST, whole * SHORT_SHARE) if whole < SHORT else timedelta(hours=defaults.red_alert_hours_before)


def ladder(since: datetime, until: datetime, grade: Grade, defaults: HazardDefaults) -> tuple[Moment, ...]:
    """Every step from the assignment (`since`) on, in the order of time. Those of one moment stay in their order."""
    whole = until - since
    answer = since + timedelta(minutes=defaults.first_response_minutes.of(grade))
    red, hours = until - alert_before(whole, defaults), timedelta(hours=1)
    steps = [
        Moment("not_accepted", min(answer, until), ("owner", "supervisor"), call=grade == "major"),
        Moment("red", red, ("owner", "supervisor"), red=True),
        Moment("overdue", until, ("owner", "supervisor", "finder", "head", "safety"), red=True),
        Moment("overdue_day", until + 24 * hours, ("owner", "supervisor", "leader"), red=True),
        Moment("overdue_days", until + 72 * hours, ("owner", "supervisor", "boss"), red=True, call=True),
    ]
    if since + whole / 2 < red:
        steps.append(Moment("half", since + whole / 2, ("owner",)))
    if red < until - 4 * hours:
        steps.append(Moment("last", until - 4 * hours, ("owner", "supervisor", "finder"), red=True))
    if grade == "major":
        # Any major one that is late is the business of the one who answers for the plant, at once.
        steps.append(Moment("overdue_major", until, ("boss",), red=True, call=True))
    return tuple(sorted(steps, key=lambda step: step.at))
