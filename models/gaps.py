"""Sealed entries that the store has no longer, whatever else of their matter is gone: each seal knows how many it took.

A chain that was cut off at its end, or deleted as a whole, fits itself. Its seals still count it, and the leaves kept
beside them still name it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN, fn

from models.chain import torn
from models.ledger import Entry, Leaves, Seal
from models.merkle import Tree
from models.seals import HASH, PAGE, newest_number, up_to
from models.subject import Subject

SHOWN = 3
KEEP = "请留好这个库，找管理员和备份。"


@dataclass(frozen=True)
class Gap:
    """lacks: how many of a seal's entries are gone; leaves: their hashes, as far as they are known; foreign: how many
    entries name the seal that it never took."""

    seal: int
    at: datetime
    size: int
    lacks: int
    leaves: tuple[str, ...] = ()
    foreign: int = 0

    @property
    def words(self) -> str:
        lacks = f"少了 {self.lacks} 条记录{self._named}" if self.lacks else ""
        foreign = f"多了 {self.foreign} 条它没有封存过的记录" if self.foreign else ""
        found = "，".join(filter(None, (lacks, foreign))) or "里的记录走不到它的根"
        return f"封存块 {self.seal}（{self.at:%Y-%m-%d %H:%M} 封存 {self.size} 条）{found}"

    @property
    def _named(self) -> str:
        shown = "、".join(leaf[:8] for leaf in self.leaves[:SHOWN])
        return f"（哈希 {shown}{' 等' if len(self.leaves) > SHOWN else ''}）" if shown else ""


def counted(since: int = 1) -> list[Gap]:
    """What the seals from this number on lack, by their numbers of entries: quick, because only a seal whose number is
    wrong is read."""
    entries = fn.COUNT(Entry.id)
    rows = Seal.select(Seal.number).join(Entry, JOIN.LEFT_OUTER, on=Entry.seal == Seal.number)
    wrong = rows.where(Seal.number >= since).group_by(Seal.number, Seal.size).having(entries != Seal.size)
    return [gap for seal in wrong.order_by(Seal.number) for gap in _between(seal.number, seal.number)]


def compared() -> list[Gap]:
    """What the seals lack, by the hash of each entry: whatever took the place of one that is gone is found too."""
    newest = newest_number()
    return [gap for first in range(1, newest + 1, PAGE) for gap in _between(first, min(first + PAGE - 1, newest))]


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


def _between(first: int, last: int) -> list[Gap]:
    """The gaps of these seals. They are read first: whatever seal can be read has its entries."""
    seals = _seals(first, last)
    kept = {row.seal: bytes(row.hashes) for row in Leaves.select().where(Leaves.seal.between(first, last))}
    present: dict[int, list[str]] = {seal.number: [] for seal in seals}
    rows = Entry.select(Entry.seal, Entry.hash).where(Entry.seal.between(first, last))
    for number, digest in rows.order_by(Entry.seal, Entry.leaf).tuples().iterator():
        present.setdefault(number, []).append(digest)
    found = (_gap(seal, kept.get(seal.number, b""), present[seal.number]) for seal in seals)
    return [gap for gap in found if gap]


def _gap(seal: Seal, kept: bytes, present: Sequence[str]) -> Gap | None:
    root = _root(seal)
    leaves = _leading_to(root, [kept[start : start + HASH].hex() for start in range(0, len(kept), HASH)])
    leaves = leaves or _leading_to(root, present)
    size = len(leaves) or seal.size
    # Where nobody knows any more what was in it, only the numbers tell.
    there = set(present) & set(leaves) if leaves else present
    lost = tuple(leaf for leaf in leaves if leaf not in there)
    lacks, foreign = max(0, size - len(there)), len(present) - min(size, len(there))
    return None if leaves and not lacks and not foreign else Gap(seal.number, seal.at, size, lacks, lost, foreign)


def _root(seal: Seal) -> str:
    try:
        return str(json.loads(seal.canonical)["root"])
    except (ValueError, LookupError, TypeError):
        return ""


def _leading_to(root: str, leaves: Sequence[str]) -> Sequence[str]:
    """These leaves if they lead to the root, else none."""
    return leaves if leaves and Tree([bytes.fromhex(leaf) for leaf in leaves]).root.hex() == root else ()


def _seals(first: int, last: int) -> list[Seal]:
    return list(Seal.select().where(Seal.number.between(first, last)).order_by(Seal.number))
