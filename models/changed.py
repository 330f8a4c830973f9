"""Which subjects the transaction at work has changed, for what is worked out once at its end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.subject import Subject

_here = threading.local()


def note(subject: Subject) -> None:
    _here.subjects = {**getattr(_here, "subjects", {}), subject.id: subject}


def take() -> list[Subject]:
    """The subjects noted since the last call, in this thread."""
    found: dict[int, Subject] = getattr(_here, "subjects", {})
    _here.subjects = {}
    return list(found.values())
