"""What was signed is what was written and shown: each test tells of one kind of fault that was reported."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from builders import DIRECTOR, FOREMAN, MANAGER, at_the_dual_sign, entries, open_card, signature
from itsdangerous import URLSafeTimedSerializer
from pictures import blank_png, data_url
from PIL import Image, ImageOps
from plant import Plant
from playwright.sync_api import Page, expect
from room import NUMBER, Room, build
from screens import ask_of, everybody, show, stand
from stores import open_copy
from touch import write_name

from models.answered import Proven
from models.ask import Ask
from models.base import database
from models.blob import read
from models.permit import Permit
from rules.signature import MIN_SIDE_PX, check
from web.h5.carried import ACTS
from web.h5.target import PAGES
from web.h5.tokens import PageToken, read_page, sign_page
from workers.scenarios import hand

# What yesterday's pages posted beside the strokes, and what a page of nobody's making might.
PICTURES = [
    data_url("png", blank_png(656, 416)),
    data_url("png", blank_png(20_000, 20_000)),
    hand.photo("no png"),
    "data:image/png;base64,AAAA",
    "",
    5,
]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """The pages alone, which tell what they would have passed on."""
    made = build(tmp_path)
    open_copy(made.settings.database)
    yield made
    database.close()


@pytest.mark.parametrize("sent", PICTURES, ids=["white", "endless", "a photo", "broken", "empty", "a number"])
def test_a_picture_sent_beside_good_strokes_is_never_what_is_kept(plant: Plant, sent: object) -> None:
    permit, card, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, card, "签批")
    given = signature(plant, DIRECTOR, png=sent)
    assert page.act("permit.sign", given)["tone"] == "done"
    plant.settle()
    kept = proof(permit, DIRECTOR)
    assert json.loads(read(str(kept.strokes and kept.strokes.sha256))) == given["strokes"]
    drawn = check(given["strokes"])
    with Image.open(io.BytesIO(read(kept.signature))) as picture:
        ink = ImageOps.invert(picture.convert("L"))
    box = ink.getbbox()
    assert box and max(box[2] - box[0], box[3] - box[1]) >= 2 * drawn.side_px
    assert entries(permit, "permit.signed")[-1]["data"]["png"]["sha256"] == kept.signature
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


@pytest.mark.parametrize(
    "shrunk",
    ["document.querySelector('.pad').style.cssText = 'height: 6px; width: 9px'", "document.body.hidden = true"],
)
def test_a_pad_that_shrinks_or_hides_for_a_while_costs_no_stroke(plant: Plant, screen: Page, shrunk: str) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    stand(plant, MANAGER)
    show(plant, screen, MANAGER, f"sign/{ask_of(permit, 'permit.sign', MANAGER)}?r=1")
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    write_name(screen)
    before = written(screen)
    assert before > 1000
    resized(screen, shrunk)
    resized(screen, "document.body.hidden = false; document.querySelector('.pad').style.cssText = ''")
    for size in ((640, 360), (360, 300), (360, 640)):
        screen.set_viewport_size({"width": size[0], "height": size[1]})
        resized(screen, "")
    assert written(screen) == pytest.approx(before, rel=0.02)
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text("签好了。")
    assert check(strokes_of(permit, MANAGER)).side_px == pytest.approx(320 - 24 - 32, abs=30)
    everybody(plant)


def test_a_name_begun_upright_and_ended_on_its_side_is_one_name(plant: Plant, screen: Page) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    stand(plant, MANAGER)
    show(plant, screen, MANAGER, f"sign/{ask_of(permit, 'permit.sign', MANAGER)}?r=1")
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    write_name(screen)
    resized(screen, "document.querySelector('.pad').style.cssText = 'height: 104px; width: 150px'")
    write_name(screen)
    resized(screen, "document.querySelector('.pad').style.cssText = ''")
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text("签好了。")
    first, _, small, _ = (check([each]).side_px for each in strokes_of(permit, MANAGER))
    assert small == pytest.approx((150 - 40) / 150 * (first + 20 + 8), rel=0.1)
    everybody(plant)


def test_a_name_too_small_to_read_is_refused_in_words_and_changes_nothing(plant: Plant) -> None:
    permit, card, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, card, "签批")
    lines = hand.strokes(plant.person(DIRECTOR).name)
    shrink = MIN_SIDE_PX / check(lines).side_px * 0.95
    tiny = [
        {**line, "points": [{**at, "x": at["x"] * shrink, "y": at["y"] * shrink} for at in line["points"]]}
        for line in lines * 2
    ]
    answer = page.act("permit.sign", signature(plant, DIRECTOR, strokes=tiny))
    assert not answer["ok"] and "签名太小" in answer["words"] and "写大一些" in answer["words"]
    assert not entries(permit, "permit.signed")[1:]
    assert page.act("permit.sign", signature(plant, DIRECTOR), attempt=2)["tone"] == "done"
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


def test_an_act_is_taken_only_from_a_page_that_is_made_for_it(room: Room) -> None:
    """Every act with the token of every other page: nothing happens, and the words say where it is done."""
    client, wrong = room.app.test_client(), 0
    for name, row in ACTS.items():
        for page in {*PAGES, ""} - {*row.pages}:
            token = sign_page(PageToken("U04", "anhe_u04", "wecom", 1, None, page, "1"), room.settings.signing_key)
            if page or "permit" not in row.pages:
                answer = client.post("/h5/act", json={"name": name, "data": {}}, headers={"X-Page-Token": token})
                assert (answer.status_code, answer.json["ok"]) == (403, False), (name, page)
                assert "不是办这件事用的" in answer.json["words"] and "卡片" in answer.json["todo"]
                wrong += 1
    assert wrong > 600 and not room.acts


def test_a_file_is_attached_only_from_the_form(room: Room) -> None:
    token = sign_page(PageToken("U04", "anhe_u04", "wecom", 1, None, "permit", "1"), room.settings.signing_key)
    answer = room.app.test_client().post("/h5/attach/plan", data=b"%PDF-", headers={"X-Page-Token": token})
    assert answer.status_code == 403 and not room.acts


def test_one_permit_s_page_stops_and_urges_no_other_permit(room: Room) -> None:
    client = room.app.test_client()
    for name, page in (("permit.stop", "stop"), ("permit.urge", "permit"), ("permit.join", "join")):
        token = sign_page(PageToken("U04", "anhe_u04", "wecom", None, None, page, NUMBER), room.settings.signing_key)
        for number, status in ((NUMBER, 200), (f"{NUMBER[:-1]}9", 403)):
            body = {"name": name, "data": {"number": number}}
            answer = client.post("/h5/act", json=body, headers={"X-Page-Token": token})
            assert answer.status_code == status
    assert [action.data["number"] for action in room.acts] == [NUMBER] * 3


def test_nobody_signs_under_the_sentence_of_a_refusal(plant: Plant) -> None:
    permit, card, _ = at_the_dual_sign(plant)
    refusal = open_card(plant, DIRECTOR, card, "退回")
    before = len(entries(permit, "permit.signed"))
    for page, name in ((refusal, "permit.sign"), (open_card(plant, DIRECTOR, card, "签批"), "permit.refuse")):
        answer = page.act(name, signature(plant, DIRECTOR), "措施没落实")
        assert not answer["ok"] and "不是办这件事用的" in answer["words"]
    assert proof(permit, DIRECTOR).result == "" and len(entries(permit, "permit.signed")) == before
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


def test_a_page_that_was_open_during_the_upgrade_can_still_do_its_act_and_no_other(plant: Plant) -> None:
    _, card, _ = at_the_dual_sign(plant)
    key = plant.house.settings.signing_key
    for button, name, tone in (("退回", "permit.sign", None), ("签批", "permit.sign", "done")):
        page = open_card(plant, DIRECTOR, card, button)
        token = asdict(read_page(page.token, key))
        former = {field: token[field] for field in ("person", "account", "platform", "ask", "rendition")}
        text = URLSafeTimedSerializer(key, salt="h5-page").dumps(former)
        assert replace(page, token=text).act(name, signature(plant, DIRECTOR)).get("tone") == tone
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


def resized(screen: Page, change: str) -> None:
    """Does it, and waits until the pad has seen it."""
    screen.evaluate(f"() => {{ {change}; return new Promise((done) => setTimeout(done, 60)); }}")


def written(screen: Page) -> int:
    """How many dots of the pad have ink."""
    count: int = screen.locator("#pad").evaluate(
        "pad => pad.getContext('2d').getImageData(0, 0, pad.width, pad.height).data"
        ".filter((value, index) => index % 4 === 3 && value > 128).length"
    )
    return count


def proof(permit: Permit, person: str) -> Proven:
    ask: Ask = Ask.get_by_id(ask_of(permit, "permit.sign", person))
    return Proven.of(ask)


def strokes_of(permit: Permit, person: str) -> list[Any]:
    kept = proof(permit, person).strokes
    assert kept
    lines: list[Any] = json.loads(read(kept.sha256))
    return lines
