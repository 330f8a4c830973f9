"""What is over goes into the archive: it is sealed first, then its flow marks it with the seal and how long it is
kept."""

from __future__ import annotations

from datetime import datetime

from handlers import flows
from handlers.flow import Archive
from models import store
from models.seals import seal_all
from models.subject import lock

BATCH = 100


def is_due() -> bool:
    """Whether something waits to be archived."""
    return any(flow.archive.due(1) for flow in flows.here() if flow.archive)


def archive(now: datetime) -> int:
    """Seals what is new, then archives up to 100 matters a flow, each in its own transaction; returns how many."""
    waiting = [(flow.archive, subject) for flow in flows.here() if flow.archive for subject in flow.archive.due(BATCH)]
    if waiting:
        seal_all(now)
    return sum(_archive(way, subject, now) for way, subject in waiting)


def _archive(way: Archive, subject_id: int, now: datetime) -> bool:
    return store.write(lambda: way.keep(lock(subject_id), now))
