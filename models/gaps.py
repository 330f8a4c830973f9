"""Sealed entries that the store has no longer, whatever else of their matter is gone: each seal knows how many it took.

A chain that was cut off at its end, or deleted as a whole, fits itself. Its seals still count it, and the leaves kept
beside them still name it. An entry is there when it stands under the subject that it names itself: one that was moved
to another subject is in no export and on no page of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from peewee import JOIN, fn

from models.chain import torn
from models.kept import Given, Kept
from models.ledger import Entry, Leaves, Seal, entry_hash
from models.merkle import Tree
from models.seals import HASH, PAGE, newest_number, up_to
from models.subject import Subject

SHOWN = 3
# So many entries are compared by their hashes at each look: more than a busy day makes.
LOOKED_AT = 5_000
KEEP = "请留好这个库，找管理员和备份。"


@dataclass(frozen=True)
class Gap:
    """lacks: how many of a seal's entries are gone; leaves: their hashes, as far as they are known; foreign: how many
    entries name the seal that it never took; moved: those of `lacks` that stand under another subject, by their own
    words."""

    seal: int
    at: datetime
    size: int
    lacks: int
    leaves: tuple[str, ...] = ()
    foreign: int = 0
    moved: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        lacks = f"少了 {self.lacks} 条记录{self._named}" if self.lacks else ""
        foreign = f"多了 {self.foreign} 条它没有封存过的记录" if self.foreign else ""
        found = "，".join(filter(None, (lacks, foreign))) or "里的记录走不到它的根"
        return f"封存块 {self.seal}（{self.at:%Y-%m-%d %H:%M} 封存 {self.size} 条）{found}"

    @property
    def _named(self) -> str:
        if self.moved:
            return f"（其中 {len(self.moved)} 条挂在别的主体下，第一条是 {self.moved[0]}）"
        shown = "、".join(leaf[:8] for leaf in self.leaves[:SHOWN])
        return f"（哈希 {shown}{' 等' if len(self.leaves) > SHOWN else ''}）" if shown else ""


def counted(since: int = 0) -> list[Gap]:
    """What the seals from this number on lack, for each look at a page: all of them by their numbers of entries, so
    that only a seal whose number is wrong is read; and the next LOOKED_AT entries, or without a number the newest, by
    the hash of each."""
    read = _looked_at(since)
    others = [
        gap
        for seal in _wrong.rows(Seal, number=since)
        if seal.number not in read
        for gap in _between(seal.number, seal.number)
    ]
    near = _between(read[0], read[-1]) if read else []
    return sorted([*others, *near], key=lambda gap: gap.seal)


@Kept
def _wrong() -> Any:
    """Seals from a number on that have another number of entries than they say."""
    rows = Seal.select(Seal.number).join(Entry, JOIN.LEFT_OUTER, on=Entry.seal == Seal.number)
    later = rows.where(Seal.number >= Given(Seal.number))
    return later.group_by(Seal.number, Seal.size).having(fn.COUNT(Entry.id) != Seal.size)


def compared(since: int = 1) -> list[Gap]:
    """What the seals from this number on lack, by the hash of each entry: whatever took the place of one that is gone
    is found too."""
    newest = newest_number()
    return [gap for first in range(since, newest + 1, PAGE) for gap in _between(first, min(first + PAGE - 1, newest))]


def faults() -> Iterator[str]:
    """A sentence for each seal that is not what was sealed or lacks entries, and for entries that belong to nothing."""
    found = {gap.seal: gap.words for gap in compared()}
    for seal, wrong in torn(up_to(newest_number())):
        if wrong:
            yield f"封存块 {seal.number} 被改过，或不接着前一块"
        if seal.number in found:
            yield found[seal.number]
    if lost := Entry.select().join(Subject, JOIN.LEFT_OUTER).where(Subject.id.is_null()).count():
        yield f"有 {lost} 条记录所属的主体不在库里了"
    for subject in Subject.select(Subject.key).group_by(Subject.key).having(fn.COUNT(Subject.id) > 1):
        yield f"不止一个主体叫 {subject.key}"


def _looked_at(since: int) -> range:
    """The numbers of the seals whose entries are compared at each look; at least one."""
    order = Seal.number if since else Seal.number.desc()
    seals = Seal.select(Seal.number, Seal.size).where(Seal.number >= since).order_by(order).limit(LOOKED_AT)
    numbers, sizes = [seal.number for seal in seals], accumulate(seal.size for seal in seals)
    read = [number for number, size in zip(numbers, sizes, strict=True) if size <= LOOKED_AT] or numbers[:1]
    return range(min(read), max(read) + 1) if read else range(0)


@lru_cache(maxsize=LOOKED_AT)
def _ending(key: str) -> str:
    """How each entry of the subject ends in its canonical form."""
    return f'"subject":{json.dumps(key, ensure_ascii=False)},"v":1}}'


def _between(first: int, last: int) -> list[Gap]:
    """The gaps of these seals. They are read first: whatever seal can be read has its entries."""
    seals = _seals(first, last)
    kept = {row.seal: bytes(row.hashes) for row in Leaves.select().where(Leaves.seal.between(first, last))}
    present: dict[int, list[_Present]] = {seal.number: [] for seal in seals}
    rows = Entry.select(Entry.seal, Entry.canonical, Subject.key).join(Subject, JOIN.LEFT_OUTER)
    rows = rows.where(Entry.seal.between(first, last)).order_by(Entry.seal, Entry.leaf)
    for number, canonical, key in rows.tuples().iterator():
        # What it names and where it stands; its row's own hash says nothing about what is written in it.
        there = key is not None and canonical.endswith(_ending(key))
        moved = "" if there else canonical
        present.setdefault(number, []).append(_Present(entry_hash(canonical.encode()), moved))
    found = (_gap(seal, kept.get(seal.number, b""), present[seal.number]) for seal in seals)
    return [gap for gap in found if gap]


class _Present(NamedTuple):
    """An entry that names the seal. moved: what is written in it, where it does not stand under its own subject."""

    hash: str
    moved: str


def _gap(seal: Seal, kept: bytes, present: Sequence[_Present]) -> Gap | None:
    root, every = _root(seal), [each.hash for each in present]
    leaves = _leading_to(root, [kept[start : start + HASH].hex() for start in range(0, len(kept), HASH)])
    leaves = leaves or _leading_to(root, every)
    size = len(leaves) or seal.size
    # Where nobody knows any more what was in it, only the numbers tell.
    known = set(leaves or every)
    moved = {each.hash: _named(each.moved) for each in present if each.moved and each.hash in known}
    there = [each for each in dict.fromkeys(every) if each in known and each not in moved]
    here = set(there)
    lost = tuple(leaf for leaf in leaves if leaf not in here)
    lacks, foreign = max(0, size - len(there)), max(0, len(every) - len(moved) - min(size, len(there)))
    if leaves and not lacks and not foreign:
        return None
    return Gap(seal.number, seal.at, size, lacks, lost, foreign, tuple(moved.values()))


def _named(canonical: str) -> str:
    """An entry in words, by what is written in it."""
    line = json.loads(canonical)
    return f"{str(line['subject']).partition('/')[2] or line['subject']} 第 {line['seq']} 条"


def _root(seal: Seal) -> str:
    try:
        return str(json.loads(seal.canonical)["root"])
    except (ValueError, LookupError, TypeError):
        return ""


def _leading_to(root: str, leaves: Sequence[str]) -> Sequence[str]:
    """These leaves if they lead to the root, else none."""
    return leaves if leaves and Tree([bytes.fromhex(leaf) for leaf in leaves]).root.hex() == root else ()


def _seals(first: int, last: int) -> list[Seal]:
    return _from_to.rows(Seal, first=first, last=last)


@Kept
def _from_to() -> Any:
    numbers = Seal.number.between(Given(Seal.number, "first"), Given(Seal.number, "last"))
    return Seal.select().where(numbers).order_by(Seal.number)
