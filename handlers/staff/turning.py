"""What was said of people holds from its day on: the plant's data get another version, and open matters follow."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from handlers import plant as plants
from handlers import timetable
from handlers.staff import life, taking
from models import ledger, staff
from models.ask import Ask
from models.book import book
from models.staff import StaffEvent
from rules.staff.events import NAMES


def due(ask: Ask, now: datetime) -> None:
    """The clock's turn: what has come to hold is followed."""
    timetable.take(ask, now)
    turn(now)


def turn(now: datetime) -> None:
    """What holds today is followed, in the caller's transaction."""
    taking.look_again(now)
    plants.follow_staff(now)
    rules = book(now)
    today = rules.plant.day(now)
    for row in staff.in_state("kept"):
        if row.on <= today and row.in_force_at is None:
            StaffEvent.set_by_id(row.id, {"in_force_at": now})
            data = {"event": row.id, "what": NAMES[row.kind], "person": row.person, "on": row.on.isoformat()}
            ledger.append(life.house(now), "staff.followed", now, actor=life.SYSTEM, data={**data, "rules": rules.name})
    taking.look_at_what_is_aside(now)
    if (later := staff.next_day(today)) is not None:
        life.TIMETABLE.at(life.house(now), life.TURN, datetime.combine(later, time.min, rules.plant.zone), now)
    elif staff.in_state("waiting"):
        life.TIMETABLE.at(life.house(now), life.TURN, now + timedelta(days=1), now)
