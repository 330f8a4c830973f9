"""Sealing: one Merkle root over every entry that no seal has yet, chained to the seal before (docs/evidence.md).

Unsealed entries are found by their missing seal, never by a range of numbers, so that a slow transaction is not missed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, cast

import rfc8785
from peewee import fn

from models import store
from models.kept import Given, Kept
from models.ledger import Entry, Leaves, Seal, in_order, newest_seal, stamp
from models.merkle import Tree
from models.store import write
from models.subject import Subject

BATCH = 200
NO_SEAL = "0" * 64
# A tree must fit into memory, even when nobody has sealed for a year.
LARGEST = 20_000
PAGE = 500
HASH = 32
TREES = 8
EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Written:
    """An entry as it stands in its subject's chain."""

    seq: int
    kind: str
    canonical: str
    hash: str

    @cached_property
    def line(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.canonical)
        return parsed


@dataclass(frozen=True)
class Sealed(Written):
    """An entry with its place: the leaf `index` of the tree of `seal`."""

    seal: Seal
    index: int


def seal_all(now: datetime) -> Seal | None:
    """Seals every committed entry without a seal, at most LARGEST at a time. Returns the last seal made, or None when
    there is nothing to seal.

    Any number of workers may call it at once: they queue, and the later ones find nothing to do.
    """
    last = None
    while seal := write(lambda: _seal(now), sealing=True):
        last = seal
        if seal.size < LARGEST:
            break
    return last


def is_due(now: datetime) -> bool:
    """Whether ten minutes of plant time have passed since the last seal and there is something new.

    Where a clock was set back, the last seal may lie in the future and says nothing: then the oldest new entry tells.
    """
    new, since = Entry.select().where(Entry.seal.is_null()), newest_seal()
    if since is not None and since > now:
        oldest = new.order_by(Entry.id).first()
        since = datetime.fromisoformat(json.loads(oldest.canonical)["at"]) if oldest else None
    return (since is None or not now - EVERY < since <= now) and new.exists()


def sealed(subject: Subject) -> list[Sealed]:
    """The subject's sealed entries in order; what came after the last seal is not evidence yet."""
    query = Entry.select(Entry, Seal).join(Seal).where(Entry.subject == subject).order_by(Entry.seq)
    return [
        Sealed(row.seq, row.kind, row.canonical, row.hash, cast(Seal, row.seal), cast(int, row.leaf)) for row in query
    ]


def written(subject: Subject) -> list[Written]:
    """All of the subject's entries in order, also those that no seal has yet."""
    return [Written(row.seq, row.kind, row.canonical, row.hash) for row in _of_subject.rows(Entry, subject=subject)]


@Kept
def _of_subject() -> Any:
    entries = Entry.select(Entry.seq, Entry.kind, Entry.canonical, Entry.hash)
    return entries.where(Entry.subject == Given(Entry.subject)).order_by(Entry.seq)


def tree_of(seal: Seal) -> Tree | None:
    """The sealed tree, built again for the proofs of its entries: from the leaves kept beside the seal, else from the
    entries. None when neither leads to the seal's root."""
    root = json.loads(seal.canonical)["root"]
    trees = (_tree(leaves_of(seal)) for leaves_of in (_kept_leaves, _leaves_of_entries))
    return next((tree for tree in trees if tree and tree.root.hex() == root), None)


@lru_cache(maxsize=TREES)
def _tree(hashes: bytes) -> Tree | None:
    """The tree over these leaves, 32 bytes each. The last used ones are kept, because matters of one day share their
    seals."""
    leaves = [hashes[start : start + HASH] for start in range(0, len(hashes), HASH)]
    return Tree(leaves) if leaves else None


def _kept_leaves(seal: Seal) -> bytes:
    kept = Leaves.find(seal.number)
    return bytes(kept.hashes) if kept else b""


def _leaves_of_entries(seal: Seal) -> bytes:
    rows = Entry.select(Entry.hash).where(Entry.seal == seal).order_by(Entry.leaf)
    return b"".join(bytes.fromhex(entry.hash) for entry in rows)


def newest_number() -> int:
    """The number of the newest seal; 0 before the first."""
    return int(_newest.value() or 0)


@Kept
def _newest() -> Any:
    return Seal.select(fn.MAX(Seal.number))


def up_to(number: int) -> Iterator[Seal]:
    """Seals 1 … number, read a page at a time."""
    for first in range(1, number + 1, PAGE):
        last = min(first + PAGE - 1, number)
        yield from list(Seal.select().where(Seal.number.between(first, last)).order_by(Seal.number))


def seal_hash(canonical: bytes) -> str:
    return hashlib.sha256(b"\x02" + canonical).hexdigest()


def _seal(now: datetime) -> Seal | None:
    store.wait_for_writers()
    last: Seal | None = Seal.select().order_by(Seal.number.desc()).first()
    entries = list(
        Entry.select(Entry.id, Entry.hash, Entry.recorded_at)
        .where(Entry.seal.is_null())
        .order_by(Entry.id)
        .limit(LARGEST)
    )
    if not entries:
        return None
    number = last.number + 1 if last else 1
    size = len(entries)
    at = in_order(now, last.at if last else None, *(entry.recorded_at for entry in entries))
    total = size + (last.total if last else 0)
    leaves = [bytes.fromhex(entry.hash) for entry in entries]
    line: dict[str, Any] = {
        "v": 1,
        "seal": number,
        "size": size,
        "total": total,
        "root": Tree(leaves).root.hex(),
        "prev": last.hash if last else NO_SEAL,
        "at": stamp(at),
    }
    canonical = rfc8785.dumps(line)
    seal: Seal = Seal.create(
        number=number,
        size=size,
        total=total,
        canonical=canonical.decode(),
        hash=seal_hash(canonical),
        at=at,
        anchor_at=now,
    )
    Leaves.create(seal=number, hashes=b"".join(leaves))
    _mark(entries, seal)
    return seal


def _mark(entries: list[Entry], seal: Seal) -> None:
    for leaf, entry in enumerate(entries):
        entry.seal, entry.leaf = seal, leaf
    Entry.bulk_update(entries, [Entry.seal, Entry.leaf], batch_size=BATCH)  # type: ignore[no-untyped-call]  # as peewee is
