"""The console's table of flows: what each of them has here."""

from __future__ import annotations

from collections.abc import Sequence

from web.console.drills.room import ROOM as DRILLS
from web.console.hazards.room import ROOM as HAZARDS
from web.console.patrols.room import ROOM as PATROLS
from web.console.permits.room import ROOM as PERMITS
from web.console.room import Room
from web.console.training.room import ROOM as TRAINING

ROOMS: tuple[Room, ...] = (PERMITS, HAZARDS, PATROLS, TRAINING, DRILLS)
_guests: tuple[Room, ...] = ()


def open_rooms(guests: Sequence[Room]) -> None:
    """Adds these flows' rooms to the house's own."""
    global _guests
    _guests = tuple(guests)


def rooms() -> tuple[Room, ...]:
    return (*ROOMS, *_guests)
