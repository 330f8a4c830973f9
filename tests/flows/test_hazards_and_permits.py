"""Mending under a permit: its number is asked for where the category needs one, and whoever looks sees it."""

from __future__ import annotations

from builders import ask_for_permit, page_of
from hazard_acts import FINDER, again, asked, mend, report
from plant import Plant
from playwright.sync_api import Page, expect
from screens import everybody, said_at, show, take

from models.ask import Ask
from models.hazard import Hazard


def at_height(plant: Plant) -> Hazard:
    hazard = report(plant, category="HGT", position=plant.phone(FINDER).position())
    plant.expect(hazard.owner, "请整改")
    return hazard


def card(plant: Plant, hazard: Hazard) -> dict[str, object]:
    found = plant.phone(hazard.owner).card(lambda title: "请整改" in title)
    assert found
    return found


def test_the_number_of_a_permit_leads_whoever_looks_to_it(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    hazard = at_height(plant)
    assert "写作业票号" in mend(plant, hazard, card(plant, hazard))["words"]
    assert "没有 DH-1 这张票" in mend(plant, hazard, card(plant, hazard), permit="dh-1")["words"]
    # The number of a hazard is no permit's.
    assert "这张票" in mend(plant, hazard, card(plant, hazard), permit=hazard.number)["words"]
    assert mend(plant, hazard, card(plant, hazard), permit=permit.number.lower())["ok"]
    ask = Ask.get(Ask.kind == "hazard.check")
    page = page_of(plant, ask.person, f"recheck/{ask.id}")
    assert permit.number in page.html and f"/permit/{permit.number}" in page.html
    plant.settle()
    everybody(plant)


def test_who_used_none_says_why_by_hand(plant: Plant, screen: Page) -> None:
    hazard = at_height(plant)
    show(plant, screen, hazard.owner, f"fix/{Ask.get(Ask.kind == 'hazard.fix').id}?r=1")
    take(screen, "main", "after.jpg")
    screen.locator("[data-label=做了什么] textarea").fill("护栏装回去了")
    screen.get_by_role("button", name="报改好了").tap()
    said_at(screen, "作业票号", "写作业票号")
    screen.locator("[name=permit]").fill("DH-1")
    screen.get_by_role("button", name="报改好了").tap()
    said_at(screen, "作业票号", "没有 DH-1 这张票")
    screen.locator("[name=permit]").fill("")
    screen.locator("[name=no_permit]").fill("站在地面上装的")
    screen.get_by_role("button", name="报改好了").tap()
    expect(screen.locator("#answer h1")).to_contain_text("等班组去看")
    show(plant, screen, asked(hazard, "hazard.check"), f"recheck/{Ask.get(Ask.kind == 'hazard.check').id}?r=1")
    expect(screen.locator(".line.caution", has_text="没有用票：站在地面上装的")).to_be_visible()
    assert again(hazard).work.mended[-1].no_permit == "站在地面上装的"
    plant.settle()
    everybody(plant)
