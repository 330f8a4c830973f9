"""The request form by hand on a small phone, but for its people: what is chosen is told and kept."""

from __future__ import annotations

from at_work import LEADER, at_work
from builders import DIRECTOR, at_the_dual_sign
from plant import Plant
from playwright.sync_api import Locator, Page, expect
from screens import ask_of, everybody, follow, show, stand, turned

from models.ask import Ask


def open_form(plant: Plant, screen: Page, word: str) -> None:
    plant.phone(LEADER).say(word)
    plant.settle()
    stand(plant, LEADER)
    request = Ask.select().where(Ask.kind == "permit.request").order_by(Ask.id.desc()).get()
    show(plant, screen, LEADER, f"request/{request.id}?r=1")
    expect(screen.locator("#area-words")).to_contain_text("按定位选了")


def shown(thing: Locator) -> Locator:
    """The thing, once every fold around it has been opened."""
    for fold in thing.locator("xpath=ancestor::details[not(@open)]").all():
        fold.locator("> summary").tap()
    return thing


def tick(screen: Page, name: str, value: str) -> None:
    shown(screen.locator(".choice", has=screen.locator(f'[name="{name}"][value="{value}"]'))).tap()


def test_what_when_and_beside_what_is_chosen_told_and_kept(plant: Plant, screen: Page) -> None:
    near = at_work(plant, "height", "II", guardian="U32")
    open_form(plant, screen, "动火")
    screen.locator("[name=area]").select_option("sewage")
    tick(screen, "inputs.open_air", "yes")
    shown(screen.locator("[data-label=现在的风力] input")).fill("3")
    screen.locator("[name=starts_at]").fill("2026-11-25T21:00")
    expect(screen.locator("#level-words")).to_contain_text("由一级升为特级管理")
    expect(screen.locator("#level-fold")).to_have_text("按特级办，要更严点开改")
    screen.locator("[name=starts_at]").fill("2026-11-25T09:00")
    # What follows from the new beginning moves what stands below it.
    expect(screen.locator("#level-fold")).to_have_text("按一级办，要更严点开改")
    tick(screen, "hours", "4")
    expect(screen.locator("#until")).to_have_text("到 11月25日 13:00 结束")
    expect(screen.locator("[name=level]:checked")).to_have_value("first")
    tick(screen, "also", "confined_space")
    tile = screen.locator("#near-permits .choice", has_text=near.number)
    expect(tile).to_have_count(1)
    shown(tile).tap()
    expect(screen.locator("[name=related]")).to_have_value(near.number)
    screen.locator("summary", has_text="安全措施").tap()
    screen.locator(".strike", has_text="这里不涉及").first.locator(".choice").tap()
    with turned(screen):
        screen.locator("#confirm").tap()
        expect(screen.locator("#bar")).to_contain_text("还差：具体部位")
    screen.reload()
    expect(screen.locator("#near-permits input")).to_be_checked()
    expect(screen.locator("[name=hours]:checked")).to_have_value("4")
    expect(screen.locator("[name=also]:checked")).to_have_value("confined_space")
    assert screen.locator("[name=unconcerned]:checked").count() == 1
    everybody(plant)


def test_another_area_takes_back_what_was_said_of_the_first(plant: Plant, screen: Page) -> None:
    open_form(plant, screen, "高处")
    undecided = "选好区域和上面几项，系统来定。"
    screen.locator("[name=area]").select_option("sewage")
    expect(screen.locator("#area-words")).to_have_text("")
    expect(screen.locator("[name=level]:checked")).to_have_value("II")
    expect(screen.locator("#level-words")).to_contain_text("在易燃易爆区域登高")
    screen.locator("[name=area]").select_option("util")
    expect(screen.locator("#level-words")).to_have_text(undecided)
    expect(screen.locator("[name=level]:checked")).to_have_count(0)
    everybody(plant)


def test_a_neighbour_that_was_ticked_last_is_in_the_draft(plant: Plant, screen: Page) -> None:
    near = at_work(plant, "height", "II", guardian="U32")
    open_form(plant, screen, "动火")
    screen.locator("[name=area]").select_option("sewage")
    screen.locator("[name=starts_at]").fill("2026-11-25T09:00")
    tick(screen, "hours", "4")
    shown(screen.locator("#near-permits .choice", has_text=near.number)).tap()
    expect(screen.locator("#bar")).to_have_text("已存在这部手机里")
    screen.reload()
    expect(screen.locator("#near-permits input")).to_be_checked()
    expect(screen.locator("[name=related]")).to_have_value(near.number)
    shown(screen.locator("#near-permits .choice", has_text=near.number)).tap()
    screen.reload()
    expect(screen.locator("#near-permits input")).not_to_be_checked()
    everybody(plant)


def test_words_numbers_and_ticks_of_a_kind_and_who_need_not_countersign_are_kept(plant: Plant, screen: Page) -> None:
    open_form(plant, screen, "动土")
    for box in screen.locator("[data-kind=number] input:visible, [data-kind=text] input:visible").all():
        box.fill("2")
    screen.locator("summary", has_text="会签单位").tap()
    unit = screen.locator(".strike", has_text="不用会签").first
    unit.locator(".choice").tap()
    unit.locator(".why input").fill("这里没有他们的管线")
    screen.reload()
    screen.locator("summary", has_text="会签单位").tap()
    expect(unit.locator(".why input")).to_have_value("这里没有他们的管线")
    expect(screen.locator("[data-kind=number] input").first).to_have_value("2")
    everybody(plant)


def test_several_of_a_list_and_plain_words_are_kept(plant: Plant, screen: Page) -> None:
    open_form(plant, screen, "盲板")
    words = screen.locator("[data-kind=text] input").first
    words.fill("MB-12")
    several = screen.locator("[data-kind=choices] .choice")
    shown(several.first).tap()
    several.last.tap()
    screen.reload()
    expect(words).to_have_value("MB-12")
    expect(screen.locator("[data-kind=choices] input:checked")).to_have_count(2)
    everybody(plant)


def test_who_dingtalk_does_not_know_is_told_so(plant: Plant, screen: Page) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    no = {"ok": False, "words": "钉钉没有认出你是谁。", "todo": "请回到钉钉，从卡片重新打开。"}
    screen.route("**/dingtalk/login", lambda route: route.fulfill(status=403, json=no))
    show(plant, screen, DIRECTOR, f"sign/{ask_of(permit, 'permit.sign', DIRECTOR)}?r=1")
    expect(screen.locator("#failed")).to_contain_text("钉钉没有认出你是谁")
    everybody(plant)


def test_a_login_without_an_answer_is_told_as_such_and_opens_the_page_at_the_second_try(
    plant: Plant, screen: Page
) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    screen.route("**/dingtalk/login", lambda route: route.abort())
    show(plant, screen, DIRECTOR, f"sign/{ask_of(permit, 'permit.sign', DIRECTOR)}?r=1")
    expect(screen.locator("#failed")).to_contain_text("没有回音。")
    expect(screen.locator("#failed")).to_contain_text("点下面「重新打开」")
    screen.unroute("**/dingtalk/login")
    follow(screen, "重新打开")
    expect(screen.locator("h1")).to_contain_text("请签：一级动火")
    everybody(plant)
