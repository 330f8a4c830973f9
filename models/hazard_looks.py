"""Second looks that were drawn and fakes that were confirmed, as the trails of hazards tell them. A line counts by its
own hash and under the subject that it names; that none is missing, pages, exports and the house's own checks say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from models.ask import Ask
from models.hazard import Hazard
from models.ledger import Entry, entry_hash
from models.subject import Subject

SAMPLED, CHECKED, FAKE = "hazard.sampled", "hazard.checked", "hazard.fake"
SAFETY = "safety"
# What asks somebody to mend it.
MENDS = ("hazard.fix", "hazard.plan")


@dataclass(frozen=True)
class Look:
    """A look of the safety office. at: when it was drawn; ok: what it found, None until then."""

    at: datetime
    ok: bool | None = None


def drawn(which: Any, since: datetime) -> list[Look]:
    """Those of these hazards (a condition on `Hazard`) that were drawn since that moment."""
    newest: dict[str, Look] = {}
    found: list[Look] = []
    for line in _lines(Hazard.select(Hazard.subject).where(which), (SAMPLED, CHECKED, FAKE), since):
        subject, data = line["subject"], line["data"]
        if line["kind"] == SAMPLED:
            newest[subject] = Look(datetime.fromisoformat(line["at"]))
        elif data.get("level") == SAFETY and subject in newest:
            found.append(replace(newest.pop(subject), ok=line["kind"] == CHECKED and bool(data["ok"])))
    return [*found, *newest.values()]


def faked(owner: str, since: datetime) -> bool:
    """Whether it was confirmed since that moment that this person had not mended what he said."""
    asked = Ask.select(Ask.subject).where(Ask.person == owner, Ask.kind.in_(MENDS))
    found = Hazard.select(Hazard.subject).where((Hazard.finder == owner) | (Hazard.owner == owner))
    lines = (line for where in (asked, found) for line in _lines(where, (FAKE,), since))
    return any(line["data"]["to"] == owner and line["data"].get("fake", True) for line in lines)


def _lines(subjects: Any, kinds: tuple[str, ...], since: datetime) -> Iterator[dict[str, Any]]:
    wanted = Entry.subject.in_(subjects) & Entry.kind.in_(kinds) & (Entry.recorded_at >= since)
    rows = Entry.select(Subject.key, Entry.canonical, Entry.hash).join(Subject).where(wanted)
    for key, canonical, digest in cast("Iterator[tuple[str, str, str]]", rows.order_by(Entry.id).tuples()):
        line = json.loads(canonical)
        if entry_hash(canonical.encode()) == digest and line["subject"] == key:
            yield line
