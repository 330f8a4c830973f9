"""A hazard by hand on a small phone: reported with a picture, mended, looked at, and its whole page."""

from __future__ import annotations

from hazard_acts import FINDER, again, asked, form, newest, owned
from plant import Plant
from playwright.sync_api import Page, expect
from screens import choose, everybody, follow, photo, said_at, show, stand

from models.ask import Ask
from models.hazard import Hazard
from workers.scenarios import hand


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


def look_at_picture(screen: Page) -> None:
    with screen.context.expect_page() as tab:
        screen.locator("a.attached").first.click(modifiers=["ControlOrMeta"])
    expect(tab.value.locator("img")).to_be_visible()
    tab.value.close()


def test_a_picture_and_a_sentence_become_a_hazard_with_an_owner(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    screen.locator("#send").tap()
    expect(screen.locator("#answer-words")).to_contain_text("至少要有一样")
    take(screen, "main", "a.jpg", "b.jpg")
    screen.get_by_role("button", name="删掉").first.tap()
    screen.locator("#words").fill("配电箱门坏了，电缆露在外面")
    screen.locator("#send").tap()
    expect(screen.locator("#answer h1")).to_contain_text("归为电气")
    hazard = newest()
    assert hazard.area == "sewage" and hazard.report.area_by == "position" and len(hazard.report.photos) == 1
    everybody(plant)


def test_the_owner_mends_it_and_the_crew_looks(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    fix = Ask.get(Ask.kind == "hazard.fix")
    show(plant, screen, hazard.owner, f"fix/{fix.id}?r=1")
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
    screen.get_by_role("button", name="没改好，退回").tap()
    said_at(screen, "没改好", "写哪里没改好")
    screen.locator("[data-label=没改好] input").fill("门关不严")
    screen.get_by_role("button", name="没改好，退回").tap()
    expect(screen.locator("#answer h1")).to_contain_text("退回责任人再改")
    show(plant, screen, FINDER, f"hazard/{hazard.number}")
    expect(screen.locator("main")).to_contain_text("门关不严")
    everybody(plant)


def test_what_the_phone_did_not_find_is_chosen(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    screen.get_by_role("button", name="重新定位").tap()
    screen.locator("main [data-photos] [name=camera]").set_input_files(photo("c.jpg"))
    expect(screen.locator("[data-photos] li")).to_have_count(1)
    screen.locator("summary", has_text="改地点、类别").tap()
    screen.locator("[name=area]").select_option("util")
    screen.locator("[name=spot]").fill("2 号泵")
    screen.locator("[name=category]").select_option("MECH")
    screen.locator("[name=danger]").tap()
    screen.locator("#send").tap()
    expect(screen.locator("#answer h1")).to_contain_text("归为机械设备与防护")
    hazard = newest()
    assert (hazard.area, hazard.report.spot, hazard.report.danger) == ("util", "2 号泵", True)
    everybody(plant)


def unclear(plant: Plant) -> tuple[str, int]:
    """Somebody of the safety office is to sort a report with a picture; who, and his ask."""
    page = form(plant)
    assert page.act("hazard.report", {"photos": [page.bring(hand.shot("what"))]}, text="这里不太对劲")["ok"]
    plant.settle()
    ask = Ask.select().where(Ask.kind == "hazard.sort").order_by(Ask.id.desc()).get()
    return ask.person, ask.id


def test_the_safety_office_says_what_a_report_is(plant: Plant, screen: Page) -> None:
    person, ask = unclear(plant)
    show(plant, screen, person, f"sort/{ask}?r=1")
    screen.get_by_role("button", name="派人").tap()
    said_at(screen, "类别", "选类别")
    screen.locator("[name=category]").select_option("5S")
    screen.locator("[name=area]").select_option("util")
    choose(screen, "major")
    choose(screen, "general")
    screen.get_by_role("button", name="派人").tap()
    expect(screen.locator("#answer h1")).to_contain_text("派给")
    follow(screen, "看这条隐患")
    expect(screen.locator("h1")).to_contain_text("作业环境与定置隐患")
    everybody(plant)


def test_what_is_no_hazard_is_told_with_its_reason(plant: Plant, screen: Page) -> None:
    person, ask = unclear(plant)
    show(plant, screen, person, f"sort/{ask}?r=1")
    look_at_picture(screen)
    screen.get_by_role("button", name="不算隐患").tap()
    said_at(screen, "不算", "写为什么")
    screen.locator("#reason").fill("这是正常放散")
    screen.get_by_role("button", name="不算隐患").tap()
    expect(screen.locator("#answer h1")).to_contain_text("已告诉报的人")
    assert newest().state == "rejected"
    everybody(plant)


def owners_page(plant: Plant, screen: Page) -> Hazard:
    hazard = owned(plant)
    show(plant, screen, hazard.owner, f"fix/{Ask.get(Ask.kind == 'hazard.fix').id}?r=1")
    return hazard


def test_the_owner_takes_it_on_and_asks_for_time(plant: Plant, screen: Page) -> None:
    hazard = owners_page(plant, screen)
    screen.get_by_role("button", name="接单").tap()
    expect(screen.get_by_role("button", name="接单")).to_have_count(0)
    screen.locator("summary", has_text="要延期").tap()
    screen.get_by_role("button", name="申请延期").tap()
    said_at(screen, "延到", "选延到什么时候")
    screen.locator("[name=until]").fill("2026-11-29T08:00")
    screen.locator("[name=reason]").fill("等备件")
    screen.locator("[name=interim]").fill("围起来，挂牌停用")
    screen.get_by_role("button", name="申请延期").tap()
    expect(screen.locator("summary", has_text="要延期")).to_have_count(0)
    assert again(hazard).work.extended[-1].interim == "围起来，挂牌停用"
    plant.settle()
    supervisor = plant.phone(hazard.supervisor)
    supervisor.tap(plant.expect(hazard.supervisor, "批延期"), "同意")
    plant.settle()
    assert f"{again(hazard).until.astimezone(plant.now.tzinfo):%d %H:%M}" == "29 08:00"
    everybody(plant)


def test_the_owner_says_whose_it_is(plant: Plant, screen: Page) -> None:
    hazard = owners_page(plant, screen)
    screen.locator("summary", has_text="不归我改").tap()
    screen.get_by_role("button", name="请安全部门定").tap()
    said_at(screen, "归谁", "选归谁")
    screen.locator(".find").tap()
    screen.locator("#sheet input").fill("宓有方")
    screen.locator("#sheet button", has_text="宓有方").tap()
    screen.get_by_role("button", name="换人").tap()
    screen.locator("#sheet-done").tap()
    screen.locator(".find").tap()
    screen.locator("#sheet input").fill("宓有方")
    screen.locator("#sheet button", has_text="宓有方").tap()
    screen.locator("[data-label=为什么] input").fill("这是他们班的箱子")
    screen.get_by_role("button", name="请安全部门定").tap()
    expect(screen.locator("summary", has_text="不归我改")).to_have_count(0)
    plant.settle()
    decider = asked(hazard, "hazard.dispute")
    plant.phone(decider).tap(plant.expect(decider, "定归谁改"), "换给他")
    plant.settle()
    assert again(hazard).owner == "U33"
    everybody(plant)


def test_pictures_are_taken_taken_away_and_looked_at(plant: Plant, screen: Page) -> None:
    hazard = owners_page(plant, screen)
    look_at_picture(screen)
    screen.locator("[data-photos] [name=camera]").set_input_files(photo("wrong.jpg"))
    screen.get_by_role("button", name="删掉").tap()
    expect(screen.locator("[data-photos] li")).to_have_count(0)
    take(screen, "main", "after.jpg")
    screen.locator("[data-label=做了什么] textarea").fill("换了门")
    screen.get_by_role("button", name="报改好了").tap()
    follow(screen, "看这条隐患")
    screen.locator("summary", has_text="送达记录").tap()
    look_at_picture(screen)
    plant.settle()
    checker = asked(hazard, "hazard.check")
    show(plant, screen, checker, f"recheck/{Ask.get(Ask.kind == 'hazard.check').id}?r=1")
    look_at_picture(screen)
    take(screen, "main", "seen.jpg")
    screen.locator("[data-photos] [name=camera]").set_input_files(photo("near.jpg"))
    expect(screen.locator("[data-photos] li")).to_have_count(2)
    screen.locator("[data-photos]").get_by_role("button", name="删掉").first.tap()
    screen.get_by_role("button", name="改好了", exact=True).tap()
    follow(screen, "看这条隐患")
    everybody(plant)
