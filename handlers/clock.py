"""One turn of the clock: every ask whose `next_at` has come does its next escalation step.

An ask is claimed under its subject's lock, and only if `next_at` is still due, so that two clocks never act twice.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from handlers import asks, flows
from models import ask as ask_table
from models import store
from models.ask import MOVABLE, Ask, expiry
from models.away import FAULTS
from models.subject import lock

log = logging.getLogger("anhao.clock")
BATCH = 100
POISON = timedelta(hours=1)


def tick(now: datetime) -> int:
    """Moves up to 100 due asks in one transaction, each in a savepoint; returns how many. Call again until it is 0."""
    return store.write(lambda: _batch(now))


def _batch(now: datetime) -> int:
    rows = sorted(ask_table.due(now, BATCH), key=lambda ask: (ask.subject_id, ask.id))
    for row in rows:
        try:
            with store.savepoint():
                _turn(row.id, row.subject_id, now)
        except FAULTS:
            raise  # the ask is not to blame: the whole batch is tried again
        except Exception:
            log.exception("ask %s could not take its step; next look in an hour", row.id)
            Ask.set_by_id(row.id, {"next_at": now + POISON})
    return len(rows)


def _turn(ask_id: int, subject_id: int, now: datetime) -> None:
    subject = lock(subject_id)
    ask = Ask.get_by_id(ask_id)
    if ask.state not in MOVABLE or ask.next_at is None or ask.next_at > now:
        return
    ask.subject = subject
    step = _due_step(ask, now)
    Ask.set_by_id(ask.id, {"escalation": ask.escalation, "next_at": asks.next_look(ask, now)})
    flows.here().steps[ask.kind](ask, subject, step, now)


def _due_step(ask: Ask, now: datetime) -> str:
    """The step to take now; takes it off the ask's list."""
    limit = expiry(ask)
    if limit is not None and now >= limit:
        return "expire"
    steps = ask.escalation["steps"]
    if ask.delivered_at is None:
        return "undelivered"
    if not steps:
        return "repeat"
    name = steps[0][0]
    ask.escalation = {**ask.escalation, "steps": steps[1:]}
    return str(name)
