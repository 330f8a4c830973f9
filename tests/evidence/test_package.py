"""The package: same trail, same bytes; everything that entries name is in it, and only what is sealed."""

from __future__ import annotations

import json
from datetime import timedelta

import packages
import pytest
from packages import HAZARD, NOW, PERMIT, PROOFS, apart, package_of
from stores import open_copy

from models import blob, ledger, store
from models.ledger import Seal
from models.seals import seal_all
from models.subject import open_subject
from workers.evidence.package import NothingSealed


@pytest.fixture
def trails(fresh_store: str) -> None:
    open_copy(fresh_store, packages.write_trails)


def seal_all_of_another_subject() -> None:
    store.write(lambda: ledger.append(open_subject("desk/U1", NOW), "x", NOW, actor={"system": "clock"}, data={}))
    seal_all(NOW)


def test_the_same_trail_gives_the_same_bytes_but_for_the_time_made(trails: None) -> None:
    assert package_of(PERMIT, HAZARD) == package_of(PERMIT, HAZARD)
    later = apart(package_of(PERMIT, HAZARD, now=NOW + timedelta(days=1)))
    changed = {path for path, content in apart(package_of(PERMIT, HAZARD)).items() if later[path] != content}
    assert changed == {"manifest.json", "README.txt"}


def test_later_seals_come_along_and_change_nothing_else_of_a_subject_at_rest(trails: None) -> None:
    before = apart(package_of(HAZARD))
    seal_all_of_another_subject()
    after = apart(package_of(HAZARD))
    assert after["seals.jsonl"].startswith(before["seals.jsonl"])
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    assert changed == {"seals.jsonl", "README.txt", "manifest.json"}


def test_it_holds_what_entries_name_and_whom_they_name(trails: None) -> None:
    parts = apart(package_of(PERMIT))
    assert [path.split("/")[0] for path in parts if "/" in path] == ["entries", "proofs", "shown", "attachments"]
    assert json.loads(parts["people.json"]) == packages.PEOPLE
    assert [(proof["seq"], proof["seal"], proof["index"]) for proof in json.loads(parts[PROOFS])] == [
        (1, 1, 0),
        (2, 1, 2),
        (3, 2, 0),
        (4, 2, 1),
    ]
    manifest = json.loads(parts["manifest.json"])
    assert manifest["subjects"] == [PERMIT]
    assert [file["path"] for file in manifest["files"]] == sorted(parts.keys() - {"manifest.json"})


def test_an_entry_after_the_last_seal_stays_out(trails: None) -> None:
    before = package_of(PERMIT)
    store.write(lambda: ledger.append(open_subject(PERMIT, NOW), "permit.x", NOW, actor={"system": "clock"}, data={}))
    assert package_of(PERMIT) == before


def test_a_subject_without_a_sealed_entry_has_no_package(fresh_store: str) -> None:
    store.write(lambda: open_subject(PERMIT, NOW))
    with pytest.raises(NothingSealed, match=PERMIT):
        package_of(PERMIT)


def test_the_read_me_says_whether_the_seal_is_anchored_and_carries_the_token(trails: None) -> None:
    assert "没有外部锚定" in apart(package_of(PERMIT))["README.txt"].decode()
    receipt = json.dumps({"authority": "集团链", "hash": Seal.get_by_id(2).hash}).encode()
    kept = store.write(lambda: blob.keep(receipt, "application/json", NOW))
    anchors = [{"way": "gateway", "authority": "别的机构", "files": {"json": kept["sha256"]}}]
    store.write(lambda: Seal.update(anchors=anchors).where(Seal.number == 2).execute())
    parts = apart(package_of(PERMIT))
    assert parts["anchors/2.json"] == receipt
    assert "已由集团链出具" in parts["README.txt"].decode()
