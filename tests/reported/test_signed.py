"""What was signed is what was written and shown: each test tells of one kind of fault that was reported."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from builders import DIRECTOR, FOREMAN, MANAGER, at_the_dual_sign, entries, open_card, signature
from pictures import blank_png, data_url
from PIL import Image, ImageOps
from plant import Plant
from playwright.sync_api import Page, expect
from screens import ask_of, everybody, show, stand
from touch import write_name

from models.answered import Proven
from models.ask import Ask
from models.blob import read
from models.permit import Permit
from rules.signature import MIN_SIDE_PX, check
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
