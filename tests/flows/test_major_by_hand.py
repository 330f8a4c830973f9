"""A major hazard by hand on a small phone: graded, planned, approved, registered, its steps done, decided."""

from __future__ import annotations

import os
from datetime import timedelta

from hazard_acts import again, asked, mended, owned
from hazard_screens import look_at_picture
from major_acts import (
    approve_all,
    ask_of,
    hinted,
    look_at,
    mend_major,
    sorted_as_major,
    write_plan,
)
from plant import Plant
from playwright.sync_api import Page, expect
from screens import choose, everybody, follow, photo, said_at, show, take
from sensing import key, one, post, run, tickets

from models.book import book
from models.hazard import Hazard


def page_for(plant: Plant, screen: Page, hazard: Hazard, kind: str, name: str) -> None:
    ask = ask_of(hazard, kind)
    show(plant, screen, ask.person, f"{name}/{ask.id}?r=1")
    if folder := os.environ.get("ANHAO_SHOTS"):
        screen.screenshot(path=f"{folder}/{kind}.png", full_page=True)


def receipt(screen: Page, hazard: Hazard) -> None:
    """The page has become its receipt, which leads to the hazard."""
    follow(screen, "看这条隐患")
    expect(screen.locator("header")).to_contain_text(hazard.number)


def find(screen: Page, words: str, name: str) -> None:
    """Takes a person who is found by typing."""
    screen.get_by_role("button", name=f"找{words}").tap()
    screen.locator("#sheet input").fill(name)
    screen.locator("#sheet button", has_text=name).tap()


def test_an_officer_stops_its_use_and_says_that_it_is_major(plant: Plant, screen: Page) -> None:
    hazard = hinted(plant)
    page_for(plant, screen, hazard, "hazard.sort", "sort")
    screen.locator("[name=category]").select_option("LEAK")
    screen.locator("[name=area]").select_option("tank")
    choose(screen, "major")
    screen.get_by_role("button", name="定级").tap()
    said_at(screen, "停用", "选停不停用")
    choose(screen, "stop")
    choose(screen, "go_on")
    screen.locator("[name=safe]").fill("那里没有人")
    screen.locator("[name=basis]").fill("判定标准第 5 条")
    screen.get_by_role("button", name="定级").tap()
    expect(screen.locator("#answer h1")).to_contain_text("先定整改方案")
    assert again(hazard).state == "planning"
    everybody(plant)


def test_the_owner_writes_the_plan_and_an_approver_gives_it_back(plant: Plant, screen: Page) -> None:
    hazard = sorted_as_major(plant, hinted(plant))
    page_for(plant, screen, hazard, "hazard.plan", "plan")
    look_at_picture(screen)
    screen.get_by_role("button", name="送批").tap()
    said_at(screen, "责任", "选责任领导")
    find(screen, "责任领导", "戚长庚")
    screen.get_by_role("button", name="换人").tap()
    screen.locator("#sheet-done").tap()
    find(screen, "责任领导", "蔺砚秋")
    local = plant.now.astimezone(book(plant.now).plant.zone)
    screen.locator("[name=executor]").fill("检修 4 人")
    screen.locator("[name=measures]").fill("先倒空，再换阀，最后试压")
    screen.locator("[name=money]").fill("2.4 万元，安全费用")
    screen.locator("[name=what0]").fill("倒空")
    screen.locator("[name=until0]").fill(f"{local + timedelta(days=1):%Y-%m-%dT%H:00}")
    screen.locator("summary", has_text="再加节点").tap()
    for place in range(1, 5):
        screen.locator(f"[name=what{place}]").fill(f"第 {place} 步")
        screen.locator(f"[name=until{place}]").fill(f"{local + timedelta(days=1 + place):%Y-%m-%dT%H:00}")
    screen.locator("[name=emergency]").fill("漏了就停泵、撤人")
    screen.locator("[name=drill]").fill(f"{local + timedelta(days=1):%Y-%m-%d}")
    screen.get_by_role("button", name="送批").tap()
    expect(screen.locator("#answer h1")).to_contain_text("方案送批了")
    receipt(screen, hazard)
    plant.settle()
    assert len(again(hazard).work.major.plan.milestones) == 5
    page_for(plant, screen, hazard, "hazard.approve", "approve")
    look_at_picture(screen)
    screen.get_by_role("button", name="退回方案").tap()
    said_at(screen, "哪里不行", "写哪里不行")
    screen.locator("[data-label=哪里不行] input").fill("没写怎么隔开")
    screen.get_by_role("button", name="退回方案").tap()
    expect(screen.locator("#answer h1")).to_contain_text("退回责任人再写")
    receipt(screen, hazard)
    plant.settle()
    page_for(plant, screen, hazard, "hazard.plan", "plan")
    expect(screen.locator("main")).to_contain_text("没写怎么隔开")
    expect(screen.locator("[name=measures]")).to_have_value("先倒空，再换阀，最后试压")
    screen.locator("summary", has_text="不归我改").click()
    find(screen, "该归谁", "苑成蹊")
    screen.locator("details [data-label=为什么] input").fill("不是我的设备")
    screen.get_by_role("button", name="请安全部门定").tap()
    expect(screen.locator("#answer-words")).to_contain_text("问上去了，等")
    everybody(plant)


def test_it_is_approved_its_steps_are_done_and_the_director_decides(plant: Plant, screen: Page) -> None:
    hazard = sorted_as_major(plant, hinted(plant))
    assert write_plan(plant, hazard)["ok"]
    page_for(plant, screen, hazard, "hazard.approve", "approve")
    screen.get_by_role("button", name="同意").tap()
    expect(screen.locator("#answer h1")).to_contain_text("还等")
    plant.settle()
    approve_all(plant, hazard)
    page_for(plant, screen, hazard, "hazard.fix", "fix")
    screen.get_by_role("button", name="节点做完了：倒空").tap()
    expect(screen.get_by_role("button", name="节点做完了：倒空")).to_have_count(0)
    plant.settle()
    ask = ask_of(hazard, "hazard.fix")
    mend_major(plant, hazard)
    assert ask.person == hazard.owner
    for kind in ("check", "recheck", "walk"):
        assert look_at(plant, hazard, f"hazard.{kind}")["ok"]
    page_for(plant, screen, hazard, "hazard.evaluate", "recheck")
    screen.get_by_role("button", name="评估通过").tap()
    said_at(screen, "结论", "写评估结论")
    take(screen, "main", "report.jpg")
    screen.locator("[data-label=结论] textarea").fill("壁厚、试压都合格")
    screen.get_by_role("button", name="评估通过").tap()
    expect(screen.locator("#answer h1")).to_contain_text("认可")
    plant.settle()
    assert look_at(plant, hazard, "hazard.confirm", note="")["ok"]
    page_for(plant, screen, hazard, "hazard.decide", "recheck")
    screen.locator("[data-label=结论] textarea").fill("同意销号")
    screen.get_by_role("button", name="同意销号").tap()
    expect(screen.locator("#answer h1")).to_contain_text("销号了")
    assert again(hazard).state == "closed_out"
    everybody(plant)


def test_the_safety_office_registers_both(plant: Plant, screen: Page) -> None:
    hazard = sorted_as_major(plant, hinted(plant))
    show(plant, screen, ask_of(hazard, "hazard.register").person, f"hazard/{hazard.number}")
    follow(screen, "去登记")
    part = screen.locator("section", has_text="报监管部门").filter(has=screen.locator("[name=listed]"))
    part.get_by_role("button", name="登记", exact=True).tap()
    said_at(screen, "报给谁", "写报给谁")
    part.locator("[name=to]").fill("区应急管理局")
    part.locator("[name=on]").fill(f"{plant.now:%Y-%m-%dT%H:%M}")
    part.locator("[name=listed]").fill("督 12")
    take(screen, "main", "receipt.jpg", "twice.jpg")
    screen.locator("[data-photos] [name=camera]").set_input_files(photo("near.jpg"))
    expect(screen.locator("[data-photos] li")).to_have_count(3)
    screen.get_by_role("button", name="删掉").last.tap()
    expect(screen.locator("[data-photos] li")).to_have_count(2)
    part.get_by_role("button", name="登记", exact=True).tap()
    expect(screen.locator("[name=listed]")).to_have_count(0)
    screen.get_by_role("button", name="登记职工大会").tap()
    said_at(screen, "哪个会", "写哪个会")
    screen.locator("[name=to]").fill("一届三次职代会")
    screen.locator("[name=on]").fill(f"{plant.now:%Y-%m-%dT%H:%M}")
    screen.get_by_role("button", name="登记职工大会").tap()
    expect(screen.locator("#answer h1")).to_contain_text("两项都登记好了")
    receipt(screen, hazard)
    everybody(plant)


def test_an_officer_raises_it_and_the_head_of_safety_lowers_it(plant: Plant, screen: Page) -> None:
    hazard = owned(plant)
    show(plant, screen, "U05", f"hazard/{hazard.number}")
    screen.locator("summary", has_text="定为重大隐患").tap()
    screen.get_by_role("button", name="定为重大").tap()
    said_at(screen, "依据", "写依据")
    choose(screen, "go_on")
    choose(screen, "stop")
    screen.locator("[name=safe]").fill("没有人")
    screen.locator("[name=basis]").fill("第 5 条")
    screen.get_by_role("button", name="定为重大").tap()
    expect(screen.locator("#answer h1")).to_contain_text("定为重大了")
    plant.settle()
    show(plant, screen, "U04", f"hazard/{hazard.number}")
    screen.locator("summary", has_text="改为一般隐患").tap()
    screen.locator("[name=basis]").fill("够不上第 5 条")
    screen.get_by_role("button", name="改为一般").tap()
    expect(screen.locator("#answer h1")).to_contain_text("改成一般了")
    assert again(hazard).grade == "general"
    everybody(plant)


def test_whoever_looks_says_that_nothing_was_mended(plant: Plant, screen: Page) -> None:
    hazard = mended(plant)
    assert asked(hazard, "hazard.check")
    page_for(plant, screen, hazard, "hazard.check", "recheck")
    screen.locator("summary", has_text="根本没改").tap()
    screen.get_by_role("button", name="认定没有真改").tap()
    said_at(screen, "凭什么", "写凭什么")
    screen.locator("[data-label=凭什么] input").fill("和报的是同一张，门没动过")
    screen.get_by_role("button", name="认定没有真改").tap()
    expect(screen.locator("#answer h1")).to_contain_text("退回责任人再改")
    everybody(plant)


def test_somebody_decides_the_use_of_what_a_sensor_told_about(plant: Plant, screen: Page) -> None:
    held = key(plant)
    post(plant, held, [one("TX-201", "60", plant.now)])
    [hazard] = tickets()
    run(plant, held, "TX-201", ["5"] * 8, 60)
    page_for(plant, screen, hazard, "hazard.use", "use")
    expect(screen.locator("main")).to_contain_text("个人离开")
    screen.get_by_role("button", name="定下来").tap()
    said_at(screen, "停用", "选停不停用")
    choose(screen, "stop")
    choose(screen, "go_on")
    screen.get_by_role("button", name="定下来").tap()
    said_at(screen, "不停用", "写不停用为什么也安全")
    screen.locator("[name=safe]").fill("便携仪测了是 0，管线切断了")
    screen.get_by_role("button", name="定下来").tap()
    expect(screen.locator("#answer h1")).to_contain_text("不停用")
    receipt(screen, hazard)
    plant.settle()
    assert not again(hazard).work.major.stopped.stopped
    everybody(plant)
