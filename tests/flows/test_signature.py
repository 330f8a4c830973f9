"""The signature itself: what counts as one, where it must be given, and what is kept of it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from builders import (
    DIRECTOR,
    FOREMAN,
    MANAGER,
    SHIFT_FOREMAN,
    ask_for_permit,
    asks_of,
    at_the_dual_sign,
    confirm,
    fresh,
    main_button,
    open_card,
    sign_card,
    signature,
    site_code,
)
from demo import OFFICE
from pictures import inflated
from plant import Plant, anhe

from handlers.plant import keep
from models import store
from models.answered import Proven
from models.blob import Blob, read
from models.ledger import Entry
from workers.scenarios import hand
from workers.scenarios.phone import PageRefused, page_data, text_of

DOT = [{"points": [{"x": 5, "y": 5}]}]
TINY = [{"points": [{"x": 30 * (step % 2), "y": step} for step in range(20)]}]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"strokes": []}, "还没有签名"),
        ({"strokes": DOT}, "签名太短"),
        ({"strokes": "a name"}, "签名没有收完整"),
        ({"strokes": TINY}, "签名太小"),
    ],
    ids=["blank", "one dot", "no strokes", "a name that nobody can read"],
)
def test_what_is_no_signature_is_refused_with_a_plain_word(plant: Plant, changes: dict[str, Any], words: str) -> None:
    permit = ask_for_permit(plant)
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "请确认"), "确认签字")
    entries = Entry.select().count()

    answer = page.act("permit.sign", signature(plant, FOREMAN, **changes))

    assert words in answer["words"] and not answer["ok"]
    assert Entry.select().count() == entries and not Blob.select().where(Blob.type == "image/png").exists()
    assert [ask.state for ask in asks_of(permit, FOREMAN)] == ["open"]


def test_the_trail_keeps_strokes_picture_place_device_and_what_was_shown(plant: Plant) -> None:
    ask_for_permit(plant)
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "请确认"), "确认签字")
    plant.phone(FOREMAN).sign(page)
    plant.settle()
    plant.expect(SHIFT_FOREMAN, "请签")

    entry = Entry.get(Entry.kind == "permit.confirmed")
    for name in ("strokes", "png", "position", "device", "shown", "rendition"):
        assert f'"{name}"' in entry.canonical
    shown = read(page_data(page.html)["shown"]).decode()
    assert "请确认：一级动火 · 污水处理站" in shown


ABSENT: list[tuple[str, dict[str, Any], str]] = [
    ("far", {"latitude": OFFICE[0], "longitude": OFFICE[1]}, "你离污水处理站约"),
    ("stale", {"age_s": 1200}, "定位是 20 分钟前的"),
    ("inexact", {"accuracy_m": 900}, "定位误差 900 米"),
    ("inexact without end", {"accuracy_m": "inf"}, "没有拿到定位"),
    ("older than the world", {"age_s": 1e13}, "没有拿到定位"),
    ("off the earth", {"longitude": 1e308}, "没有拿到定位"),
    ("denied", {"state": "denied"}, "没有拿到定位"),
    ("nonsense", {"age_s": "now"}, "没有拿到定位"),
]


@pytest.mark.parametrize(("changes", "words"), [case[1:] for case in ABSENT], ids=[case[0] for case in ABSENT])
def test_case_25_without_a_good_position_the_signature_waits_for_its_person(
    plant: Plant, changes: dict[str, Any], words: str
) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, director, "签批")
    position = {**plant.phone(DIRECTOR).position(), **changes}

    answer = page.act("permit.sign", signature(plant, DIRECTOR, position=position))
    plant.settle()

    assert answer["tone"] == "caution"
    assert words in answer["words"] and "待到场" in answer["words"]
    [ask] = asks_of(permit, DIRECTOR)
    assert ask.state == "held" and ask.next_at is not None
    card = text_of(plant.current(director))
    assert "待到场" in card and "到场再签" in card


def test_a_held_signature_counts_once_its_person_is_at_the_site(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    assert sign_card(plant, DIRECTOR, director, OFFICE)["tone"] == "caution"

    held = plant.current(director)
    assert main_button(held) == "到场再签"
    answer = sign_card(plant, DIRECTOR, held)

    assert answer["tone"] == "done"
    assert "苌若谷 08:10 签字" in text_of(plant.current(director))
    assert fresh(permit).state == "signing"


def test_case_25_the_code_at_the_site_and_a_photo_stand_in_for_a_position(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, director, "签批")
    page.act("permit.sign", signature(plant, DIRECTOR, position={"state": "denied"}))

    elsewhere = page.act("permit.presence", {"site": site_code(plant, "tank"), "photo": hand.photo("x")})
    assert "扫的不是污水处理站的现场码" in elsewhere["words"]
    no_photo = page.act(
        "permit.presence", {"site": site_code(plant), "photo": "data:image/jpeg;base64,AAAA"}, attempt=2
    )
    assert "打不开" in no_photo["words"]
    large = {"site": site_code(plant), "photo": inflated(hand.photo("at the site"), 20_000, 20_000)}
    assert page.act("permit.presence", large, attempt=4)["words"] == "图片超过 5000 万像素，太大了。"
    done = page.act("permit.presence", {"site": site_code(plant), "photo": hand.photo("at the site")}, attempt=3)
    plant.settle()

    assert done["tone"] == "done"
    assert [ask.state for ask in asks_of(permit, DIRECTOR)] == ["done"]
    signed = Entry.select().where(Entry.kind == "permit.signed").order_by(Entry.id.desc()).get()
    assert "扫现场码（第 1 张）并拍照" in signed.canonical and '"photo"' in signed.canonical


def test_where_the_plants_rules_want_a_position_no_code_stands_in_for_it(plant: Plant) -> None:
    data = deepcopy(anhe())
    data["routing_rules"]["defaults"]["presence"]["fallback"] = []
    store.write(lambda: keep(data, plant.now))
    permit, director, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, director, "签批")
    held = page.act("permit.sign", signature(plant, DIRECTOR, position={"state": "denied"}))
    assert "待到场" in held["words"] and "现场码" not in held["words"] and "二维码" not in held["words"]
    refused = page.act("permit.presence", {"site": site_code(plant), "photo": hand.photo("at the site")}, attempt=2)
    assert "只认定位" in refused["words"]
    plant.settle()
    assert [ask.state for ask in asks_of(permit, DIRECTOR)] == ["held"]
    assert 'id="scan" hidden' in open_card(plant, DIRECTOR, director, "到场再签").html
    assert sign_card(plant, DIRECTOR, plant.current(director))["tone"] == "done"


def test_presence_alone_signs_nothing(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, director, "签批")
    answer = page.act("permit.presence", {"site": site_code(plant), "photo": hand.photo("x")})
    assert "还没有签名" in answer["words"]
    assert [ask.state for ask in asks_of(permit, DIRECTOR)] == ["open"]


def test_the_work_leader_confirms_from_anywhere(plant: Plant) -> None:
    ask_for_permit(plant)
    assert sign_card(plant, FOREMAN, plant.expect(FOREMAN, "请确认"), OFFICE)["tone"] == "done"
    plant.expect(SHIFT_FOREMAN, "请签")


def test_the_same_page_sent_twice_answers_as_the_first(plant: Plant) -> None:
    ask_for_permit(plant)
    confirm(plant)
    page = open_card(plant, SHIFT_FOREMAN, plant.expect(SHIFT_FOREMAN, "请签"), "签批")
    data = signature(plant, SHIFT_FOREMAN)
    first = page.act("permit.sign", data)
    entries = Entry.select().count()
    assert page.act("permit.sign", data) == first
    assert Entry.select().count() == entries
    plant.settle()
    plant.expect(DIRECTOR, "请签")
    plant.expect(MANAGER, "请签")


def test_one_person_cannot_sign_with_the_page_of_another(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    stolen = plant.phone(DIRECTOR).tap(director, "签批")["open"].replace("/h5/dingtalk/", "/h5/wecom/")
    with pytest.raises(PageRefused, match="找的是苌若谷，不是你"):
        plant.phone(MANAGER).open(stolen)
    assert [ask.state for ask in asks_of(permit, DIRECTOR)] == ["open"]


def test_a_line_that_may_be_signed_anywhere_says_where_and_asks_nobody_to_come(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    sign_card(plant, FOREMAN, plant.expect(FOREMAN, "请确认"), OFFICE)
    plant.expect(SHIFT_FOREMAN, "请签")
    [ask] = [each for each in asks_of(permit, FOREMAN) if each.kind == "permit.sign"]
    assert ask.state == "done"
    kept = Entry.get(Entry.kind == "permit.confirmed").canonical
    for words in (Proven.of(ask).presence, kept):
        assert "签时离污水处理站约" in words and "这一栏不要求到场" in words and "请到现场" not in words
