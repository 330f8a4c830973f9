"""A report that was changed after its answer was lost, and sent again, is not called done: it is offered as a new one,
and what hurts people goes at once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from hazard_acts import WORDS, form
from hazard_screens import open_report
from plant import Plant
from playwright.sync_api import Page, Route, expect
from screens import everybody, follow, hasten, take

from models.hazard import Hazard
from workers.scenarios import hand
from workers.scenarios.stage import wait_for

ACT, DOORS = re.compile("/h5/act"), re.compile("/h5/(act|pictures)")
CHANGED = "污水处理站护栏断了，有人掉下去"


def test_with_anything_else_in_it_it_is_refused_and_with_the_same_it_is_answered_the_same(plant: Plant) -> None:
    page = form(plant)
    draft = {"draft": str(uuid.uuid4()), "photos": [], "awaited": []}
    first = page.act("hazard.report", draft, text=WORDS)
    plant.settle()
    others = (
        ("循环水泵房地面有油，走路会滑", {}),
        (WORDS, {"danger": True}),
        (WORDS, {"fixed": True}),
        (WORDS, {"area": "util"}),
        (WORDS, {"category": "5S"}),
        (WORDS, {"spot": "二楼"}),
        (WORDS, {"awaited": ["0" * 64]}),
        (WORDS, {"photos": [page.bring(hand.shot("more"))]}),
    )
    for words, more in others:
        other = page.act("hazard.report", {**draft, **more}, text=words)
        assert not other["ok"] and "没有收" in other["words"] and "作为新的一条" in other["words"], (more, other)
        assert other["stands"] == {"number": other["words"].split()[0], "words": WORDS, "awaited": []}
    assert page.act("hazard.report", {**draft, "position": None}, text=WORDS)["words"] == first["words"]
    assert Hazard.select().count() == 1
    everybody(plant)


def hazards() -> list[Hazard]:
    return list(Hazard.select().order_by(Hazard.id))


def unheard(route: Route) -> None:
    """The house has taken it, and its answer is lost."""
    route.fetch()
    route.abort()


def send_unheard(screen: Page, words: str, *pictures: str) -> None:
    if pictures:
        take(screen, "main", *pictures)
    screen.locator("#words").fill(words)
    screen.route(ACT, unheard)
    screen.locator("#send").tap()
    expect(screen.locator("#bar")).to_contain_text("已存在手机里")
    screen.unroute(ACT)


def change(screen: Page, words: str, *, danger: bool = False) -> None:
    screen.locator("#kept").get_by_role("button", name="改一改").first.tap()
    screen.locator("#words").fill(words)
    if danger:
        screen.locator("[name=danger]").check()


def test_what_hurts_people_goes_at_once_as_a_new_one(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    send_unheard(screen, "污水处理站护栏松了")
    [first] = hazards()
    change(screen, CHANGED, danger=True)
    screen.locator("#send").tap()
    expect(screen.locator("#answer h1")).to_contain_text("先让人离开")
    expect(screen.locator("#answer h1")).to_contain_text(f"先前发的那份也在：{first.number}")
    second = hazards()[1]
    assert (second.report.words, second.report.danger, len(hazards())) == (CHANGED, True, 2)
    follow(screen, "再报一处")
    expect(screen.locator("#words")).to_have_value("")
    expect(screen.locator("#kept")).to_be_hidden()
    everybody(plant)


def test_anything_else_is_offered_as_a_new_one_also_after_the_page_was_closed(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    address = screen.url
    send_unheard(screen, "污水处理站护栏松了", "near.jpg")
    [first] = hazards()
    change(screen, "污水处理站护栏松了，两处都松")
    screen.locator("#send").tap()
    expect(screen.locator("#answer-words")).to_contain_text(f"{first.number} 已经报上去了")
    expect(screen.locator("#send")).to_have_text("作为新的一条报")
    expect(screen.locator(".faulty")).to_have_count(0)
    screen.goto("about:blank")
    screen.goto(address)
    expect(screen.locator("#answer-words")).to_contain_text(f"{first.number} 已经报上去了")
    expect(screen.locator("#words")).to_have_value("污水处理站护栏松了，两处都松")
    expect(screen.locator("[data-photos] li img")).to_have_count(1)
    screen.get_by_role("button", name="作为新的一条报").tap()
    expect(screen.locator("#answer h1")).to_contain_text("先前发的那份也在")
    second = hazards()[1]
    assert (len(hazards()), len(second.report.photos), second.report.awaited) == (2, 1, ())
    everybody(plant)


def looked_again(screen: Page) -> int:
    """Takes the phone in his hand once more; how much it still keeps."""
    screen.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    return screen.locator("#kept li").count()


@pytest.mark.parametrize("danger", [True, False])
def test_what_is_changed_without_signal_is_judged_when_there_is_signal(
    plant: Plant, screen: Page, *, danger: bool
) -> None:
    open_report(plant, screen)
    hasten(screen)
    take(screen, "main", "near.jpg")
    # The picture is still in the phone when the first report goes.
    screen.route(re.compile("/h5/pictures"), lambda route: route.abort())
    screen.wait_for_timeout(300)
    send_unheard(screen, "污水处理站护栏松了", "far.jpg")
    [first] = hazards()
    screen.context.set_offline(True)
    change(screen, CHANGED, danger=danger)
    screen.locator("[data-photos]").first.get_by_role("button", name="删掉").last.click()
    screen.locator("#send").tap()
    expect(screen.locator("#kept li")).to_have_count(1)
    screen.unroute(re.compile("/h5/pictures"))
    screen.context.set_offline(False)
    offer: Callable[[], None] = screen.locator("#kept").get_by_role("button", name="作为新的一条报").tap
    if not danger:
        expect(screen.locator("#kept")).to_contain_text(f"{first.number} 已经报上去了")
        assert len(hazards()) == 1
        offer()
    wait_for("what was kept", lambda: looked_again(screen) == 0, 60)
    second = hazards()[1]
    assert (len(hazards()), second.report.words, len(second.report.photos)) == (2, CHANGED, 1)
    # The house was told of both pictures of the first report, and gets them.
    first = hazards()[0]
    assert (len(first.report.photos), first.report.awaited) == (2, ())
    everybody(plant)
