"""The subject of staff as a whole, and its clock."""

from __future__ import annotations

from datetime import datetime

from handlers.staff.kinds import CLOCK
from handlers.timetable import Timetable
from models.subject import Subject, open_subject

SYSTEM = {"system": "staff"}
TIMETABLE = Timetable(CLOCK)
HOUSE = "staff-house"
TURN = "turn"


def house(now: datetime) -> Subject:
    """The subject of staff as a whole, locked."""
    return open_subject(HOUSE, now)


def begun() -> bool:
    """Whether anything was ever said of people."""
    return Subject.get_or_none(Subject.key == HOUSE) is not None


def soon(now: datetime) -> None:
    """At the clock's next turn it is looked what holds now."""
    TIMETABLE.at(house(now), TURN, now, now)
