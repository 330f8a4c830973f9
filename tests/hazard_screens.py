"""Pages of hazards on a phone's screen: opened, and pictures taken on them."""

from __future__ import annotations

from builders import site_code
from hazard_acts import FINDER
from plant import Plant
from playwright.sync_api import Page, expect
from screens import show, stand

from models.ask import Ask


def open_report(plant: Plant, screen: Page) -> None:
    plant.phone(FINDER).say("报隐患")
    plant.settle()
    stand(plant, FINDER)
    form = Ask.select().where(Ask.kind == "hazard.report").order_by(Ask.id.desc()).get()
    show(plant, screen, FINDER, f"report/{form.id}?r=1")


def look_at_picture(screen: Page) -> None:
    """The first picture of the page, in a tab of its own."""
    with screen.context.expect_page() as tab:
        screen.locator("a.attached").first.click(modifiers=["ControlOrMeta"])
    expect(tab.value.locator("img")).to_be_visible()
    tab.value.close()


def read_code(plant: Plant, screen: Page) -> None:
    """The code posted at the area, read with the phone's own scanner."""
    screen.get_by_role("button", name="重新定位").tap()
    expect(screen.locator("#place-words")).not_to_contain_text("正在定位")
    screen.locator("#scan").click()
    screen.locator("[name=code]").fill(f"{plant.base}/s/{site_code(plant)}")
    screen.get_by_role("button", name="扫到了").click()
    expect(screen.locator("#answer-words")).to_contain_text("扫到现场码了")
