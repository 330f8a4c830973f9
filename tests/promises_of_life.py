"""What a permit's trail must never show: it is read entry by entry and judged without the house's gates.

Sources: GB 30871—2022 §4.4–4.16, §5.3, §6.5; permits.md §8.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from life import LINES, Life

from models.ledger import Entry

HERE = "已在污水处理站现场"
FRESH = timedelta(minutes=30)
# The longest break after which the work may go on without a new test.
BREAK = {"hot_work": timedelta(minutes=30), "confined_space": timedelta(minutes=60)}
Line = Mapping[str, Any]


@dataclass
class Version:
    """What belongs to one version of the permit, as its trail tells it."""

    signed: dict[str, str] = field(default_factory=dict)
    confirmed: bool = False
    briefed: set[str] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)
    told: bool = False
    checked: bool = False


@dataclass
class Witness:
    """Reads the trail of the permit as it grows; `check` fails at the first entry that breaks a promise."""

    life: Life
    seq: int = 0
    head: str = "0" * 64
    version: Version = field(default_factory=Version)
    workers: set[str] = field(default_factory=set)
    guardian: str = ""
    tests: list[tuple[datetime, bool]] = field(default_factory=list)
    stopped: datetime | None = None
    sides: set[str] = field(default_factory=set)
    inside: list[str] = field(default_factory=list)

    def read_on(self) -> None:
        subject = self.life.permit.subject_id
        for entry in Entry.select().where(Entry.subject == subject, Entry.seq > self.seq).order_by(Entry.seq):
            line = json.loads(entry.canonical)
            assert (entry.seq, line["prev"]) == (self.seq + 1, self.head)
            assert entry.hash == hashlib.sha256(b"\x00" + entry.canonical.encode()).hexdigest()
            self.seq, self.head = entry.seq, entry.hash
            READ.get(line["kind"], lambda witness, line: None)(self, line)

    def tested(self, at: datetime, since: datetime | None = None) -> bool:
        """Whether the newest sampling is good, not older than 30 minutes, and taken since."""
        if not self.tests:
            return False
        sampled, ok = max(self.tests)
        return ok and timedelta(0) <= at - sampled <= FRESH and (since is None or sampled >= since)


def _begun(witness: Witness, line: Line) -> None:
    form = witness.life.fresh.form
    witness.version, witness.workers, witness.guardian = Version(), set(form.workers), form.guardian


def _signed(witness: Witness, line: Line) -> None:
    who, signed = line["actor"]["person"], witness.version.signed
    assert who not in signed.values(), "one person signed two lines"
    assert who not in {"U33", witness.guardian, *witness.workers}, "somebody of the job approved"
    assert line["data"]["presence"].startswith((HERE, "扫现场码（第 1 张）并拍照")), (
        "a signature from elsewhere counted"
    )
    signed[line["data"]["signs_for"]] = who


def _approved(witness: Witness, line: Line) -> None:
    version = witness.version
    assert version.confirmed and set(version.signed) >= LINES[witness.life.kind], "approved without a signature"
    version.briefed, version.measures, version.told, version.checked = set(), set(), False, False


def _tested(witness: Witness, line: Line) -> None:
    witness.tests.append((datetime.fromisoformat(line["data"]["sampled_at"]), line["data"]["ok"]))


def _working(witness: Witness, line: Line) -> None:
    at, permit = datetime.fromisoformat(line["at"]), witness.life.fresh
    assert permit.starts_at <= at < permit.ends_at, "work outside the period"
    if line["data"]["from"] == "approved":
        _started(witness, line, at)
    else:
        _resumed(witness, at)
    witness.stopped = None


def _started(witness: Witness, line: Line, at: datetime) -> None:
    version, permit = witness.version, witness.life.fresh
    assert set(version.signed) >= LINES[permit.kind], "started unsigned"
    assert witness.tested(at), "started without a fresh good test"
    assert version.told and witness.workers and version.briefed >= witness.workers, "started unbriefed"
    assert version.measures >= {each["id"] for each in permit.template["measures"]}, "started with open measures"
    assert version.checked or permit.kind != "hot_work", "started without the foreman's check"
    assert line["actor"]["person"] == witness.guardian, "started by somebody else than the guardian"
    assert line["data"]["presence"].startswith(HERE), "started from elsewhere"


def _resumed(witness: Witness, at: datetime) -> None:
    permit, stopped = witness.life.fresh, witness.stopped
    assert stopped is not None and witness.sides == {"guardian", "area"}, "went on without both"
    assert not witness.inside, "went on while the count was open"
    assert witness.version.briefed >= witness.workers, "went on unbriefed"
    stop = permit.work.last_stop
    assert not stop.handover or stop.taken_over, "went on without a guardian"
    if at - stopped > BREAK[permit.kind] + timedelta(minutes=1) or stop.retest:
        assert witness.tested(at, since=stopped), "went on without a new test"
    assert not witness.tests or max(witness.tests)[1], "went on after a bad test"


def _suspended(witness: Witness, line: Line) -> None:
    witness.stopped, witness.sides = datetime.fromisoformat(line["at"]), set()


def _taken_over(witness: Witness, line: Line) -> None:
    witness.guardian = line["data"]["to"]
    witness.sides.discard("guardian")


READ: Mapping[str, Callable[[Witness, Line], Any]] = {
    "permit.requested": _begun,
    "permit.changed": _begun,
    "permit.signed": _signed,
    "permit.confirmed": lambda witness, line: setattr(witness.version, "confirmed", True),
    "permit.approved": _approved,
    "permit.gas_tested": _tested,
    "permit.measure_confirmed": lambda witness, line: witness.version.measures.add(line["data"]["measure"]),
    "permit.briefing_given": lambda witness, line: setattr(witness.version, "told", True),
    "permit.briefed": lambda witness, line: witness.version.briefed.add(line["data"]["worker"]),
    "permit.foreman_checked": lambda witness, line: setattr(witness.version, "checked", True),
    "permit.working": _working,
    "permit.suspended": _suspended,
    "permit.guardian_changed": _taken_over,
    "permit.resume_confirmed": lambda witness, line: witness.sides.add(line["data"]["slot"]),
    "permit.person_cut": lambda witness, line: witness.workers.discard(line["data"]["person"]),
    "permit.entry": lambda witness, line: setattr(witness, "inside", line["data"]["inside"]),
}
