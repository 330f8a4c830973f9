"""The one place that moves a hazard from state to state, by the table of `rules.hazards.life`, with its line in the
trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from handlers import asks
from handlers.hazards import earning
from handlers.hazards.kinds import CLOCK, FOLLOW
from handlers.timetable import Timetable
from models import ask as ask_table
from models import ledger
from models.ask import MOVABLE
from models.book import book
from models.hazard import Hazard, keep
from models.hazard_report import Rectification
from rules.hazards.life import FOLLOWS, State

SYSTEM = {"system": "hazards"}
TIMETABLE = Timetable(CLOCK)


class Forbidden(Exception):
    """The table does not know this step."""


def move(
    hazard: Hazard,
    state: State,
    entry: str,
    now: datetime,
    *,
    actor: Mapping[str, str] = SYSTEM,
    data: Mapping[str, Any] | None = None,
    shown: str | None = None,
    **changes: Any,
) -> None:
    """Moves the locked hazard to this state with its entry. Raises Forbidden for a step that the table does not know;
    then nothing is kept."""
    before = cast(State, hazard.state)
    if state not in FOLLOWS[before]:
        raise Forbidden(f"{hazard.number}: {before} → {state}")
    keep(hazard, state=state, **changes)
    tell_trail(
        hazard, entry, now, actor=actor, data={"from_state": before, "to_state": state, **(data or {})}, shown=shown
    )
    show(hazard, now)


def tell_trail(
    hazard: Hazard,
    entry: str,
    now: datetime,
    *,
    actor: Mapping[str, str] = SYSTEM,
    data: Mapping[str, Any] | None = None,
    shown: str | None = None,
) -> None:
    """Adds a line to its trail; what it is worth in points follows at once."""
    told = {"number": hazard.number, **(data or {})}
    ledger.append(hazard.subject, entry, now, actor=actor, data=told, shown=shown)
    earning.after(hazard, entry, now)


def note(hazard: Hazard, work: Rectification) -> None:
    """Keeps what is known of the mending."""
    keep(hazard, work=work)


def show(hazard: Hazard, now: datetime) -> None:
    """Every card that still asks for something, and those of who follows it or did, show how it stands."""
    plant = book(now).plant
    for ask in ask_table.of_subject(hazard.subject):
        if plant.knows(ask.person) and (ask.kind == FOLLOW or ask.state in MOVABLE):
            asks.repaint(ask, now)
