"""A hazard of the second plant on a small phone: reported, taken on, mended, looked at, confirmed, closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from doors import doors
from hazard_acts import again, asked, newest, undrawn
from plant import Log, Plant, lizhou, running_plant
from playwright.sync_api import Page, expect
from screens import everybody, shoot, show, stand, take
from screens import photo as picture
from worlds import Here

from models.ask import MOVABLE, Ask
from models.book import book
from models.hazard import Hazard


@pytest.fixture
def second(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=lizhou()) as plant:
        yield plant
        assert not plant.unexpected()


def open_page(plant: Plant, screen: Page, page: str, kind: str, hazard: Hazard | None = None) -> str:
    """The page of what somebody is asked now; gives who."""
    asks = Ask.select().where(Ask.kind == kind, Ask.state.in_(MOVABLE))
    ask = (asks.where(Ask.subject == hazard.subject) if hazard else asks).order_by(Ask.id.desc()).get()
    stand(plant, ask.person)
    show(plant, screen, ask.person, f"{page}/{ask.id}?r=1")
    return str(ask.person)


def test_from_the_report_to_its_closing(second: Plant, screen: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    plant = second
    undrawn(monkeypatch)
    here = book(plant.now).plant
    area = here.areas[0]
    finder = next(each.id for each in here.people if each.department == area.department and each.shift == "day")
    plant.phone(finder).say("报隐患")
    plant.settle()
    open_page(plant, screen, "report", "hazard.report")
    shoot(screen, screen.locator("main [data-photos] label").first, picture("before.jpg"))
    expect(screen.locator("[data-photos] li")).to_have_count(1)
    screen.locator("#words").fill("灭火器过期了，压力在红区")
    screen.locator("summary", has_text="改地点、类别").tap()
    screen.locator("[name=area]").select_option(area.id)
    screen.locator("#send").tap()
    expect(screen.locator("#answer h1")).to_contain_text("YH-")
    hazard = newest()
    assert hazard.area == area.id and hazard.owner
    plant.settle()
    open_page(plant, screen, "fix", "hazard.fix", hazard)
    with screen.expect_event("load"):
        screen.get_by_role("button", name="接单").tap()
    take(screen, "main", "after.jpg")
    screen.locator("[data-label=做了什么] textarea").fill("换了新的，压力在绿区")
    screen.get_by_role("button", name="报改好了").tap()
    expect(screen.locator("#answer h1")).to_contain_text("等班组去看")
    plant.settle()
    checker = open_page(plant, screen, "recheck", "hazard.check", hazard)
    assert checker == asked(hazard, "hazard.check") and checker != hazard.owner
    screen.get_by_role("button", name="改好了").tap()
    expect(screen.locator("#answer")).to_be_visible()
    plant.settle()
    open_page(plant, screen, "recheck", "hazard.confirm", hazard)
    screen.get_by_role("button", name="改好了").tap()
    expect(screen.locator("#answer")).to_be_visible()
    plant.settle()
    assert again(hazard).state == "closed_out"
    show(plant, screen, finder, f"hazard/{hazard.number}")
    expect(screen.locator("main")).to_contain_text("销号")
    everybody(plant)
