"""Many permits at little cost: the story's permit copied under other numbers, each with a chain of its own, sealed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import story

from models import ledger, store
from models.ask import Ask
from models.permit import Permit
from models.seals import seal_all
from models.subject import Subject, open_subject

AT_ONCE = 50


def one_permit() -> Permit:
    """The story's permit, signed by all."""
    story.raise_permit()
    return story.sign_all(story.MORNING)


def copies(permit: Permit, count: int) -> None:
    """`count` more permits, two hours apart, each with the asks and entries of the first, in seals of fifty permits."""
    entries = [json.loads(entry.canonical) for entry in ledger.of_subject(permit.subject)]
    asks = list(Ask.select().where(Ask.subject == permit.subject).dicts())
    for first in range(0, count, AT_ONCE):
        numbers = range(first + 1, min(first + AT_ONCE, count) + 1)
        store.write(lambda numbers=numbers: [_copy(permit, number, entries, asks) for number in numbers])  # type: ignore[misc]
        seal_all(story.MORNING + timedelta(hours=2 * first))


def _copy(permit: Permit, number: int, entries: list[dict[str, Any]], asks: list[dict[str, Any]]) -> None:
    later = timedelta(hours=2 * number)
    called = f"DH-{permit.starts_at + later:%Y%m%d}-{9000 + number}"
    subject = open_subject(f"permit/{called}", story.MORNING)
    row = {name: getattr(permit, name) for name in Permit._meta.sorted_field_names if name not in ("id", "subject")}
    moments = {name: row[name] + later for name in ("starts_at", "ends_at", "requested_at", "decided_at")}
    Permit.create(**{**row, **moments, "number": called, "subject": subject})
    Ask.insert_many({**ask, "id": None, "subject": subject} for ask in asks).execute()
    for line in entries:
        _entry(subject, line, later)


def _entry(subject: Subject, line: dict[str, Any], later: timedelta) -> None:
    now = story.MORNING + later
    ledger.append(subject, line["kind"], now, actor=line["actor"], data=line["data"], shown=line.get("shown"))
