"""Rounds by hand on a small phone: begun, walked with a posted code, a finding with one tap, the rest left; what is out
of service; a campaign; and the console's page of all of it."""

from __future__ import annotations

from glass import Glass
from patrol_acts import again, asked, begin, code, of, officer
from plant import Plant
from playwright.sync_api import Page, expect
from screens import everybody, follow, photo, said_at, show

from models.ask import Ask


def open_round(plant: Plant, screen: Page, person: str) -> None:
    ask = Ask.select().where(Ask.kind == "patrol.walk", Ask.person == person).order_by(Ask.id.desc()).get()
    show(plant, screen, person, f"round/{ask.id}?r=1")


def test_a_round_is_walked_with_a_tap_a_point(plant: Plant, screen: Page) -> None:
    begin(plant)
    plant.advance(230)
    patrol = of("ws3/shift_foreman")
    [walker] = asked(patrol)
    open_round(plant, screen, walker)
    screen.locator("#scan").tap()
    screen.locator("[name=code]").fill(f"{plant.base}/s/{code(plant, 'tank')}")
    screen.get_by_role("button", name="扫到了").click()
    expect(screen.locator("#bar")).to_contain_text("扫到了：甲类储罐区")
    # A round leads through several areas, each with its own code.
    screen.locator("#scan").tap()
    screen.locator("[name=code]").fill(f"{plant.base}/s/{code(plant, 'lpg')}")
    screen.get_by_role("button", name="扫到了").click()
    expect(screen.locator("#bar")).to_contain_text("扫到了：液化气罐区")
    screen.locator("#scan").tap()
    screen.locator("[name=code]").fill("https://elsewhere.test/menu")
    screen.get_by_role("button", name="扫到了").click()
    expect(screen.locator("#answer-words")).to_contain_text("这不是现场码")
    cards = screen.locator("[data-point]")
    expect(cards.first.locator(".kept-words")).to_have_text("扫过码了")
    cards.nth(1).get_by_role("button", name="正常").tap()
    expect(cards.nth(1).locator(".word")).to_have_text("正常")
    first = cards.first
    first.locator("summary").tap()
    first.locator(".choice").nth(1).tap()
    first.locator("[name=album]").set_input_files([photo("a.jpg")])
    first.locator("[name=camera]").set_input_files([photo("b.jpg")])
    expect(first.locator("[data-photos] li")).to_have_count(2)
    first.get_by_role("button", name="删掉").first.tap()
    first.locator("textarea").fill("液位计看不清")
    first.get_by_role("button", name="有问题").tap()
    expect(first.locator(".told.pledge")).to_contain_text("记下了")
    screen.locator("#rest summary").tap()
    screen.locator("#leave").tap()
    said_at(screen, "为什么", "写为什么查不了")
    screen.locator("#reason").fill("球罐区封着")
    screen.locator("#leave").tap()
    expect(screen.locator("#answer h1")).to_contain_text("这一圈查完了：2 处，1 处有问题，已报，1 处未排查")
    found = again(patrol).sheet.found
    assert (found["FX-T101"].measure, found["FX-T101"].note) == ("CS-T101-2", "液位计看不清")
    follow(screen, "看这一圈")
    expect(screen.locator("main")).to_contain_text("球罐区封着")
    screen.locator("summary", has_text="送达记录").tap()
    screen.get_by_role("link", name=found["FX-T101"].hazard).tap()
    expect(screen.locator("h1")).to_be_visible()
    everybody(plant)


def test_the_office_begins_rounds_and_campaigns_and_notes_what_is_out_of_service(plant: Plant, screen: Page) -> None:
    person = officer()
    show(plant, screen, person, "patrols/now")
    screen.get_by_role("button", name="开始巡检").tap()
    expect(screen.locator("#answer h1")).to_contain_text("开始了")
    show(plant, screen, person, "patrols/now")
    screen.locator("summary", has_text="记停用").tap()
    screen.get_by_role("button", name="记停用").tap()
    said_at(screen, "哪一处", "选哪一处")
    screen.locator("[name=point]").select_option("FX-T101")
    screen.locator("[name=until]").fill("2026-11-27T08:00")
    screen.locator("[data-label=为什么] [data-text]").first.fill("清罐检修")
    screen.get_by_role("button", name="记停用").tap()
    expect(screen.locator("#answer h1")).to_contain_text("停用到")
    show(plant, screen, person, "patrols/now")
    screen.get_by_role("button", name="甲醇储罐 T-101恢复了").tap()
    expect(screen.locator("#answer h1")).to_contain_text("恢复")
    show(plant, screen, person, "patrols/now")
    screen.get_by_role("button", name="开始冬季防冻防滑检查").tap()
    expect(screen.locator("#answer h1")).to_contain_text("12 处")
    show(plant, screen, person, "patrols/now")
    screen.locator("summary", has_text="停止巡检").tap()
    screen.locator("details[open] [data-text]").fill("全厂停车")
    screen.get_by_role("button", name="停止巡检").tap()
    expect(screen.locator("#answer h1")).to_contain_text("停了")
    show(plant, screen, person, "patrols/now")
    screen.get_by_role("link", name="专项检查").tap()
    expect(screen.locator("h1")).to_contain_text("冬季防冻防滑检查")
    plant.settle()
    everybody(plant)


def test_the_console_shows_what_was_walked_and_what_was_missed(plant: Plant, glass: Glass) -> None:
    begin(plant)
    plant.advance(230 + 125)
    everybody(plant)
    with glass.lent(viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{plant.base}/console/patrols")
        expect(page.locator("main")).to_contain_text("储运车间当班班长，每 4 小时")
        expect(page.locator(".headline")).to_contain_text("0%（0/")
        page.get_by_role("link", name="7 天").click()
        page.get_by_role("link", name="XJ-").first.click()
        expect(page.locator("h1")).to_contain_text("巡检")
