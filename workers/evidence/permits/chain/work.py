"""What became of the permit by its chain: its state, who watches, who joined, which measures were confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import permit as permits
from models.permit import Permit
from models.permit_work import Confirmed, Work
from models.seals import Written
from rules.life import NAMES
from workers.evidence.permits.chain.difference import NOTHING, Difference, differing

STATES = {f"permit.{state}": state for state in NAMES}
DECIDED = ("approved", "returned", "expired", "cancelled")


@dataclass(frozen=True)
class Course:
    """decided_at: when this version was decided; work: only what is printed, the rest as in the row."""

    state: str
    decided_at: datetime | None
    work: Work
    seqs: dict[str, int]


def read(permit: Permit, chain: Sequence[Written], since: int) -> Course:
    """since: the number of the entry with this version's content."""
    state, decided, seqs = "", None, {}
    work: dict[str, Any] = {"guardian": "", "joined": {}, "measures": {}}
    for entry in chain:
        data = entry.line["data"]
        if entry.kind in STATES:
            state, seqs["state"] = STATES[entry.kind], entry.seq
            decided = decided or (_moment(entry) if state in DECIDED and entry.seq > since else None)
        if entry.kind == "permit.approved" or entry.seq == since:
            work |= {"joined": {}, "measures": {}}
        elif entry.kind == "permit.guardian_changed":
            work["guardian"], seqs["guardian"] = data["to"], entry.seq
        elif entry.kind == "permit.worker_added":
            work["joined"] = {**work["joined"], data["person"]: list(data["roles"])}
        elif entry.kind == "permit.measure_confirmed":
            work["measures"] = {**work["measures"], data["measure"]: _confirmed(entry)}
            seqs[data["measure"]] = entry.seq
        elif entry.kind == "permit.measure_failed":
            work["measures"] = {name: how for name, how in work["measures"].items() if name != data["measure"]}
            seqs[data["measure"]] = entry.seq
    return Course(state, decided, Work.read({**permit.work.kept, **work}), seqs)


def differences(permit: Permit, told: Course) -> Iterator[Difference]:
    state, row = told.state, permit.state
    yield from differing("状态", _named(state), _named(row), told.seqs.get("state", 0))
    # Whoever starts the work as its guardian is noted as such, also when nobody has taken over.
    watching = told.work.guardian or permit.form.guardian, permits.guardian(permit)
    yield from differing("谁在监护", *watching, told.seqs.get("guardian", 0))
    yield from differing("中途加入的作业人", sorted(told.work.joined), sorted(permit.work.joined))
    for measure in sorted({*told.work.measures, *permit.work.measures}):
        sealed, stored = (_measure(work.measures.get(measure)) for work in (told.work, permit.work))
        yield from differing(f"措施 {measure} 的确认", sealed, stored, told.seqs.get(measure, 0))


def _confirmed(entry: Written) -> dict[str, Any]:
    """A measure's line as the row would have it."""
    data = entry.line["data"]
    kept = {name: data[name] for name in ("applies", "note", "points") if name in data}
    photo = {"photo": data["photo"]["sha256"]} if "photo" in data else {}
    return {**kept, **photo, "by": entry.line["actor"].get("person", ""), "at": entry.line["at"]}


def _measure(confirmed: Confirmed | None) -> str:
    """Everything of a confirmation that is printed or belongs to it."""
    if confirmed is None:
        return NOTHING
    points = "、".join(f"{each.place} 牌 {each.tag} 锁 {each.lock} {each.keeper}" for each in confirmed.locks)
    applies = "不涉及" if confirmed.applies == "no" else "涉及"
    parts = [applies, confirmed.by, _minute(confirmed.at), confirmed.note, points, confirmed.photo[:8]]
    return " ".join(filter(None, parts))


def _named(state: str) -> str:
    return next((words for name, words in NAMES.items() if name == state), state)


def _moment(entry: Written) -> datetime:
    return datetime.fromisoformat(entry.line["at"])


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else NOTHING
