"""Until when a hazard is to be mended, when its red alert goes out, and who hears of it as the time runs out.

Time runs by the calendar, because hazards do not rest at weekends (hazards.md §2.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from rules.hazards.categories import Category, Grade, HazardDefaults
from rules.hazards.owners import Head

Heard = Literal["owner", "supervisor", "finder", "head", "safety", "deputy", "plant_head"]
# Where the whole time is shorter than this, the red alert comes by its share.
SHORT = timedelta(hours=48)
LEAST = timedelta(hours=1)
SHORT_SHARE = 1 / 3
MOST_EXTENSIONS, LONGEST_OF_SUPERVISOR = 2, timedelta(hours=72)
REOPENED_SHARE, REOPENED_LEAST = 1 / 2, timedelta(hours=4)
# Why somebody needs more time (hazards.md §2.4); of the last one he writes what it is.
OTHER = "other"
BECAUSE = {"spares": "等备件", "shutdown": "等停车窗口", "contractor": "等外协", "weather": "等天气", OTHER: "别的原因"}


@dataclass(frozen=True)
class Moment:
    """A step on the way to the deadline and after it. red: it is a red alert; call: it rings beside the card; to: who
    hears it."""

    name: str
    at: datetime
    to: tuple[Heard, ...]
    red: bool = False
    call: bool = False

    @property
    def urgent(self) -> bool:
        return self.red or self.call


def due(received_at: datetime, category: Category, grade: Grade) -> datetime:
    """Until when it is to be mended; a major one: until when interim control and plan are there. Counted from when the
    report came in, because nobody can act before."""
    return received_at + timedelta(hours=category.deadline_hours.of(grade))


def due_again(first: timedelta, now: datetime) -> datetime:
    """Until when it is to be mended after a check that it failed: half of the first time, four hours at least."""
    return now + max(first * REOPENED_SHARE, REOPENED_LEAST)


def extended_by(grade: Grade, longer: timedelta, granted: int, *, late: bool) -> Head | Literal["supervisor"]:
    """Who decides on more time (hazards.md §2.4). longer: by how much; granted: how many extensions there were; late:
    the deadline has passed, after which only the head of safety may."""
    if grade == "major":
        return "plant_head"
    return "safety_head" if late or granted or longer > LONGEST_OF_SUPERVISOR else "supervisor"


def alert_before(whole: timedelta, defaults: HazardDefaults) -> timedelta:
    """How long before the deadline the red alert goes out: 24 h, or a third of a whole time under 48 h, and never less
    than an hour."""
    return max(LEAST, whole * SHORT_SHARE) if whole < SHORT else timedelta(hours=defaults.red_alert_hours_before)


def awake(at: datetime, zone: tzinfo, defaults: HazardDefaults) -> datetime:
    """When what is not urgent and falls into the plant's quiet hours is said: when they end."""
    local = at.astimezone(zone)
    begins, ends = defaults.quiet_from, defaults.quiet_until
    # How far into the quiet hours it is, and how long they last.
    into, lasts = (local.hour - begins) % 24, (ends - begins) % 24
    if into >= lasts:
        return at
    return local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=lasts - into)


def ladder(since: datetime, until: datetime, grade: Grade, defaults: HazardDefaults) -> tuple[Moment, ...]:
    """Every step from the assignment (`since`) on, in the order of time. Those of one moment stay in their order."""
    whole = until - since
    answer = since + timedelta(minutes=defaults.first_response_minutes.of(grade))
    red, hours = until - alert_before(whole, defaults), timedelta(hours=1)
    steps = [
        Moment("not_accepted", min(answer, until), ("owner", "supervisor"), call=grade == "major"),
        Moment("red", red, ("owner", "supervisor"), red=True),
        Moment("overdue", until, ("owner", "supervisor", "finder", "head", "safety"), red=True),
        Moment("overdue_day", until + 24 * hours, ("owner", "supervisor", "deputy"), red=True),
        Moment("overdue_days", until + 72 * hours, ("owner", "supervisor", "plant_head"), red=True, call=True),
    ]
    if since + whole / 2 < red:
        steps.append(Moment("half", since + whole / 2, ("owner",)))
    if red < until - 4 * hours:
        steps.append(Moment("last", until - 4 * hours, ("owner", "supervisor", "finder"), red=True))
    if grade == "major":
        # Any major one that is late is the business of the one who answers for the plant, at once.
        steps.append(Moment("overdue_major", until, ("plant_head",), red=True, call=True))
    return tuple(sorted(steps, key=lambda step: step.at))
