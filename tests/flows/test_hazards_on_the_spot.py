"""Found and mended at once (即查即改): one report, two photos; others look, and the finder's superior closes it."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from builders import open_card, page_of
from hazard_acts import FINDER, again, asked, kinds, look
from hazard_screens import open_report
from plant import Plant
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from screens import camera, count_taps, everybody, photo
from spot_acts import DID, WORDS, mended_at_once

from models.ask import of_subject as of
from workers.evidence.export import export_matter
from workers.evidence.verify import verify


def test_the_crew_looks_and_the_finders_superior_closes_it(
    plant: Plant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("rules.hazards.drawing.share_of", lambda *given: 0.99)
    hazard = mended_at_once(plant)
    leader, checker = plant.person(FINDER).supervisor, asked(hazard, "hazard.check")
    assert (hazard.state, hazard.owner) == ("submitted", FINDER) and checker != FINDER
    plant.expect(FINDER, "你来跟踪")
    assert hazard.work.mended[-1].presence.startswith("已在污水处理站现场")
    page = page_of(
        plant, checker, f"recheck/{next(ask.id for ask in of(hazard.subject) if ask.kind == 'hazard.check')}"
    )
    assert DID in page.html and page.html.count('class="attached marked"') >= 2
    look(plant, hazard, "hazard.check", "请验隐患")
    office = asked(hazard, "hazard.recheck")
    look(plant, hazard, "hazard.recheck", "请复查隐患")
    assert asked(hazard, "hazard.confirm") == leader != FINDER
    card = plant.expect(leader, "改好了吗")
    plant.phone(leader).tap(card, "改好了，认可")
    plant.settle()
    hazard = again(hazard)
    assert hazard.state == "closed_out"
    assert kinds(hazard) == [
        "hazard.reported",
        "hazard.fixed",
        "hazard.assigned",
        "hazard.to_check",
        "hazard.checked",
        "hazard.sampled",
        "hazard.checked",
        "hazard.inherited",
        "hazard.to_confirm",
        "hazard.checked",
        "hazard.closed_out",
    ]
    plant.expect_all(FINDER, leader, checker, office, hazard.supervisor)
    export_matter(hazard.subject, tmp_path / "a.zip", plant.base, plant.now)
    with ZipFile(tmp_path / "a.zip") as package:
        [paper] = [name for name in package.namelist() if name.endswith(".pdf")]
        words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(package.read(paper))).pages)
    assert "当场改好" in words and DID in words and "与封存链不一致" not in words
    sound, said = verify(tmp_path / "a.zip")
    assert sound, said


def test_what_the_crew_finds_not_mended_comes_back_to_the_finder(plant: Plant) -> None:
    hazard = mended_at_once(plant)
    look(plant, hazard, "hazard.check", "请验隐患", ok=False, note="锁是坏的")
    hazard = again(hazard)
    assert (hazard.state, hazard.owner, hazard.round) == ("assigned", FINDER, 2)
    plant.expect(FINDER, "锁是坏的")
    plant.expect_all(FINDER, hazard.supervisor, *(ask.person for ask in of(hazard.subject) if ask.person))


def test_what_is_sorted_first_goes_on_as_mended_and_a_major_one_does_not(plant: Plant) -> None:
    for grade, state, at in (("general", "submitted", 1), ("major", "planning", 2)):
        hazard = mended_at_once(plant, "这里不太对劲，来看看", area="")
        assert hazard.state == "triage"
        sorter = asked(hazard, "hazard.sort")
        card = plant.expect(sorter, "请分派隐患")
        page = open_card(plant, sorter, card, "去分派")
        given = {"category": "5S", "area": "util", "grade": grade, "use": "stop", "safe": ""}
        assert page.act("hazard.sort", given, attempt=at)["ok"]
        plant.settle()
        hazard = again(hazard)
        assert hazard.state == state and (hazard.owner == FINDER) == (state == "submitted")
        everybody(plant)


def test_it_takes_two_photos_and_two_more_taps_by_hand(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    taps, boxes = count_taps(screen), screen.locator("[data-photos]")
    camera(screen, boxes.nth(0).locator("label").first, "before.jpg")
    expect(boxes.nth(0).locator("li")).to_have_count(1)
    screen.locator("[name=fixed]").tap()
    camera(screen, boxes.nth(1).locator("label").first, "after.jpg")
    expect(boxes.nth(1).locator("li")).to_have_count(1)
    screen.locator("#send").tap()
    expect(screen.locator("#answer h1")).to_contain_text("YH-")
    assert taps() == 4
    everybody(plant)


def test_what_is_lacking_of_what_was_mended_on_the_spot_is_said_by_hand(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    screen.locator("#words").fill(WORDS)
    boxes = screen.locator("[data-photos]")
    boxes.nth(0).locator("[name=camera]").set_input_files(photo("before.jpg"))
    expect(boxes.nth(0).locator("li")).to_have_count(1)
    screen.locator("[name=fixed]").tap()
    screen.locator("#send").tap()
    expect(screen.locator("#answer-words")).to_contain_text("各拍一张照片")
    boxes.nth(1).locator("[name=camera]").set_input_files(photo("wrong.jpg"))
    boxes.nth(1).get_by_role("button", name="删掉").tap()
    boxes.nth(1).locator("[name=album]").set_input_files(photo("after.jpg"))
    expect(boxes.nth(1).locator("li")).to_have_count(1)
    screen.locator("[name=did]").fill(DID)
    screen.locator("#send").tap()
    expect(screen.locator("#answer h1")).to_contain_text("等班组去看")
    everybody(plant)
