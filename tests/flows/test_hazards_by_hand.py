"""A hazard by hand on a small phone: reported with a picture, mended, looked at, and its whole page."""

from __future__ import annotations

from hazard_acts import FINDER, again, asked, decide, form, newest, owned
from hazard_screens import look_at_picture, open_report, read_code
from plant import Plant
from playwright.sync_api import Page, Route, expect
from screens import camera, choose, count_taps, everybody, follow, photo, said_at, show, stand, take

from models import hazard as hazards
from models.ask import Ask
from models.hazard import Hazard
from workers.scenarios import hand


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
    show(plant, screen, FINDER, f"hazard/{hazard.number}")
    screen.locator("summary", has_text="类别、地点不对").tap()
    screen.locator("[name=category]").select_option("MECH")
    screen.locator("[name=area]").select_option("util")
    screen.locator("[name=well]").fill("门关得严")
    screen.get_by_role("button", name="改", exact=True).tap()
    expect(screen.locator("#answer h1")).to_contain_text("负责")
    put = again(hazard)
    assert (put.category, put.area, put.work.well) == ("MECH", "util", "门关得严")
    everybody(plant)


def test_a_picture_that_was_chosen_before_the_script_came_is_taken(plant: Plant, screen: Page) -> None:
    plant.phone(FINDER).say("报隐患")
    plant.settle()
    ask = Ask.select().where(Ask.kind == "hazard.report").get()
    held: list[Route] = []
    screen.route("**/js/report.js", lambda route: held.append(route))
    with screen.expect_request("**/js/report.js"):
        show(plant, screen, FINDER, f"report/{ask.id}", wait_until="commit")
    screen.locator("main [data-photos] [name=album]").first.set_input_files(photo("a.jpg"))
    held.pop().continue_()
    expect(screen.locator("main [data-photos]").first.locator("li")).to_have_count(1)
    everybody(plant)


def test_a_report_is_two_taps_and_a_third_where_the_place_is_chosen(plant: Plant, screen: Page) -> None:
    for area in ("sewage", "util"):
        open_report(plant, screen)
        expect(screen.locator("#place-words")).to_contain_text("已定位")
        taps, before = count_taps(screen), Hazard.select().count()
        camera(screen, screen.locator("main [data-photos] label").first, f"{area}.jpg")
        expect(screen.locator("[data-photos] li")).to_have_count(1)
        if area == "util":
            screen.locator("summary", has_text="改地点、类别").tap()
            screen.locator("[name=area]").select_option(area)
        screen.locator("#send").tap()
        expect(screen.locator("#answer h1")).to_contain_text("YH-")
        assert taps() == (2 if area == "sewage" else 3)
        assert (newest().area, Hazard.select().count()) == (area, before + 1)
    everybody(plant)


def test_the_owner_mends_it_and_the_crew_looks(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    show(plant, screen, hazard.owner, f"hazard/{hazard.number}")
    follow(screen, "报改好了")
    screen.get_by_role("button", name="报改好了").click()
    said_at(screen, "照片", "拍一张")
    take(screen, "main", "after.jpg")
    read_code(plant, screen)
    screen.locator("[data-label=做了什么] textarea").fill("换了门，电缆穿了管")
    screen.get_by_role("button", name="报改好了").tap()
    expect(screen.locator("#answer h1")).to_contain_text("等班组去看")
    plant.settle()
    checker = asked(hazard, "hazard.check")
    look = Ask.get(Ask.kind == "hazard.check")
    show(plant, screen, checker, f"recheck/{look.id}?r=1")
    read_code(plant, screen)
    screen.get_by_role("button", name="没改好，退回").tap()
    said_at(screen, "没改好", "写哪里没改好")
    screen.locator("[data-label=没改好] input").fill("门关不严")
    screen.get_by_role("button", name="没改好，退回").tap()
    expect(screen.locator("#answer h1")).to_contain_text("退回责任人再改")
    show(plant, screen, FINDER, f"hazard/{hazard.number}")
    expect(screen.locator("main")).to_contain_text("门关不严")
    expect(screen.locator("main")).to_contain_text("扫了现场码")
    everybody(plant)


def test_who_mends_for_the_third_time_writes_the_root_cause(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    hazards.keep(hazard, round=3)
    stand(plant, hazard.owner, "denied")
    show(plant, screen, hazard.owner, f"fix/{Ask.get(Ask.kind == 'hazard.fix').id}?r=1")
    expect(screen.locator("#place-words")).to_contain_text("记录上会写没有位置")
    take(screen, "main", "after.jpg")
    screen.locator("[data-label=做了什么] textarea").fill("换了门")
    screen.get_by_role("button", name="报改好了").tap()
    said_at(screen, "根本原因是什么，为什么几次都没改好", "写一句根本原因")
    screen.locator("[name=cause]").fill("门框变形")
    screen.get_by_role("button", name="报改好了").tap()
    expect(screen.locator("#answer h1")).to_contain_text("记录上会写：没有位置")
    assert again(hazard).work.mended[-1].cause == "门框变形"
    everybody(plant)


def test_what_the_phone_did_not_find_is_chosen(plant: Plant, screen: Page) -> None:
    open_report(plant, screen)
    screen.get_by_role("button", name="重新定位").tap()
    screen.locator("main [data-photos] [name=camera]").first.set_input_files(photo("c.jpg"))
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
    screen.get_by_role("button", name="分派").tap()
    said_at(screen, "类别", "选类别")
    screen.locator("[name=category]").select_option("5S")
    screen.locator("[name=area]").select_option("util")
    choose(screen, "major")
    choose(screen, "general")
    screen.locator("[name=well]").fill("地上干净")
    screen.get_by_role("button", name="分派").tap()
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
    with screen.expect_event("load"):
        screen.get_by_role("button", name="接单").tap()
    expect(screen.get_by_role("button", name="接单")).to_have_count(0)
    screen.locator("summary", has_text="要延期").tap()
    screen.get_by_role("button", name="申请延期").tap()
    said_at(screen, "延到", "选延到什么时候")
    screen.locator("[name=until]").fill("2026-11-29T08:00")
    screen.locator(".choice", has_text="等备件").tap()
    screen.locator("[name=reason]").fill("后天到")
    screen.locator("[name=interim]").fill("围起来，挂牌停用")
    screen.get_by_role("button", name="申请延期").tap()
    said_at(screen, "照片", "拍一张")
    take(screen, "details", "fence.jpg")
    screen.get_by_role("button", name="申请延期").tap()
    expect(screen.locator("summary", has_text="要延期")).to_have_count(0)
    put = again(hazard).work.extended[-1]
    assert (put.reason, put.interim) == ("等备件：后天到", "围起来，挂牌停用")
    plant.settle()
    decide(plant, hazard)
    assert f"{again(hazard).until.astimezone(plant.now.tzinfo):%d %H:%M}" == "29 08:00"
    everybody(plant)


def test_the_owner_says_whose_it_is(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    show(plant, screen, hazard.owner, f"hazard/{hazard.number}")
    follow(screen, "不归我改")
    fold, send = screen.locator("summary", has_text="不归我改"), screen.get_by_role("button", name="请安全部门定")
    expect(send).to_be_visible()
    fold.click()
    expect(send).to_be_hidden()
    fold.click()
    send.tap()
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
    send.tap()
    expect(fold).to_have_count(0)
    plant.settle()
    decider = asked(hazard, "hazard.dispute")
    plant.phone(decider).tap(plant.expect(decider, "定归谁改"), "换给他")
    plant.settle()
    assert again(hazard).owner == "U33"
    everybody(plant)


def test_pictures_are_taken_taken_away_and_looked_at(plant: Plant, screen: Page) -> None:
    hazard = owners_page(plant, screen)
    look_at_picture(screen)
    screen.locator("[data-photos] [name=camera]").first.set_input_files(photo("wrong.jpg"))
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
