"""What was said of people holds from its day on: the plant's data get another version, and open matters follow."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from handlers import plant as plants
from handlers import timetable
from handlers.staff import life, taking
from models import ledger, staff, staffed
from models.ask import Ask
from models.book import book
from models.staff import StaffEvent
from rules.plant import Plant
from rules.staff.events import NAMES
from rules.staff.returning import begins_anew, place_of


def due(ask: Ask, now: datetime) -> None:
    """The clock's turn: what has come to hold is followed."""
    timetable.take(ask, now)
    turn(now)


def turn(now: datetime) -> None:
    """What holds today is followed, in the caller's transaction."""
    taking.look_again(now)
    before = staffed.as_if_nobody_had_left(book(now).version)
    plants.follow_staff(now)
    rules = book(now)
    today = rules.plant.day(now)
    for row in staff.in_state("kept"):
        if row.on <= today and row.in_force_at is None:
            _placed(row, before, rules.plant, now)
            data = {"event": row.id, "what": NAMES[row.kind], "person": row.person, "on": row.on.isoformat()}
            ledger.append(life.house(now), "staff.followed", now, actor=life.SYSTEM, data={**data, "rules": rules.name})
    taking.look_at_what_is_aside(now)
    if (later := staff.next_day(today)) is not None:
        life.TIMETABLE.at(life.house(now), life.TURN, datetime.combine(later, time.min, rules.plant.zone), now)
    elif staff.in_state("waiting"):
        life.TIMETABLE.at(life.house(now), life.TURN, now + timedelta(days=1), now)


def _placed(row: StaffEvent, before: Plant, after: Plant, now: datetime) -> None:
    """What it means for his place: before, as he worked until he left; after, with all that holds today."""
    gone = staff.last_leaving(row)
    was = place_of(before.person(row.person)) if before.knows(row.person) else gone.place if gone else ""
    place = place_of(after.person(row.person)) if row.kind != "left" and after.knows(row.person) else was
    anew = begins_anew(row.event.kind, row.on, was, place, gone.on if gone else None)
    staff.follow(row, place, placed=anew, now=now)
