"""A trail as people read it: one short line an entry, made only of what the ledger says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers import flows
from models import kinds
from models.ledger import of_subject
from models.subject import Subject
from rules.plant import Plant
from web.h5.words import clock
from web.people import name_of


@dataclass(frozen=True)
class Step:
    at: str
    words: str


class _Blank(dict[str, str]):
    """Gives an empty word for what an entry does not say."""

    def __missing__(self, key: str) -> str:
        return ""


def steps(subject: Subject, plant: Plant, now: datetime) -> list[Step]:
    """The trail so far, oldest first."""
    return [_step(json.loads(entry.canonical), plant, now) for entry in of_subject(subject)]


def _step(line: Mapping[str, Any], plant: Plant, now: datetime) -> Step:
    data = {key: str(value) for key, value in line["data"].items() if isinstance(value, str | int)}
    for key in ("to", "from", "person", "worker"):
        if key in data:
            data[key] = name_of(plant, data[key])
    actor = line["actor"]
    data["who"] = name_of(plant, actor["person"]) if "person" in actor else "系统"
    data["label"] = _label(data.get("kind", ""))
    entry = flows.here().entries.get(line["kind"])
    words = (entry.line if entry else "其他记录").format_map(_Blank(data))
    return Step(clock(datetime.fromisoformat(line["at"]), now), words.rstrip("：、"))


def _label(kind: str) -> str:
    """What an ask of this kind wants; 办 for a kind that no flow knows any more."""
    return kinds.of(kind).label if kinds.knows(kind) else "办"
