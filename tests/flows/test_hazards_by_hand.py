"""A hazard by hand on a small phone: reported with a picture, mended, looked at, and its whole page."""

from __future__ import annotations

from hazard_acts import FINDER, asked, newest, owned
from plant import Plant
from playwright.sync_api import Page, expect
from screens import everybody, photo, said_at, show, stand

from models.ask import Ask


def open_report(plant: Plant, screen: Page) -> None:
    plant.phone(FINDER).say("报隐患")
    plant.settle()
    stand(plant, FINDER)
    form = Ask.select().where(Ask.kind == "hazard.report").order_by(Ask.id.desc()).get()
    show(plant, screen, FINDER, f"report/{form.id}?r=1")


def take(screen: Page, part: str, *names: str) -> None:
    box = screen.locator(f"{part} [data-photos]").first
    before = box.locator("li").count()
    box.locator("[name=album]").set_input_files([photo(name) for name in names])
    expect(box.locator("li")).to_have_count(before + len(names))


def test_a_picture_and_a_sentence_become_a_hazard_with_an_owner(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    screen.locator("#send").tap()
    expect(screen.locator("#answer-words")).to_contain_text("至少要有一样")
    screen.screenshot(path="/tmp/shots/report.png", full_page=True)
    take(screen, "main", "a.jpg", "b.jpg")
    screen.get_by_role("button", name="删掉").first.tap()
    screen.locator("#words").fill("配电箱门坏了，电缆露在外面")
    screen.screenshot(path="/tmp/shots/report2.png", full_page=True)
    screen.locator("#send").tap()
    expect(screen.locator("#answer h1")).to_contain_text("归为电气")
    hazard = newest()
    assert hazard.area == "sewage" and hazard.report.area_by == "position" and len(hazard.report.photos) == 1
    screen.screenshot(path="/tmp/shots/reported.png", full_page=True)
    everybody(plant)


def test_the_owner_mends_it_and_the_crew_looks(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    fix = Ask.get(Ask.kind == "hazard.fix")
    show(plant, screen, hazard.owner, f"fix/{fix.id}?r=1")
    screen.screenshot(path="/tmp/shots/fix.png", full_page=True)
    screen.get_by_role("button", name="报改好了").tap()
    said_at(screen, "照片", "拍一张")
    take(screen, "main", "after.jpg")
    screen.locator("[data-label=做了什么] textarea").fill("换了门，电缆穿了管")
    screen.get_by_role("button", name="报改好了").tap()
    expect(screen.locator("#answer h1")).to_contain_text("等班组去看")
    plant.settle()
    checker = asked(hazard, "hazard.check")
    look = Ask.get(Ask.kind == "hazard.check")
    show(plant, screen, checker, f"recheck/{look.id}?r=1")
    screen.screenshot(path="/tmp/shots/look.png", full_page=True)
    screen.get_by_role("button", name="没改好，退回").tap()
    said_at(screen, "没改好", "写哪里没改好")
    screen.locator("[data-label=没改好] input").fill("门关不严")
    screen.get_by_role("button", name="没改好，退回").tap()
    expect(screen.locator("#answer h1")).to_contain_text("退回责任人再改")
    show(plant, screen, FINDER, f"hazard/{hazard.number}")
    expect(screen.locator("main")).to_contain_text("门关不严")
    screen.screenshot(path="/tmp/shots/hazard.png", full_page=True)
    everybody(plant)
