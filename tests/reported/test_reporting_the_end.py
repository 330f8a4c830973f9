"""「报完工」 is looked at before it counts (issue 9, chapter 7): one sentence, the place, and a way back."""

from __future__ import annotations

import forged
import pytest
from at_work import AREA_FOREMAN, CREW, LEADER, at_work, finish, standing, state
from builders import GUARDIAN, entries, open_card, site_code
from demo import OFFICE
from plant import Plant
from playwright.sync_api import Page as Screen
from playwright.sync_api import expect
from screens import ask_of, show

from models.delivery import Delivery
from models.permit import Permit
from workers.scenarios.phone import text_of

ON_DINGTALK = "U41"
BOTH = pytest.mark.parametrize("leader", [LEADER, ON_DINGTALK], ids=["wecom", "dingtalk"])


@BOTH
def test_a_tap_opens_a_page_and_only_its_button_reports(plant: Plant, leader: str) -> None:
    permit = at_work(plant, work_leader=leader)
    page = open_card(plant, leader, plant.expect(leader, "作业中"), "报完工")
    assert "报了就不能再干" in page.html and "还没干完" in page.html
    assert "16:30 到期，还有 8 小时 20 分" in page.html
    assert state(permit) == "working"
    assert page.act("permit.finish", standing(plant))["tone"] == "done"
    assert state(permit) == "finished"
    assert entries(permit, "permit.finished")[0]["data"]["presence"].startswith("已在")
    plant.settle()
    assert "手机说" not in text_of(plant.expect(AREA_FOREMAN, "请验收"))
    plant.expect_all(*CREW, leader)


@BOTH
def test_whoever_reports_from_elsewhere_is_told_and_guardian_and_area_read_it(plant: Plant, leader: str) -> None:
    permit = at_work(plant, work_leader=leader)
    away = {"position": plant.phone(leader).position(OFFICE)}
    told = finish(plant, leader, **away)
    assert told["tone"] == "done" and "票上会写：手机说" in told["words"]
    assert state(permit) == "finished"
    for person, card in ((GUARDIAN, "请看火"), (AREA_FOREMAN, "请验收")):
        assert "报完工时手机说" in text_of(plant.expect(person, card))
    plant.expect_all(*CREW, leader)


def test_without_a_position_the_report_counts_and_says_so(plant: Plant) -> None:
    permit = at_work(plant)
    assert "没有位置" in finish(plant, position={"state": "denied"})["words"]
    assert state(permit) == "finished"
    plant.expect_all(*CREW)


def tapped_as_before(plant: Plant, permit: Permit, leader: str) -> None:
    """The button of a card that came before the page was there: it sends a tap."""
    card = Delivery.select().where(Delivery.person == leader, Delivery.purpose == "permit.finish").get()
    if leader == LEADER:
        forged.wecom(plant, forged.wecom_tap(card.account, card.card, f"finish|{card.ask_id}|0"))
    else:
        forged.card(plant, forged.tap(card.account, card.card, "finish", card.ask_id))
    plant.settle()


@BOTH
def test_the_button_of_an_old_card_reports_nothing_and_leads_to_the_page(plant: Plant, leader: str) -> None:
    permit = at_work(plant, work_leader=leader)
    tapped_as_before(plant, permit, leader)
    assert state(permit) == "working"
    page = open_card(plant, leader, plant.expect(leader, "作业中"), "报完工")
    assert page.act("permit.finish", standing(plant))["tone"] == "done"
    plant.settle()
    tapped_as_before(plant, permit, leader)
    plant.expect_all(*CREW, leader)


def test_on_the_phone_it_is_two_taps_and_the_way_back_changes_nothing(plant: Plant, screen: Screen) -> None:
    permit = at_work(plant)
    show(plant, screen, LEADER, f"finish/{ask_of(permit, 'permit.finish', LEADER)}?r=1")
    screen.get_by_text("还没干完，不报").click()
    expect(screen.locator("main")).to_contain_text("作业中")
    assert state(permit) == "working"
    screen.go_back()
    screen.get_by_role("button", name="报完工").click()
    expect(screen.locator("#answer")).to_contain_text("报上去了")
    assert state(permit) == "finished"
    plant.settle()
    plant.expect_all(*CREW)


def test_whoever_scans_the_site_s_code_is_not_told_that_he_was_elsewhere(plant: Plant) -> None:
    permit = at_work(plant)
    code = {"site": site_code(plant)}
    told = finish(plant, LEADER, position={"state": "denied"}, **code)
    assert told["tone"] == "done" and "票上会写" not in told["words"]
    data = entries(permit, "permit.finished")[0]["data"]
    assert data["presence"].startswith("扫了现场码") and data["code"] == code["site"][:8]
    plant.settle()
    assert "报完工时" not in text_of(plant.expect(AREA_FOREMAN, "请验收"))
    plant.expect_all(*CREW)
