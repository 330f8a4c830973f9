"""Safety points as the trails tell them, against the rows beside: what a person's hazards and his desk have of entries.

Each line counts by its own hash and under the subject that it names. Whether a whole chain is still what was sealed,
the page of its hazard and an export say, because that climbs to the seals.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from models.base import PLANT_ZONE
from models.hazard import Hazard
from models.ledger import Entry, entry_hash
from models.points import PointEntry, why_of
from models.subject import Subject
from rules.hazards.points import WHY

KINDS = ("points.entered", "points.reversed", "points.spent")
FIELDS = {
    "amount": "几分",
    "note": "说明",
    "month": "算哪个月",
    "number": "哪条隐患",
    "reverses": "冲回哪一笔",
    "by": "谁记的",
    "at": "什么时候记的",
}
# As many subjects as one question to the store names.
AT_ONCE = 500
Told = Mapping[str, Any]


def everybody() -> dict[str, list[str]]:
    """Whose rows do not say what the trails say, and in which words; all entries and rows are read once."""
    rows = Entry.select(Subject.key, Entry.canonical, Entry.hash).join(Subject).where(Entry.kind.in_(KINDS))
    entries = cast("Iterator[tuple[str, str, str]]", rows.order_by(Entry.id).tuples().iterator())
    return _differing(PointEntry.select(), entries)


def differences(person: str) -> list[str]:
    """The same of this person alone; empty where they agree."""
    rows = list(PointEntry.select().where(PointEntry.person == person))
    return _differing(rows, _entries(_keys(person, rows))).get(person, [])


def _differing(rows: Iterable[PointEntry], entries: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    kept = {(str(row.person), int(row.id)): row for row in rows}
    told: defaultdict[tuple[str, int], list[Told]] = defaultdict(list)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, canonical, digest in entries:
        line = json.loads(canonical)
        person = str(line["data"]["to"])
        if entry_hash(canonical.encode()) != digest or line["subject"] != key:
            found[person].append(f"{key.partition('/')[2]} 的记录链里，一笔积分的记录被改过")
        else:
            told[person, int(line["data"]["entry"])].append(_with_actor(line))
    for (person, number), row in kept.items():
        if (person, number) not in told:
            found[person].append(f"{_called(row)}：库里有，记录链里没有")
    for (person, number), lines in told.items():
        *earlier, last = lines
        mine = kept.get((person, number))
        for each in earlier if mine else lines:
            found[person].append(f"{each['why']} {each['signed']} 分：记录链里有，库里没有")
        found[person] += _of(mine, last) if mine else ()
    return {person: words for person, words in found.items() if words}


def _with_actor(line: dict[str, Any]) -> Told:
    """What the entry tells, with the account that wrote it and when, as a row has them."""
    at = datetime.fromisoformat(line["at"]).astimezone(PLANT_ZONE)
    return {**line["data"], "by": line["actor"].get("account", ""), "at": f"{at:%Y-%m-%d %H:%M:%S}"}


def _of(row: PointEntry, told: Told) -> Iterator[str]:
    for name, what in FIELDS.items():
        sealed, stored = told.get(name) or "", _stored(row, name)
        if sealed != stored:
            both = f"记录链里是「{sealed or '没有'}」，库里是「{stored or '没有'}」"
            yield f"{told['why']} {told['signed']} 分，{what}：{both}"
    if told["why"] in WHY.values() and told["why"] != WHY.get(why_of(row)):
        yield f"{told['why']} {told['signed']} 分，为什么：库里是「{WHY.get(why_of(row), row.why)}」"


def _stored(row: PointEntry, name: str) -> object:
    value = getattr(row, name) or ""
    return f"{value.astimezone(PLANT_ZONE):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value


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
