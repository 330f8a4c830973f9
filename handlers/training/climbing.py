"""What an answer weeks after the pass changes: the next question comes later or sooner, and a test counts."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from handlers.training import life
from models import training
from models.training import Attempt, Learning
from rules.training import ladder
from rules.training.courses import Lesson

LATER, TEST = "later", "test"


def begins(now: datetime) -> dict[str, Any]:
    """What a pass sets: the first rung, and whether and when chance has it tested what he still knows."""
    first, test = ladder.gap(0), ladder.test_after(secrets.SystemRandom())
    return {"rung": 0, "asked_at": now + first if first else None, "test_at": now + test if test else None}


def judged(attempt: Attempt, lesson: Lesson, now: datetime) -> str:
    """Moves his lesson up or down the ladder; returns what he is told of it. What he did not answer says nothing."""
    learning = attempt.learning
    if not attempt.paper.answers:
        _end(attempt, "lapsed", now)
        return ""
    right = all(attempt.paper.right.values())
    _end(attempt, "right" if right else "wrong", now)
    training.keep(learning, **_moved(learning, attempt, right, now))
    told = f"{_days(learning.asked_at - now)} 天后再问一题" if learning.asked_at else "这一课到复训前不再问了"
    data = {
        "lesson": lesson.id,
        "title": lesson.title,
        "ok": "yes" if right else "no",
        "why": told,
        "kind": attempt.kind,
        "attempt": attempt.id,
    }
    life.tell_trail(learning.file, "training.recalled", now, data)
    return f" {told}。"


def _moved(learning: Learning, attempt: Attempt, right: bool, now: datetime) -> dict[str, Any]:
    """A test that is right proves something, but is no rung; one that came early for his work is none either."""
    test = attempt.kind == TEST
    ended = {"test_at": None} if test else {}
    early = learning.asked_at is None or learning.asked_at > attempt.opened_at
    if right and (test or early):
        return ended
    rung = ladder.after(learning.rung, right=right)
    wait = ladder.gap(rung)
    return {**ended, "rung": rung, "asked_at": now + wait if wait else None}


def _end(attempt: Attempt, outcome: str, now: datetime) -> None:
    attempt.outcome = outcome
    Attempt.set_by_id(attempt.id, {"outcome": outcome, "closed_at": now})


def _days(wait: timedelta) -> int:
    return max(1, round(wait / timedelta(days=1)))
