"""Whoever does the same step again, and differently, after a lost answer reads that the first counts, and what he can
do."""

from __future__ import annotations

import re

from builders import open_card
from hazard_acts import again, asked, mended, owned
from hazard_screens import read_code
from plant import Plant
from playwright.sync_api import Page, Route, expect
from screens import everybody, show, take

from models.ask import Ask

ACT = re.compile("/h5/act")


def unheard(route: Route) -> None:
    """The house has taken it, and its answer is lost."""
    route.fetch()
    route.abort()


def test_who_takes_back_that_it_is_mended_reads_whom_to_call(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    fix = Ask.get(Ask.kind == "hazard.fix")
    show(plant, screen, hazard.owner, f"fix/{fix.id}?r=1")
    read_code(plant, screen)
    take(screen, "main", "after.jpg")
    note, button = screen.locator("[data-label=做了什么] textarea"), screen.get_by_role("button", name="报改好了")
    note.fill("面板换了")
    screen.route(ACT, unheard)
    button.tap()
    expect(screen.locator("#bar")).to_contain_text("没有回音")
    screen.unroute(ACT)
    note.fill("其实没改，照片是旧的")
    button.tap()
    plant.settle()
    checker = plant.person(asked(hazard, "hazard.check")).name
    for words in ("已经报改好了（面板换了），那次算数", "这次的没有收", f"马上打电话告诉{checker}"):
        expect(screen.locator("#answer-words")).to_contain_text(words)
    expect(screen.locator(".faulty")).to_have_count(0)
    expect(screen.locator("#answer-next")).to_have_text("看这条隐患")
    screen.reload()
    expect(screen.locator("body")).to_contain_text(f"马上打电话告诉{checker}")
    assert [each.note for each in again(hazard).work.mended] == ["面板换了"]
    everybody(plant)


def test_who_looks_again_and_sees_something_else_reads_that_the_first_look_counts(plant: Plant) -> None:
    hazard = mended(plant)
    checker = asked(hazard, "hazard.check")
    page = open_card(plant, checker, plant.expect(checker, "请验隐患"), "去看")
    assert page.act("hazard.look", {"ok": True, "photos": []}, attempt=1)["ok"]
    other = page.act("hazard.look", {"ok": False, "photos": []}, text="门关不严", attempt=2)
    assert not other["ok"] and "已经看过，改好了" in other["words"] and "这次的没有收" in other["words"]
    assert "马上告诉安全部门" in other["words"]
    plant.settle()
    everybody(plant)
