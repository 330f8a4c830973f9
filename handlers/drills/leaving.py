"""Whoever has left the plant is not waited for."""

from __future__ import annotations

from datetime import datetime

from handlers.drills import ending
from models import drill as drills
from models.book import book, name_of


def follow_plant(now: datetime) -> None:
    """New plant data: a run in which somebody is gone can't go on."""
    plant = book(now).plant
    for each in drills.under_way():
        gone = [person for person in each.sheet.people if not plant.knows(person)]
        run = drills.locked(each.subject_id) if gone else None
        if run is not None and run.state in ("invited", "running"):
            ending.miss(run, f"{name_of(plant, gone[0])}离开了", now)
