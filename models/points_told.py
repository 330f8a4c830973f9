"""Safety points as the trails tell them, against the rows beside: what a person's hazards and his desk have of entries.

Each line counts by its own hash and under the subject that it names. Whether a whole chain is still what was sealed,
the page of its hazard and an export say, because that climbs to the seals.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from models.hazard import Hazard
from models.ledger import Entry, entry_hash
from models.points import PointEntry, why_of
from models.subject import Subject
from rules.hazards.points import WHY

KINDS = ("points.entered", "points.reversed", "points.spent")
FIELDS = {"amount": "几分", "note": "说明", "month": "算哪个月", "number": "哪条隐患", "reverses": "冲回哪一笔"}
# As many subjects as one question to the store names.
AT_ONCE = 500
Told = Mapping[str, Any]


def people() -> set[str]:
    """Everybody of whose points some trail tells."""
    return {
        str(json.loads(row.canonical)["data"]["to"])
        for row in Entry.select(Entry.canonical).where(Entry.kind.in_(KINDS))
    }


def differences(person: str) -> list[str]:
    """Where this person's rows do not say what the trails say, in words; empty where they agree."""
    rows = {row.id: row for row in PointEntry.select().where(PointEntry.person == person)}
    told: defaultdict[int, list[Told]] = defaultdict(list)
    found: list[str] = []
    for key, canonical, digest in _entries(_keys(person, rows.values())):
        line = json.loads(canonical)
        if entry_hash(canonical.encode()) != digest or line["subject"] != key:
            found.append(f"{key.partition('/')[2]} 的记录链里，一笔积分的记录被改过")
        elif line["data"]["to"] == person:
            told[int(line["data"]["entry"])].append(line["data"])
    found += [f"{_called(row)}：库里有，记录链里没有" for number, row in rows.items() if number not in told]
    for number, entries in told.items():
        *earlier, last = entries
        missing = earlier if number in rows else entries
        found += [f"{each['why']} {each['signed']} 分：记录链里有，库里没有" for each in missing]
        found += _of(rows[number], last) if number in rows else ()
    return found


def _of(row: PointEntry, told: Told) -> Iterator[str]:
    for name, what in FIELDS.items():
        sealed, stored = told.get(name) or "", getattr(row, name) or ""
        if sealed != stored:
            both = f"记录链里是「{sealed or '没有'}」，库里是「{stored or '没有'}」"
            yield f"{told['why']} {told['signed']} 分，{what}：{both}"
    if told["why"] in WHY.values() and told["why"] != WHY.get(why_of(row)):
        yield f"{told['why']} {told['signed']} 分，为什么：库里是「{WHY.get(why_of(row), row.why)}」"


def _called(row: PointEntry) -> str:
    return f"{WHY.get(why_of(row), row.why)} {row.amount:+d} 分"


def _keys(person: str, rows: Any) -> Sequence[str]:
    """The subjects whose trails may hold entries of his: hazards of his rows and those in which he has a part, and his
    desk, where the office enters."""
    mine = (Hazard.finder == person) | (Hazard.owner == person)
    numbers = {row.number for row in rows if row.number} | {
        each.number for each in Hazard.select(Hazard.number).where(mine)
    }
    return [f"desk/{person}", *(f"hazard/{number}" for number in sorted(numbers))]


def _entries(keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(subject's key, canonical line, hash)"""
    for at in range(0, len(keys), AT_ONCE):
        wanted = Subject.key.in_(keys[at : at + AT_ONCE]) & Entry.kind.in_(KINDS)
        rows = Entry.select(Subject.key, Entry.canonical, Entry.hash).join(Subject).where(wanted)
        yield from cast("Iterator[tuple[str, str, str]]", rows.order_by(Entry.id).tuples())
