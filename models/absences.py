"""When people were away: by the plant's data, by the leave that they took on a card, and between leaving and coming
back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from models.leave import LeaveTaken
from models.staff import StaffEvent
from rules.plant import Plant
from rules.staff.standing import FOR_GOOD
from rules.training.absences import Span

DAY = timedelta(days=1)


def spans(plant: Plant) -> Mapping[str, list[Span]]:
    """Person → his absences, in no order."""
    found: dict[str, list[Span]] = {}
    for person in plant.people:
        for each in person.leave:
            if each.to != FOR_GOOD:
                found.setdefault(person.id, []).append((each.from_, each.to))
    for own in LeaveTaken.select():
        last = own.to_day if own.ended_at is None else min(own.to_day, plant.day(own.ended_at) - DAY)
        found.setdefault(own.person, []).append((own.from_day, last))
    left: dict[str, date] = {}
    said = StaffEvent.select().where(StaffEvent.state.in_(("kept", "void")), StaffEvent.in_force_at.is_null(False))
    for row in said.order_by(StaffEvent.on, StaffEvent.id):
        if row.kind == "left":
            left[row.person] = row.on
        elif row.person in left:
            found.setdefault(row.person, []).append((left.pop(row.person), row.on - DAY))
    return found
