"""A picture that is taken without signal waits in the open page and is brought when there is signal, on every page that
takes several; nothing is sent without it."""

from __future__ import annotations

from hazard_acts import again, owned
from hazard_screens import read_code
from patrol_acts import again as round_again
from patrol_acts import asked, begin, of
from plant import Plant
from playwright.sync_api import Page, expect
from screens import everybody, photo, show

from models.ask import Ask


def test_the_owner_s_photo_comes_by_itself(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    fix = Ask.get(Ask.kind == "hazard.fix")
    show(plant, screen, hazard.owner, f"fix/{fix.id}?r=1")
    read_code(plant, screen)
    screen.context.set_offline(True)
    box = screen.locator("[data-photos]").first
    box.locator("[name=album]").set_input_files([photo("after.jpg")])
    expect(box.locator("li")).to_contain_text("等信号", timeout=40_000)
    expect(box.locator(".told")).to_contain_text("别关这一页")
    screen.locator("[data-label=做了什么] textarea").fill("门换了")
    screen.get_by_role("button", name="报改好了").tap()
    expect(screen.locator("#bar")).to_contain_text("还有 1 张照片在等信号", timeout=40_000)
    screen.context.set_offline(False)
    expect(box.locator("li")).not_to_contain_text("等信号", timeout=20_000)
    expect(box.locator(".told")).to_have_text("")
    screen.get_by_role("button", name="报改好了").tap()
    expect(screen.locator("#answer h1")).to_contain_text("等班组去看")
    assert len(again(hazard).work.mended[-1].photos) == 1
    everybody(plant)


def test_the_photo_of_a_round_comes_by_itself(plant: Plant, screen: Page) -> None:
    begin(plant)
    plant.advance(230)
    patrol = of("ws3/shift_foreman")
    [walker] = asked(patrol)
    ask = Ask.select().where(Ask.kind == "patrol.walk", Ask.person == walker).order_by(Ask.id.desc()).get()
    show(plant, screen, walker, f"round/{ask.id}?r=1")
    first = screen.locator("[data-point]").first
    first.locator("summary").tap()
    first.locator(".choice").nth(1).tap()
    screen.context.set_offline(True)
    first.locator("[name=album]").set_input_files([photo("a.jpg")])
    expect(first.locator("[data-photos] li")).to_contain_text("等信号", timeout=40_000)
    screen.context.set_offline(False)
    expect(first.locator("[data-photos] li")).not_to_contain_text("等信号", timeout=20_000)
    first.get_by_role("button", name="有问题").tap()
    expect(first.locator(".told.pledge")).to_contain_text("记下了")
    assert len(round_again(patrol).sheet.found) == 1
    everybody(plant)
