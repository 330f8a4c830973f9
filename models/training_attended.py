"""Drills, and what was taught face to face, as the chain of a training file has them: those in the house (桌面演练),
and what the safety office has written down of others (当面授课, 现场演练) and taken back again (更正)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Any

from models.ledger import Entry
from models.training import TrainingFile
from rules.phrases import date_words
from rules.training.hours import SOURCES

ATTENDED, RETRACTED, DRILLED = "training.attended", "training.retracted", "training.drilled"
WRITTEN = (ATTENDED, RETRACTED)
PRACTISED = (*WRITTEN, DRILLED)
CORRECTED = "更正"


@dataclass(frozen=True)
class Practised:
    """word: of which kind it is; came: what came of it; by: the account that wrote it down, empty for the house; event:
    what was written down with it at once, for whomever."""

    on: date
    word: str
    title: str
    came: str
    by: str = ""
    event: str = ""


@dataclass
class Event:
    """What was written down at once for several people. people: for whom it counts; back: the corrections by which it
    counts no more for others, each with the person."""

    number: str
    written: Practised
    people: list[str] = field(default_factory=list)
    back: list[tuple[str, Practised]] = field(default_factory=list)


def take(found: list[Practised], kind: str, data: Mapping[str, Any], day: date, by: str) -> None:
    """Adds what an entry of a file says to what those before it said; what it takes back stays, and counts no more.
    day: on which it was written."""
    read = _practised(kind, data, day, by)
    if kind == RETRACTED:
        found[:] = [replace(each, came=f"不算了：{each.came}") if _is_of(each, read) else each for each in found]
    found.append(read)


def of_file(file: TrainingFile, zone: tzinfo) -> list[Practised]:
    """All of a file, in the order in which it was written."""
    found = list[Practised]()
    for entry in _entries(file, *PRACTISED):
        line = json.loads(entry.canonical)
        take(found, entry.kind, line["data"], *_written(line, zone))
    return found


def written(file: TrainingFile, on: date) -> list[dict[str, Any]]:
    """What this file has of that day, and counts."""
    return [each for each in counting(file).values() if each["on"] == on.isoformat()]


def counting(file: TrainingFile) -> dict[str, dict[str, Any]]:
    """What was written down of somebody and counts, by its event."""
    found: dict[str, dict[str, Any]] = {}
    for entry in _entries(file, *WRITTEN):
        data = json.loads(entry.canonical)["data"]
        if entry.kind == ATTENDED:
            found[str(data["event"])] = data
        else:
            found.pop(str(data["event"]), None)
    return found


def events(zone: tzinfo) -> list[Event]:
    """What the safety office has written down, the newest first."""
    found: dict[str, Event] = {}
    entries = list(Entry.select().where(Entry.kind.in_(WRITTEN)).order_by(Entry.id))
    files = TrainingFile.select(TrainingFile.subject, TrainingFile.person)
    people = {
        file.subject_id: file.person
        for file in files.where(TrainingFile.subject.in_({entry.subject_id for entry in entries}))
    }
    for entry in entries:
        line, person = json.loads(entry.canonical), people[entry.subject_id]
        read = _practised(entry.kind, line["data"], *_written(line, zone))
        event = found.setdefault(read.event, Event(read.event, read))
        if entry.kind == ATTENDED:
            event.people.append(person)
        elif person in event.people:
            event.people.remove(person)
            event.back.append((person, read))
    return [*reversed(found.values())]


def event_of(number: str, zone: tzinfo) -> Event | None:
    return next((each for each in events(zone) if each.number == number), None)


def _entries(file: TrainingFile, *kinds: str) -> Any:
    mine = Entry.select(Entry.kind, Entry.canonical).where(Entry.subject == file.subject, Entry.kind.in_(kinds))
    return mine.order_by(Entry.seq)


def _written(line: Mapping[str, Any], zone: tzinfo) -> tuple[date, str]:
    """On which day, and by which account."""
    day = datetime.fromisoformat(line["at"]).astimezone(zone).date()
    return day, str(line["actor"].get("account", ""))


def _practised(kind: str, data: Mapping[str, Any], day: date, by: str) -> Practised:
    if kind == DRILLED:
        came = f"{data['score']}，{'合格' if data['ok'] == 'yes' else '不合格'}"
        return Practised(day, SOURCES["drill"], f"{data['title']}（{data['drill']}）", came)
    on, word, title, event = date.fromisoformat(data["on"]), str(data["word"]), str(data["title"]), str(data["event"])
    if kind == RETRACTED:
        return Practised(day, CORRECTED, f"{word} {date_words(on)} {title} 不算", str(data["reason"]), by, event)
    came = "；".join(filter(None, (f"{data['hours']} 学时", str(data["remarks"]))))
    return Practised(on, word, title, came, by, event)


def _is_of(each: Practised, correction: Practised) -> bool:
    return each.event == correction.event and each.word != CORRECTED
