"""The one place that moves a lesson from state to state, with its line in the person's file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from handlers.timetable import Timetable
from handlers.training.kinds import CLOCK
from models import ledger
from models.subject import Subject, open_subject
from models.training import HOUSE, Learning, TrainingFile, keep
from rules.training.life import FOLLOWS, State

SYSTEM = {"system": "training"}
TIMETABLE = Timetable(CLOCK)
# The moment of a person's timetable at which a wait between two tries is over.
AGAIN = "again"


class Forbidden(Exception):
    """The table does not know this step."""


def move(
    learning: Learning,
    state: State,
    entry: str,
    now: datetime,
    data: Mapping[str, Any],
    *,
    actor: Mapping[str, str] = SYSTEM,
    shown: str | None = None,
    **changes: Any,
) -> None:
    """Moves a lesson, whose file is locked, to this state with its entry. Raises Forbidden for a step that the table
    does not know; then nothing is kept."""
    before = cast(State, learning.state)
    if state not in FOLLOWS[before]:
        raise Forbidden(f"{learning.lesson}: {before} → {state}")
    keep(learning, state=state, **changes)
    tell_trail(learning.file, entry, now, {"lesson": learning.lesson, **data}, actor=actor, shown=shown)


def tell_trail(
    file: TrainingFile,
    entry: str,
    now: datetime,
    data: Mapping[str, Any],
    *,
    actor: Mapping[str, str] = SYSTEM,
    shown: str | None = None,
) -> None:
    told = {"number": file.number, **data}
    ledger.append(file.subject, entry, now, actor=actor, data=told, shown=shown)


def house(now: datetime) -> Subject:
    """The subject of the training as a whole, locked."""
    return open_subject(HOUSE, now)
