"""The one place that moves a permit from state to state, by the table of `rules.life`, with its line in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from handlers.permits import copies, over
from models import ledger
from models.permit import Permit
from models.permit_work import Work
from rules.life import State, step

# The field of the permit that holds the moment of a state.
MOMENTS: dict[str, str] = {
    "approved": "decided_at",
    "returned": "decided_at",
    "expired": "decided_at",
    "cancelled": "decided_at",
    "working": "started_at",
    "finished": "finished_at",
    "closed": "closed_at",
}


def move(
    permit: Permit,
    state: State,
    now: datetime,
    *,
    actor: Mapping[str, str],
    data: Mapping[str, Any] | None = None,
    shown: str | None = None,
    at: datetime | None = None,
    late: str = "",
) -> None:
    """Moves the permit to this state; keeps the moment and writes `permit.<state>` into the trail. at, late: when the
    person acted, and why it came only now.

    Raises rules.life.Forbidden for a step that the table does not know; then nothing is kept.
    """
    before = cast(State, permit.state)
    step(before, state)
    changes: dict[str, Any] = {"state": state}
    moment = MOMENTS.get(state)
    if moment and getattr(permit, moment) is None:
        changes[moment] = now
    keep(permit, **changes)
    entry = {"number": permit.number, "from": before, **(data or {})}
    ledger.append(permit.subject, f"permit.{state}", now, actor=actor, data=entry, shown=shown, at=at, late=late)
    copies.tell(permit, state, now)
    over.settle(permit, state, now)


def keep(permit: Permit, **changes: Any) -> None:
    """Keeps columns of the permit other than its state."""
    Permit.set_by_id(permit.id, changes)
    for name, value in changes.items():
        setattr(permit, name, value)


def note(permit: Permit, work: Work) -> None:
    """Keeps what is known of the work on site."""
    keep(permit, work=work)
