"""The pages around the signatures, each done by hand on a small phone: look, go there and come back, turn it, do it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from builders import DEPUTY_GM, DIRECTOR, DUTY_LEADER, FOREMAN, MANAGER, at_the_dual_sign, entries, fresh, site_code
from plant import Plant
from playwright.sync_api import Page, expect
from screens import (
    ask_of,
    choose,
    everybody,
    follow,
    photo,
    receipt,
    said_at,
    shoot,
    show,
    stand,
    there_and_back,
    turned,
)
from touch import write_name

from handlers import absence, site_codes
from models import store
from models.ask import Ask
from models.book import book
from models.leave import LeaveTaken
from models.permit import Permit

EQUIPMENT_MANAGER = "U09"
Open = Callable[[str], Permit]


@pytest.fixture
def opened(plant: Plant, screen: Page) -> Open:
    """The signature page of one of the two who are waited for."""

    def show_to(person: str) -> Permit:
        permit, _, _ = at_the_dual_sign(plant)
        stand(plant, person)
        show(plant, screen, person, f"sign/{ask_of(permit, 'permit.sign', person)}?r=1")
        return permit

    return show_to


def test_a_signer_reads_the_permit_finds_his_place_turns_the_phone_and_signs(
    plant: Plant, screen: Page, opened: Open
) -> None:
    permit = opened(MANAGER)
    there_and_back(screen, "看整张作业票", permit.number)
    expect(screen.locator("#place-words")).to_have_text("已定位，误差约 8 米")
    stand(plant, MANAGER, accuracy=35)
    screen.locator("#locate").tap()
    expect(screen.locator("#place-words")).to_have_text("已定位，误差约 35 米")
    write_name(screen)
    with turned(screen):
        screen.locator("#confirm").click()
        expect(screen.locator("#answer")).to_contain_text("签好了。")
    assert entries(permit, "permit.signed")[-1]["actor"]["person"] == MANAGER
    receipt(screen, permit.number)
    everybody(plant)


def test_a_signer_who_is_elsewhere_proves_it_later_at_the_posted_code(plant: Plant, screen: Page, opened: Open) -> None:
    permit = opened(MANAGER)
    stand(plant, MANAGER, "denied")
    screen.reload()
    expect(screen.locator("#place-words")).to_contain_text("到场后再确认")
    write_name(screen)
    screen.locator("#confirm").click()
    expect(screen.locator("#held")).to_contain_text("待到场")
    show(plant, screen, MANAGER, f"site/{site_code(plant)}")
    shoot(screen, screen.get_by_role("button", name="拍照，确认到场"), photo())
    expect(screen.locator(".waiting .word")).to_have_text("已到场")
    assert entries(permit, "permit.signed")[-1]["actor"]["person"] == MANAGER
    everybody(plant)


def read(screen: Page, plant: Plant, code: str) -> None:
    screen.locator("#scan").click()
    screen.locator("[name=code]").fill(f"{plant.base}/s/{code}")
    screen.get_by_role("button", name="扫到了").click()


def test_a_wrong_code_is_said_at_once_and_after_a_refusal_the_code_is_read_again(
    plant: Plant, screen: Page, opened: Open
) -> None:
    permit = opened(MANAGER)
    stand(plant, MANAGER, "denied")
    screen.reload()
    write_name(screen)
    screen.locator("#confirm").click()
    read(screen, plant, site_code(plant, "tank"))
    expect(screen.locator("#answer")).to_contain_text("扫的不是污水处理站的现场码")
    expect(screen.locator("#shoot")).to_be_hidden()
    read(screen, plant, site_code(plant))
    expect(screen.locator("#answer")).to_be_hidden()
    area = book(plant.now).plant.area("sewage")
    store.write(lambda: site_codes.replace(area, "", plant.now))
    shoot(screen, screen.locator("#shoot"), photo())
    expect(screen.locator("#answer")).to_contain_text("已经作废")
    read(screen, plant, site_code(plant))
    shoot(screen, screen.locator("#shoot"), photo("again"))
    expect(screen.locator("#answer")).to_contain_text("签好了")
    assert entries(permit, "permit.signed")[-1]["actor"]["person"] == MANAGER
    everybody(plant)


def test_a_signer_who_doubts_looks_again_and_gives_it_back(plant: Plant, screen: Page, opened: Open) -> None:
    permit = opened(MANAGER)
    follow(screen, "退回")
    there_and_back(screen, "看整张作业票", permit.number)
    there_and_back(screen, "不退回，去签", "在框里手写姓名")
    screen.get_by_role("button", name="措施没落实").tap()
    screen.locator("#reason").press_sequentially("，地沟没盖")
    with turned(screen):
        screen.locator("#confirm").tap()
        expect(screen.locator("#answer")).to_contain_text("退回了")
    assert fresh(permit).state == "returned"
    assert "措施没落实，地沟没盖" in str(entries(permit, "permit.refused"))
    receipt(screen, permit.number)
    everybody(plant)


def test_a_signer_hands_his_line_to_his_substitute(plant: Plant, screen: Page, opened: Open) -> None:
    permit = opened(DIRECTOR)
    follow(screen, "转办")
    screen.get_by_role("button", name="转办").tap()
    said_at(screen, "接的人", "选一位来接")
    said_at(screen, "原因", "写一句为什么转")
    choose(screen, DUTY_LEADER)
    screen.locator("#reason").fill("在外面开会")
    with turned(screen):
        screen.get_by_role("button", name="转办").tap()
        expect(screen.locator("#answer")).to_contain_text("转给")
    [entry] = entries(permit, "ask.transferred")
    assert (entry["data"]["to"], entry["data"]["reason"]) == (DUTY_LEADER, "在外面开会")
    receipt(screen, permit.number)
    everybody(plant)


def test_a_signer_asks_one_more_to_sign_before_him(plant: Plant, screen: Page, opened: Open) -> None:
    permit = opened(DIRECTOR)
    follow(screen, "加签")
    choose(screen, EQUIPMENT_MANAGER)
    screen.get_by_role("button", name="加签").tap()
    said_at(screen, "先后", "谁先签")
    choose(screen, "before")
    screen.locator("#reason").fill("旁边有一台电机没停")
    with turned(screen):
        screen.get_by_role("button", name="加签").tap()
        expect(screen.locator("#answer")).to_contain_text("加签了鞠承岳")
    [entry] = entries(permit, "permit.signer_added")
    assert (entry["data"]["to"], entry["data"]["order"]) == (EQUIPMENT_MANAGER, "before")
    receipt(screen, permit.number)
    everybody(plant)


def test_what_waits_is_opened_from_the_list_and_the_list_is_there_again(plant: Plant, screen: Page) -> None:
    at_the_dual_sign(plant)
    show(plant, screen, MANAGER, "waiting/all")
    expect(screen.locator("h1")).to_contain_text("1 张票等你签")
    there_and_back(screen, "打开", "在框里手写姓名")
    expect(screen.locator("h1")).to_contain_text("1 张票等你签")
    everybody(plant)


def test_the_requester_looks_urges_copies_and_takes_back_from_his_permit(plant: Plant, screen: Page) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    show(plant, screen, FOREMAN, f"permit/{permit.number}")
    there_and_back(screen, "照这张重新办", "请填：动火作业票")
    follow(screen, "撤回")
    expect(screen.locator("h1")).to_contain_text("撤回")
    there_and_back(screen, "不撤回，看签批单", permit.number)
    with turned(screen):
        screen.locator("#confirm").tap()
        expect(screen.locator("#answer")).to_contain_text("撤回")
    assert fresh(permit).state == "cancelled"
    receipt(screen, permit.number)
    everybody(plant)


def test_somebody_says_until_when_he_is_away_and_who_stands_in(plant: Plant, screen: Page) -> None:
    plant.phone(DIRECTOR).say("我不在")
    plant.settle()
    show(plant, screen, DIRECTOR, f"leave/{Ask.get(Ask.kind == absence.KIND).id}?r=1")
    screen.locator("[name=until]").fill("2027-11-27")
    screen.get_by_role("button", name="登记").tap()
    said_at(screen, "日期", "日期要在 2026-11-25 到")
    screen.locator("[name=until]").fill("2026-11-27")
    choose(screen, DEPUTY_GM)
    with turned(screen):
        screen.get_by_role("button", name="登记").tap()
        expect(screen.locator("#answer")).to_contain_text("登记了：到 11月27日 不在")
    assert LeaveTaken.get().cover == DEPUTY_GM
    everybody(plant)


def test_a_page_that_is_over_leads_to_the_permit(plant: Plant, screen: Page, opened: Open) -> None:
    permit = opened(MANAGER)
    write_name(screen)
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text("签好了。")
    screen.reload()
    follow(screen, "看签批单")
    expect(screen.locator("main")).to_contain_text(permit.number)
    everybody(plant)
