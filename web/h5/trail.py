"""A trail as people read it: one short line an entry, made only of what the ledger says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from handlers import flows
from models import kinds
from models.book import name_of
from models.ledger import of_subject
from models.subject import Subject
from rules import pictured
from rules.phrases import of_house
from rules.plant import Plant
from web.h5.words import clock


@dataclass(frozen=True)
class Step:
    """delivery: it says only that something was sent or called to mind."""

    at: str
    words: str
    delivery: bool = False


NO_NAMES: Mapping[str, str] = {}


def steps(subject: Subject, plant: Plant, now: datetime, called: Mapping[str, str] = NO_NAMES) -> list[Step]:
    """The trail so far, oldest first. called: what to call the form's lines that entries name by their ids."""
    return [_step(json.loads(entry.canonical), plant, now, called) for entry in of_subject(subject)]


def how_taken(subject: Subject) -> dict[tuple[str, str], str]:
    """By what a photo proves (a measure, a worker who signed on another phone) and its hash: how it was taken, when and
    where, as was said there. The same picture may be said to be something else in another place."""
    found = {}
    for entry in of_subject(subject):
        data = json.loads(entry.canonical)["data"]
        place, photo = data.get("measure") or data.get("worker"), data.get("photo")
        if place and isinstance(photo, Mapping):
            found[str(place), str(photo["sha256"])] = pictured.words(photo)
    return found


def _step(line: Mapping[str, Any], plant: Plant, now: datetime, called: Mapping[str, str]) -> Step:
    data, actor = line["data"], line["actor"]
    at, entry = clock(datetime.fromisoformat(line["at"]), now), flows.here().entries.get(line["kind"])
    if entry is None:
        return Step(at, "其他记录")
    who = name_of(plant, actor["person"]) if "person" in actor else of_house(actor)
    measure = str(data.get("measure", ""))
    more = {"who": who, "label": _label(str(data.get("kind", ""))), "measure": called.get(measure, measure)}
    words = entry.of(data).said(data, partial(name_of, plant), **more)
    return Step(at, f"{words}（{line['late']}）" if line.get("late") else words, entry.delivery)


def _label(kind: str) -> str:
    """What an ask of this kind wants; 办 for a kind that no flow knows any more."""
    return kinds.of(kind).label if kinds.knows(kind) else "办"
