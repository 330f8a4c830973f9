"""Trees and seals against the published vectors, against RFC 6962's own recursive words, and under two sealers."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores import open_copy

from models import ledger, store, subject
from models.base import PLANT_ZONE
from models.ledger import Entry, Seal
from models.merkle import Tree
from models.seals import seal_all, seal_hash, tree_of, up_to
from workers.evidence.verify import canonical_object, climb

VECTORS = json.loads((Path(__file__).parent / "data" / "vectors.json").read_text())
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=PLANT_ZONE)


def leaf(number: int) -> bytes:
    return hashlib.sha256(b"\x00" + str(number).encode()).digest()


def rfc_6962_root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + rfc_6962_root(leaves[:split]) + rfc_6962_root(leaves[split:])).digest()


def raise_trail(key: str, length: int, now: datetime = NOW) -> None:
    """`length` more entries of the subject, in a transaction each."""

    def one() -> None:
        row, _ = subject.Subject.get_or_create(key=key, defaults={"created_at": now})
        ledger.append(subject.lock(row.id), "permit.noted", now, actor={"system": "clock"}, data={"n": length})

    for _ in range(length):
        store.write(one)


@pytest.mark.parametrize("vector", VECTORS["entries"], ids=lambda vector: vector["hash"][:8])
def test_entry_vector_is_canonical_and_hashes_as_published(vector: dict[str, str]) -> None:
    line = vector["canonical"].encode()
    assert canonical_object(line) is not None
    assert ledger.entry_hash(line) == vector["hash"]


@pytest.mark.parametrize("vector", VECTORS["seals"], ids=lambda vector: vector["hash"][:8])
def test_seal_vector_is_canonical_and_hashes_as_published(vector: dict[str, str]) -> None:
    line = vector["canonical"].encode()
    assert canonical_object(line) is not None
    assert seal_hash(line) == vector["hash"]


@pytest.mark.parametrize("vector", VECTORS["trees"], ids=lambda vector: str(vector["leaves"]))
def test_tree_vector_has_the_published_root(vector: dict[str, object]) -> None:
    leaves = [leaf(number) for number in range(int(str(vector["leaves"])))]
    assert Tree(leaves).root.hex() == vector["root"]


@pytest.mark.parametrize("proof", VECTORS["proofs"], ids=lambda proof: f"{proof['subject'][:6]}-{proof['seq']}")
def test_every_published_path_leads_to_its_seal(proof: dict[str, object]) -> None:
    seals = [json.loads(vector["canonical"]) for vector in VECTORS["seals"]]
    hashes = {
        (line["subject"], line["seq"]): vector["hash"]
        for vector in VECTORS["entries"]
        for line in [json.loads(vector["canonical"])]
    }
    seal = seals[int(str(proof["seal"])) - 1]
    own = hashes[(proof["subject"], proof["seq"])]
    assert climb(own, int(str(proof["index"])), seal["size"], list(proof["path"])) == seal["root"]


def test_published_seals_come_out_of_the_published_entries() -> None:
    hashes = [bytes.fromhex(vector["hash"]) for vector in VECTORS["entries"]]
    roots = [json.loads(vector["canonical"])["root"] for vector in VECTORS["seals"]]
    assert [Tree(hashes[:3]).root.hex(), Tree(hashes[3:]).root.hex()] == roots
    paths = [[step.hex() for step in Tree(part).path(i)] for part in (hashes[:3], hashes[3:]) for i in range(len(part))]
    assert paths == [proof["path"] for proof in VECTORS["proofs"]]


@given(size=st.integers(1, 70), data=st.data())
def test_tree_is_rfc_6962_and_each_path_proves_only_its_own_place(size: int, data: st.DataObject) -> None:
    leaves = [leaf(number) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    tree = Tree(leaves)
    path = [step.hex() for step in tree.path(index)]
    assert tree.root == rfc_6962_root(leaves)
    assert climb(leaves[index].hex(), index, size, path) == tree.root.hex()
    assert (climb(leaves[index].hex(), other, size, path) == tree.root.hex()) == (other == index)
    assert climb(leaves[index].hex(), index, size, [*path, "0" * 64]) != tree.root.hex()


def test_empty_tree_and_index_outside_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one leaf"):
        Tree([])
    with pytest.raises(IndexError):
        Tree([leaf(0)]).path(1)


def test_nothing_to_seal_makes_no_seal(fresh_store: str) -> None:
    assert seal_all(NOW) is None
    raise_trail("permit/DH-1", 1)
    assert seal_all(NOW) is not None
    assert seal_all(NOW) is None
    assert Seal.select().count() == 1


def test_seals_are_chained_and_take_each_entry_once(fresh_store: str) -> None:
    raise_trail("permit/DH-1", 3)
    first = seal_all(NOW)
    raise_trail("permit/DH-1", 2)
    raise_trail("hazard/YH-1", 2)
    second = seal_all(NOW + timedelta(minutes=5))
    assert first is not None and second is not None
    line = json.loads(second.canonical)
    assert (line["seal"], line["size"], line["total"], line["prev"]) == (2, 4, 7, first.hash)
    assert [seal.number for seal in up_to(2)] == [1, 2]
    assert tree_of(second).root.hex() == line["root"]


def test_two_sealers_beside_two_writers_leave_no_gap_and_no_double(fresh_store: str) -> None:
    def act(work: object, times: int) -> None:
        try:
            for _ in range(times):
                work()
        finally:
            store.database.close()

    writers = [lambda key=key: raise_trail(key, 1) for key in ("permit/DH-1", "hazard/YH-1")]
    jobs = [(work, 25) for work in writers] + [(lambda: seal_all(NOW), 15)] * 2
    threads = [threading.Thread(target=act, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_all(NOW)
    seals = list(up_to(10_000))
    assert [seal.number for seal in seals] == list(range(1, len(seals) + 1))
    assert sum(seal.size for seal in seals) == seals[-1].total == Entry.select().count() == 50
    assert all(tree_of(seal).root.hex() == json.loads(seal.canonical)["root"] for seal in seals)
    for row in subject.Subject.select():
        places = [(entry.seal_id, entry.leaf) for entry in ledger.of_subject(row)]
        assert places == sorted(set(places))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_no_seal_is_made_while_something_older_is_being_written(
    tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    """Plant time may be moved on while somebody writes: a seal of the new time waits for the entry of the old one."""
    open_copy(f"sqlite:///{tmp_path}/anhao.db" if kind == "sqlite" else request.getfixturevalue("postgres_url"))
    later, written, go_on = NOW + timedelta(minutes=5), threading.Event(), threading.Event()
    raise_trail("permit/DH-0", 1, later)

    def slow() -> None:
        row, _ = subject.Subject.get_or_create(key="permit/DH-1", defaults={"created_at": NOW})
        ledger.append(subject.lock(row.id), "permit.noted", NOW, actor={"system": "clock"}, data={})
        written.set()
        go_on.wait(5)

    def in_thread(work: Callable[[], object]) -> threading.Thread:
        def run() -> None:
            work()
            store.database.close()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    writer = in_thread(lambda: store.write(slow))
    assert written.wait(5)
    sealer = in_thread(lambda: seal_all(later))
    sealer.join(0.3)
    assert sealer.is_alive()
    go_on.set()
    writer.join()
    sealer.join()
    assert [seal.size for seal in up_to(10)] == [2]
    store.database.close()
