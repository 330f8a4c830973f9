"""Drills, and what was taught face to face, as the chain of a training file has them: those in the house (桌面演练),
and what the safety office has written down of others (当面授课, 现场演练)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from models.ledger import Entry
from models.training import TrainingFile
from rules.training.hours import SOURCES

ATTENDED, DRILLED = "training.attended", "training.drilled"
PRACTISED = (ATTENDED, DRILLED)


@dataclass(frozen=True)
class Practised:
    """word: of which kind it is; came: what came of it; by: the account that wrote it down, empty for the house."""

    on: date
    word: str
    title: str
    came: str
    by: str = ""


@dataclass
class Event:
    """What was written down at once for several people."""

    written: Practised
    people: list[str] = field(default_factory=list)


def practised(kind: str, data: Mapping[str, Any], day: date, by: str) -> Practised:
    """What an entry says. day: on which it was written."""
    if kind == DRILLED:
        came = f"{data['score']}，{'合格' if data['ok'] == 'yes' else '不合格'}"
        return Practised(day, SOURCES["drill"], f"{data['title']}（{data['drill']}）", came)
    came = "；".join(filter(None, (f"{data['hours']} 学时", str(data["remarks"]))))
    return Practised(date.fromisoformat(data["on"]), str(data["word"]), str(data["title"]), came, by)


def of_file(file: TrainingFile, zone: tzinfo) -> list[Practised]:
    """All of a file, in the order in which it was written."""
    found = Entry.select(Entry.kind, Entry.canonical).where(Entry.subject == file.subject, Entry.kind.in_(PRACTISED))
    return [_read(entry, zone)[0] for entry in found.order_by(Entry.seq)]


def written(file: TrainingFile, sort: str, on: date, title: str) -> bool:
    """Whether this file has it already."""
    mine = Entry.select(Entry.canonical).where(Entry.subject == file.subject, Entry.kind == ATTENDED)
    told = (json.loads(entry.canonical)["data"] for entry in mine)
    return any((each["sort"], each["on"], each["title"]) == (sort, on.isoformat(), title) for each in told)


def events(zone: tzinfo) -> list[Event]:
    """What the safety office has written down, the newest first."""
    found: dict[str, Event] = {}
    entries = list(Entry.select().where(Entry.kind == ATTENDED).order_by(Entry.id))
    files = TrainingFile.select(TrainingFile.subject, TrainingFile.person)
    people = {
        file.subject_id: file.person
        for file in files.where(TrainingFile.subject.in_({entry.subject_id for entry in entries}))
    }
    for entry in entries:
        read, number = _read(entry, zone)
        found.setdefault(number, Event(read)).people.append(people[entry.subject_id])
    return [*reversed(found.values())]


def _read(entry: Entry, zone: tzinfo) -> tuple[Practised, str]:
    line = json.loads(entry.canonical)
    day = datetime.fromisoformat(line["at"]).astimezone(zone).date()
    data, by = line["data"], str(line["actor"].get("account", ""))
    return practised(entry.kind, data, day, by), str(data.get("event", ""))
