"""Measures confirmed on site: one tap each by the one who answers for it, with photo, reading or reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import GUARDIAN, SHIFT_FOREMAN, fresh
from gates import ANALYST, ON_SITE, approved, confirm_measures, open_asks, page_of, tap
from plant import Plant

from handlers.permits.closing import acceptance
from models import store
from models.ask import Ask
from models.ledger import Entry
from models.permit import Permit
from models.seals import seal_all
from workers.evidence.people import people_of
from workers.evidence.permits import record
from workers.scenarios.phone import Page, text_of


def page_for(plant: Plant, permit: Permit, person: str) -> tuple[Ask, Page]:
    ask = next(each for each in open_asks(permit, "permit.measures") if each.person == person)
    return ask, page_of(plant, ask)


def test_each_confirmer_has_his_own_measures_on_one_card(plant: Plant) -> None:
    permit = approved(plant)
    asked = {ask.person: ask.data["measures"] for ask in open_asks(permit, "permit.measures")}
    assert asked[ANALYST] == ["DH12"]
    assert {"DH05", "DH07", "DH15"} <= set(asked[GUARDIAN]) and {"DH01", "DH03"} <= set(asked[SHIFT_FOREMAN])
    assert sum(len(ids) for ids in asked.values()) == len(permit.template["measures"])


def test_a_tap_keeps_who_when_and_the_photo_and_the_last_one_closes_the_card(plant: Plant) -> None:
    permit = approved(plant)
    ask, page = page_for(plant, permit, GUARDIAN)
    answer = page.act("permit.measure", tap("DH15"))
    assert answer["tone"] == "info" and "还有" in answer["words"]
    kept = fresh(permit).work.measures["DH15"]
    assert (kept.applies, kept.by) == ("yes", GUARDIAN) and len(kept.photo) == 64
    confirm_measures(plant, permit)
    assert Ask.get_by_id(ask.id).state == "done"
    card = plant.phone(GUARDIAN).card(lambda title: "已确认措施" in title)
    assert card and "确认完" in text_of(card)
    plant.expect_all(*ON_SITE)


def test_the_print_says_what_was_found_on_site_where_the_request_says_something_else(plant: Plant) -> None:
    permit = approved(plant, unconcerned=["DH05", "DH07"])
    _, page = page_for(plant, permit, GUARDIAN)
    page.act("permit.measure", tap("DH05"))
    page.act("permit.measure", tap("DH07", applies="no", photo=""))
    plant.expect_all(*ON_SITE)
    seal_all(plant.now)
    printed = {
        line.text[:6]: line for line in record.read(fresh(permit), people_of(int(permit.rules), plant.now)).measures
    }
    by_form, on_site = printed["乙炔瓶直立、"], printed["高处动火已设"]
    assert (by_form.applies, on_site.applies) == ("不涉及", "涉及")
    assert on_site.confirmer.endswith("（与申请不同）") and not by_form.confirmer.endswith("）")


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("no photo", tap("DH15", photo=""), "这一条要拍照"),
    ("no photo at all", tap("DH15", photo="data:image/jpeg;base64,AAAA"), "这个文件打不开"),
    ("no reading", tap("DH16", note=""), "这一条要写读数"),
    ("a must left out", tap("DH15", applies="no"), "这一条必须落实"),
    ("another's measure", tap("DH01"), "不归你确认"),
    ("no such measure", tap("XX99"), "不归你确认"),
]


@pytest.mark.parametrize(("data", "words"), [each[1:] for each in FAULTS], ids=[each[0] for each in FAULTS])
def test_a_tap_that_proves_nothing_is_told_what_is_missing(plant: Plant, data: dict[str, Any], words: str) -> None:
    permit = approved(plant)
    before = Entry.select().count()
    _, page = page_for(plant, permit, GUARDIAN)
    answer = page.act("permit.measure", data)
    assert not answer["ok"] and words in answer["words"]
    assert not fresh(permit).work.measures and Entry.select().count() == before


def test_what_does_not_concern_the_job_has_its_confirmer_too(plant: Plant) -> None:
    permit = approved(plant)
    _, page = page_for(plant, permit, GUARDIAN)
    answer = page.act("permit.measure", tap("DH05", applies="no", note="地面作业，不在高处", photo=""))
    assert answer["ok"]
    assert fresh(permit).work.measures["DH05"].applies == "no"
    entry = json.loads(Entry.get(Entry.kind == "permit.measure_confirmed").canonical)
    assert entry["data"]["note"] == "地面作业，不在高处" and entry["actor"]["person"] == GUARDIAN


def test_what_was_signed_as_concerned_is_left_out_with_a_reason_only(plant: Plant) -> None:
    permit = approved(plant)
    _, page = page_for(plant, permit, GUARDIAN)
    answer = page.act("permit.measure", tap("DH05", applies="no", note="", photo=""))
    assert not answer["ok"] and "不涉及请写一句原因" in answer["words"]


def test_a_wrong_tap_can_be_put_right_while_the_card_is_open(plant: Plant) -> None:
    permit = approved(plant)
    _, page = page_for(plant, permit, GUARDIAN)
    page.act("permit.measure", tap("DH05", applies="no", note="看错了", photo=""))
    page.act("permit.measure", tap("DH05"), attempt=2)
    assert fresh(permit).work.measures["DH05"].applies == "yes"
    assert Entry.select().where(Entry.kind == "permit.measure_confirmed").count() == 2


SWITCH = {"place": "P-101 电源", "tag": "7", "lock": "12", "keeper": GUARDIAN}


def locked(plant: Plant, measure: str) -> Permit:
    """An approved permit whose template wants this measure's lock-out points."""
    permit = approved(plant)
    lines = [each | ({"isolates": "lock"} if each["id"] == measure else {}) for each in permit.template["measures"]]
    changes = {Permit.template: permit.template | {"measures": lines}}
    store.write(lambda: Permit.update(changes).where(Permit.id == permit.id).execute())
    return fresh(permit)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([], "要写隔离点"),
        ([SWITCH | {"lock": ""}], "没写锁号"),
        ([SWITCH | {"keeper": "U01"}], "没写谁拿钥匙"),
    ],
)
def test_a_lock_without_number_or_keeper_confirms_nothing(plant: Plant, points: list[Any], words: str) -> None:
    permit = locked(plant, "DH15")
    _, page = page_for(plant, permit, GUARDIAN)
    answer = page.act("permit.measure", tap("DH15", points=points))
    assert not answer["ok"] and words in answer["words"]
    assert not fresh(permit).work.measures


def test_locks_are_kept_with_their_keys_and_each_must_be_off_before_acceptance(plant: Plant) -> None:
    permit = locked(plant, "DH15")
    _, page = page_for(plant, permit, GUARDIAN)
    assert page.act("permit.measure", tap("DH15", points=[SWITCH]))["ok"]
    entry = json.loads(Entry.get(Entry.kind == "permit.measure_confirmed").canonical)
    assert entry["data"]["points"] == [SWITCH]
    assert "P-101 电源：锁 12 已拆，牌 7 已摘，钥匙已还乐正迟" in acceptance.checklist(fresh(permit), acceptance.ACCEPT)
