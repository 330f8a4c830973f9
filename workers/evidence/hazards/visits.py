"""Visits of a closed hazard: the rows by which the house asks for them, against the entries that drew and made them.

One that follows from a fake of its owner, or from a comparison of photos that came late, is asked for at the clock's
next turn; until then no entry has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from handlers.hazards.drawn import CERTAIN
from handlers.hazards.walking import DESK, DRAWN
from models.base import PLANT_ZONE
from models.hazard import Hazard
from models.hazard_fact import VISIT, HazardFact
from models.ledger import Entry
from models.seals import Written
from models.subject import Subject
from workers.evidence.difference import NOTHING, Difference, differing, to_the_second

CLOSED, REOPENED = "hazard.closed_out", "hazard.reopened"
Visit = tuple[str, object]


def differences(row: Hazard, chain: Sequence[Written]) -> Iterator[Difference]:
    """Where the rows of its visits do not say what the entries say."""
    kept = list(
        HazardFact.select().where(HazardFact.hazard == row.id, HazardFact.kind == VISIT).order_by(HazardFact.at)
    )
    made = _made(chain)
    asked: list[Visit] = [(each.looks, each.ok) for each in kept if each.asked]
    for visit in made:
        if visit in asked:
            asked.remove(visit)
        else:
            yield Difference("回头看", f"请了 {visit[0]}，{_found(visit[1])}", "没有这一次")
    for who, ok in asked:
        # Of one that was asked for when the hazard was open again nothing came.
        if ok is not None:
            yield Difference("回头看", "没有这一次", f"请了 {who}，{_found(ok)}")
    drawn = _drawn(row.number)
    for who, at, rate in drawn:
        mine = next((each for each in kept if (each.looks, _second(each.at)) == (who, at)), None)
        stored = (who, at, mine.rate if rate else "") if mine else ()
        yield from differing("抽到的回头看", (who, at, rate), stored)
    for each in kept:
        unknown = (each.looks, _second(each.at)) not in [(who, at) for who, at, _ in drawn]
        if unknown and not each.asked and each.rate != CERTAIN:
            yield Difference("抽到的回头看", NOTHING, f"{each.looks} {_second(each.at)}")


def _made(chain: Sequence[Written]) -> list[Visit]:
    """Who was asked to visit it, and what was found there, None where nobody came."""
    found: list[Visit] = []
    over = False
    for entry in chain:
        data = entry.line["data"]
        if entry.kind in (CLOSED, REOPENED):
            over = entry.kind == CLOSED
        elif entry.kind == "hazard.visit_asked":
            found.append((str(data["to"]), None))
        elif over and entry.kind in ("hazard.checked", "hazard.fake") and found and found[-1][1] is None:
            found[-1] = (found[-1][0], entry.kind == "hazard.checked" and bool(data["ok"]))
    return found


def _drawn(number: str) -> list[tuple[str, str, str]]:
    """(who, when, how likely) of each week in which it was drawn."""
    rows = Entry.select(Entry.canonical).join(Subject).where(Subject.key == DESK, Entry.kind == DRAWN)
    wanted = rows.where(Entry.canonical.contains(number)).order_by(Entry.seq)
    weeks = (json.loads(row.canonical)["data"]["drawn"] for row in wanted)
    return [
        (str(each["visits"]), _second(datetime.fromisoformat(each["at"])), str(each.get("rate", "")))
        for week in weeks
        for each in week
        if each["number"] == number
    ]


def _found(ok: object) -> str:
    return "还没有看" if ok is None else "看过，改好了" if ok else "看过，没改好"


def _second(moment: datetime) -> str:
    return to_the_second(moment.astimezone(PLANT_ZONE))
