"""What people do, beside what they know (training.md §9): nobody enters anything for it, it follows from drills,
hazards and permits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.counted import valid_reports
from models.drill import ALONE, DrillRun
from models.ledger import Entry
from models.permit import Permit
from rules.hazards.figures import Period

# A permit may be asked for so long before its work.
AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Behaviour:
    """drilled: each drill that somebody did alone and for the first time, with whether he passed; found: how many valid
    hazards each has reported; cut: how often each was taken off a permit as his certificate or course had ended."""

    drilled: tuple[tuple[str, bool], ...]
    found: Mapping[str, int]
    cut: Mapping[str, int]

    def of(self, people: Collection[str]) -> Behaviour:
        return Behaviour(
            tuple(each for each in self.drilled if each[0] in people),
            {person: number for person, number in self.found.items() if person in people},
            {person: number for person, number in self.cut.items() if person in people},
        )


def behaviour(now: datetime, drills_since: datetime, others_since: datetime) -> Behaviour:
    found = Counter(filter(None, valid_reports(Period(others_since, now))))
    return Behaviour(tuple(_drilled(drills_since)), found, Counter(_cut(others_since)))


def _drilled(since: datetime) -> Iterator[tuple[str, bool]]:
    """In a team the score is not one person's; another try after a failure proves less than the first."""
    runs = DrillRun.select().where(DrillRun.kind == ALONE, DrillRun.closed_at >= since)
    for run in runs.where(DrillRun.outcome.in_(("passed", "failed"))).order_by(DrillRun.id):
        if not run.sheet.retry:
            yield from ((person, run.outcome == "passed") for person in run.sheet.people)


def _cut(since: datetime) -> Iterator[str]:
    entries = Entry.select(Entry.canonical).join(Permit, on=(Permit.subject == Entry.subject))
    lately = (Permit.requested_at >= since - AHEAD) & (Entry.recorded_at >= since)
    for entry in entries.where(Entry.kind == "permit.person_cut", lately):
        yield str(json.loads(entry.canonical)["data"]["person"])
