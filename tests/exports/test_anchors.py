"""Seals get a time stamp from a real authority and a receipt from a gateway; a failure is kept and tried again."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import packages
import pytest
from authority import Outside, answering, make_authority
from packages import NOW, PERMIT
from stores import open_copy

from config.settings import Settings
from models.ledger import Seal
from workers.anchors import anchor_due, is_due
from workers.evidence.verify import verify

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def trails(fresh_store: str) -> None:
    open_copy(fresh_store, packages.write_trails)


@pytest.fixture
def settings(tsa: Outside, tmp_path: Path) -> Settings:
    return Settings(tsa_url=tsa.url, tsa_certificates=tmp_path / "tsa" / "root.pem")


def newest() -> Seal:
    seal: Seal = Seal.get_by_id(2)
    return seal


def package(tmp_path: Path) -> Path:
    path = tmp_path / "package.zip"
    path.write_bytes(packages.package_of(PERMIT))
    return path


def test_every_seal_gets_a_token_that_openssl_accepts(trails: None, settings: Settings, tmp_path: Path) -> None:
    assert anchor_due(settings, LATER) == 2
    assert newest().anchors[0]["authority"] == "Test time stamps"
    sound, words = verify(package(tmp_path))
    assert sound, words
    assert "2.tsr 时间戳相符" in words
    assert not is_due(settings, LATER + timedelta(days=1))


def test_a_token_that_leads_to_no_root_is_no_anchor_and_the_words_say_what_to_set(trails: None, tsa: Outside) -> None:
    assert anchor_due(Settings(tsa_url=tsa.url), LATER) == 0
    assert "ANHAO_TSA_CERTIFICATES" in newest().anchor_words


def test_a_token_of_another_authority_is_no_anchor(trails: None, tsa: Outside, tmp_path: Path) -> None:
    make_authority(tmp_path / "other")
    settings = Settings(tsa_url=tsa.url, tsa_certificates=tmp_path / "other" / "root.pem")
    assert anchor_due(settings, LATER) == 0
    assert newest().anchors == []
    assert "时间戳核验不过" in newest().anchor_words


def test_a_token_moved_to_another_seal_is_found(trails: None, settings: Settings, tmp_path: Path) -> None:
    anchor_due(settings, LATER)
    Seal.update(anchors=Seal.get_by_id(1).anchors).where(Seal.number == 2).execute()
    sound, words = verify(package(tmp_path))
    assert not sound
    assert "FAIL seal 2 时间戳与封存块不符" in words


def test_an_authority_that_is_away_is_seen_on_the_seal_and_asked_again(
    trails: None, settings: Settings, tsa: Outside
) -> None:
    tsa.status = 503
    assert anchor_due(settings, LATER) == 0
    assert len(tsa.asked) == 1
    assert "时间戳机构没有应答" in newest().anchor_words
    assert not is_due(settings, LATER + timedelta(minutes=9))
    tsa.status = 200
    assert is_due(settings, LATER + timedelta(minutes=10))
    assert anchor_due(settings, LATER + timedelta(minutes=10)) == 2
    assert (newest().anchor_words, newest().anchor_at) == ("", None)


@pytest.mark.parametrize("answer", [b"", b"<html>login</html>", b"\x30\x03\x02\x01\x02"])
def test_an_answer_that_is_no_token_is_no_anchor(trails: None, answer: bytes) -> None:
    with answering(lambda _: answer, "application/timestamp-reply") as outside:
        assert anchor_due(Settings(tsa_url=outside.url), LATER) == 0
    assert newest().anchor_words


def test_a_gateway_gets_the_hash_only_and_its_receipt_travels(trails: None, tmp_path: Path) -> None:
    def give(body: bytes) -> bytes:
        return json.dumps({"authority": "集团链", "tx": "0x1", "hash": json.loads(body)["hash"]}).encode()

    with answering(give, "application/json") as outside:
        assert anchor_due(Settings(anchor_url=outside.url), LATER) == 2
        asked = json.loads(outside.asked[0])
    assert asked == {"v": 1, "seal": 2, "hash": newest().hash, "at": "2026-11-25T08:40:00.000+08:00"}
    sound, words = verify(package(tmp_path))
    assert sound, words
    assert "2.json 未核验：请向出具方核对" in words


def test_a_receipt_about_something_else_is_no_anchor(trails: None) -> None:
    with answering(lambda _: b'{"hash": "00"}', "application/json") as outside:
        assert anchor_due(Settings(anchor_url=outside.url), LATER) == 0
    assert "回执不含本块哈希" in newest().anchor_words


def test_nothing_is_due_where_nothing_is_configured(trails: None) -> None:
    assert not is_due(Settings(), LATER)
    assert anchor_due(Settings(), LATER) == 0
