"""What must be true of hazards after any number of crashes: one line for each broken promise."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from handlers.hazards.reporting import COUNTER
from models import ask as asks
from models.ask import Ask
from models.hazard import Hazard
from models.inbox import Received
from models.ledger import Entry
from models.subject import Counter as Number
from rules.hazards import numbers
from tests.chaos.hazard_people import ToldOfHazards

# Entries of which one ask has one at most.
ONCE = ("hazard.accepted", "hazard.mended", "hazard.checked", "hazard.sorted")
OF_A_HAZARD = ("hazard.reported", "hazard.closed_out")


def broken(told: ToldOfHazards, entries: Iterable[Entry]) -> list[str]:
    entries = list(entries)
    kept = {hazard.number: hazard for hazard in Hazard.select()}
    return [*_lost(told, kept, entries), *_doubled(kept, entries), *_numbers(kept)]


def _lost(told: ToldOfHazards, kept: dict[str, Hazard], entries: list[Entry]) -> Iterator[str]:
    """Everything that somebody was told is done is in the store as he gave it, and each hazard came to its end."""
    yield from (f"hazard {number} was acknowledged and is lost" for number in told.numbers if number not in kept)
    for number, words in told.reported.items():
        if number in kept and kept[number].report.words != words:
            yield f"hazard {number} was acknowledged as {words!r} and is {kept[number].report.words!r}"
    for number, hazard in kept.items():
        if hazard.state not in ("closed_out", "archived"):
            yield f"hazard {number} ended as {hazard.state}"
    yield from _notes("hazard.mended", told.mended, entries)
    yield from _notes("hazard.checked", told.looked, entries)
    yield from _taken(told)


def _notes(what: str, heard: Mapping[int, str], entries: list[Entry]) -> Iterator[str]:
    """What somebody wrote of what he did or saw stands in the trail, and his ask is done."""
    notes = {data["ask"]: data["note"] for data in _of(entries, what)}
    for ask, note in heard.items():
        if notes.get(ask) != note:
            yield f"{what} of ask {ask} was acknowledged as {note!r} and is {notes.get(ask)!r}"
        if (found := asks.find(ask)) is None or found.state != "done":
            yield f"ask {ask} was acknowledged and is not done"


def _taken(told: ToldOfHazards) -> Iterator[str]:
    """Every word brought its form, and every tap is in the inbox."""
    forms = Ask.select().where(Ask.kind == "hazard.report").count()
    if forms < told.forms:
        yield f"{told.forms} words were acknowledged, {forms} forms were sent"
    received = Counter((row.ask, row.name) for row in Received.select())
    for (ask, name), count in (Counter(told.taps) - received).items():
        yield f"{count} taps {name} on ask {ask} were acknowledged and are not in the inbox"


def _doubled(kept: dict[str, Hazard], entries: list[Entry]) -> Iterator[str]:
    """One hazard a form, one answer an ask, one report and one closure a hazard."""
    forms = Ask.select().where(Ask.kind == "hazard.report", Ask.state == "done").count()
    if len(kept) != forms:
        yield f"{forms} forms were sent in, and {len(kept)} hazards are there"
    once = Counter(f"{kind} of ask {data['ask']}" for kind in ONCE for data in _of(entries, kind))
    once += Counter(f"{kind} of {data['number']}" for kind in OF_A_HAZARD for data in _of(entries, kind))
    yield from (f"{what}: {count} times" for what, count in once.items() if count > 1)


def _numbers(kept: dict[str, Hazard]) -> Iterator[str]:
    """Without gaps, but for counters that have no check digit."""
    counter = Number.get_or_none(Number.name == COUNTER)
    last = counter.value if counter else 0
    wanted = {number for each in range(1, last + 1) if (number := numbers.number(each))}
    if wanted != set(kept):
        yield f"the numbers of hazards have gaps: {sorted(wanted ^ set(kept))}"


def _of(entries: list[Entry], kind: str) -> list[dict[str, object]]:
    return [json.loads(entry.canonical)["data"] for entry in entries if entry.kind == kind]
