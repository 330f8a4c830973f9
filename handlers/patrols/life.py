"""The one place that moves a round from state to state, with its line in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from handlers import asks
from handlers.patrols.kinds import CLOCK, WALK
from handlers.timetable import Timetable
from models import ask as ask_table
from models import ledger
from models.ask import MOVABLE, Ask
from models.patrol import Patrol, keep
from models.subject import Subject, open_subject
from rules.patrols.life import FOLLOWS, State

SYSTEM = {"system": "patrols"}
TIMETABLE = Timetable(CLOCK)
# The subject of all rounds together: whether they go on, and when each plan falls due next.
HOUSE = "patrols/house"


class Forbidden(Exception):
    """The table does not know this step."""


def move(patrol: Patrol, state: State, entry: str, now: datetime, data: Mapping[str, Any], **changes: Any) -> None:
    """Moves the locked round to this state with its entry. Raises Forbidden for a step that the table does not know;
    then nothing is kept."""
    before = cast(State, patrol.state)
    if state not in FOLLOWS[before]:
        raise Forbidden(f"{patrol.number}: {before} → {state}")
    keep(patrol, state=state, **changes)
    tell_trail(patrol, entry, now, data=data)


def tell_trail(
    patrol: Patrol,
    entry: str,
    now: datetime,
    *,
    actor: Mapping[str, str] = SYSTEM,
    data: Mapping[str, Any] | None = None,
    shown: str | None = None,
) -> None:
    told = {"number": patrol.number, **(data or {})}
    ledger.append(patrol.subject, entry, now, actor=actor, data=told, shown=shown)


def open_walks(patrol: Patrol) -> list[Ask]:
    """The cards by which people are asked to look now."""
    return [ask for ask in ask_table.of_subject(patrol.subject) if ask.kind == WALK and ask.state in MOVABLE]


def show(patrol: Patrol, now: datetime) -> None:
    for ask in open_walks(patrol):
        asks.repaint(ask, now)


def house(now: datetime) -> Subject:
    """The subject of all rounds together, locked."""
    return open_subject(HOUSE, now)
