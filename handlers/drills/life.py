"""The one place that moves a drill from state to state, with its line in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from handlers import asks
from handlers.drills.kinds import CLOCK, INVITE, NODE
from handlers.timetable import Timetable
from models import ask as ask_table
from models import ledger
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.drill import DrillRun, keep
from models.drill_sheet import Step
from rules.training.drill_life import FOLLOWS, State

SYSTEM = {"system": "drills"}
TIMETABLE = Timetable(CLOCK)
# The moments of a run: its end at the latest; a decision's or a turn's; the next try.
END, LATE, AGAIN = "end", "late", "again"


class Forbidden(Exception):
    """The table does not know this step."""


def move(
    run: DrillRun,
    state: State,
    entry: str,
    now: datetime,
    data: Mapping[str, Any],
    *,
    actor: Mapping[str, str] = SYSTEM,
    shown: str | None = None,
    **changes: Any,
) -> None:
    """Moves the locked run to this state with its entry. Raises Forbidden for a step that the table does not know; then
    nothing is kept."""
    before = cast(State, run.state)
    if state not in FOLLOWS[before]:
        raise Forbidden(f"{run.number}: {before} → {state}")
    keep(run, state=state, **changes)
    tell_trail(run, entry, now, data, actor=actor, shown=shown)


def tell_trail(
    run: DrillRun,
    entry: str,
    now: datetime,
    data: Mapping[str, Any],
    *,
    actor: Mapping[str, str] = SYSTEM,
    shown: str | None = None,
) -> None:
    ledger.append(run.subject, entry, now, actor=actor, data={"number": run.number, **data}, shown=shown)


def decided(run: DrillRun, step: Step, data: Mapping[str, Any], now: datetime, **who: Any) -> None:
    """Keeps a decision with its entry. who: `actor` and `shown`, of somebody who decided."""
    keep(run, sheet=run.sheet.with_step(step))
    tell_trail(run, "drill.decided", now, data, **who)


def open_asks(run: DrillRun, *kinds: str) -> list[Ask]:
    """What people are asked now about this run."""
    wanted = kinds or (INVITE, NODE)
    return [ask for ask in ask_table.of_subject(run.subject) if ask.kind in wanted and ask.state in MOVABLE]


def close(run: DrillRun, words: str, now: datetime) -> None:
    """Ends whatever people are still asked about it."""
    for ask in open_asks(run):
        asks.close(ask, "superseded", now, Outcome.over(words, now))


def show(run: DrillRun, now: datetime) -> None:
    for ask in open_asks(run, INVITE):
        asks.repaint(ask, now)


def is_late(ask: Ask, limit_s: int, now: datetime) -> bool:
    """Whether the time of a decision is up; it counts from the moment at which its card arrived."""
    return ask.delivered_at is not None and (now - ask.delivered_at).total_seconds() >= limit_s
