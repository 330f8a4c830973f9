"""Managers' unannounced visits: the week's draw, and whom it is time to ask."""

from __future__ import annotations

from datetime import datetime

from handlers.hazards import walking
from models import store


def walk(now: datetime) -> int:
    """Draws and asks what is due; returns how many were asked."""
    return store.write(lambda: walking.walk(now)) if walking.is_due(now) else 0
