"""Which subjects the transaction at work has changed, and when, for what is worked out once at its end."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.subject import Subject

_here = threading.local()


def note(subject: Subject, now: datetime) -> None:
    _here.subjects = {**getattr(_here, "subjects", {}), subject.id: (subject, now)}


def take() -> list[tuple[Subject, datetime]]:
    """The subjects noted since the last call, in this thread, each with its moment (plant time)."""
    found: dict[int, tuple[Subject, datetime]] = getattr(_here, "subjects", {})
    _here.subjects = {}
    return list(found.values())
