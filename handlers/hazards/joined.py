"""Reports that were joined to another one: its trail says who else reported it, and their finders hear how it
ended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from handlers import asks
from handlers.hazards import life
from handlers.hazards.kinds import FOLLOW
from models import hazard as hazards
from models import ledger
from models.book import book
from models.hazard import Hazard

ALSO, PARTED = "hazard.also", "hazard.parted"


def keep(other: Hazard, hazard: Hazard, now: datetime, *, actor: Mapping[str, str]) -> None:
    """The locked one, which goes on, says in its trail whose report was joined to it."""
    data = {"of": hazard.number, "found_by": hazard.finder}
    life.tell_trail(other, ALSO, now, actor=actor, data=data)


def tell(hazard: Hazard, ended: str, now: datetime) -> None:
    """One text to each finder of a report that was joined to this one, over however many others, when it is over."""
    told, plant = {hazard.finder, hazard.follower}, book(now).plant
    for each in _joined(hazard):
        if each.finder in told or not plant.knows(each.finder):
            continue
        told.add(each.finder)
        words = f"你报的 {each.number} 并进了 {hazard.number}：{ended}。"
        asks.inform(hazard.subject, FOLLOW, each.finder, words, f"你报的 {each.number} 是同一处", now)


def _joined(hazard: Hazard) -> Iterator[Hazard]:
    """Those that are still joined to it, and those that are to them."""
    also = (entry for entry in ledger.of_subject(hazard.subject) if entry.kind == ALSO)
    for number in dict.fromkeys(json.loads(entry.canonical)["data"]["of"] for entry in also):
        found = hazards.by_number(number)
        if found and not ledger.times(found.subject, PARTED):
            yield found
            yield from _joined(found)
