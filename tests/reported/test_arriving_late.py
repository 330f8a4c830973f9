"""What the network held arrives for the first time after the person has decided otherwise: it changes nothing and is
answered in words, unless it keeps people safe."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests
from at_work import AREA_FOREMAN, CREW, LEADER, WORKER, at_work, finish, signature, standing, state, watched
from builders import (
    DIRECTOR,
    FOREMAN,
    GUARDIAN,
    ON_SITE,
    asks_of,
    at_the_dual_sign,
    entries,
    filled,
    fresh,
    open_card,
    refuse,
    request_page,
)
from builders import page_of as page_at
from builders import signature as handwriting
from gates import BAD, approved, open_asks, page_of, ready, sampling
from gates import tap as ticked
from itsdangerous import TimestampSigner
from plant import Plant
from playwright.sync_api import Page as Screen
from playwright.sync_api import Route, expect
from screens import ask_of, photo, shoot, show

from models.ask import Ask
from models.book import book
from models.gas import of_permit
from models.leave import running
from models.permit import Permit
from models.permit_asks import Wish
from workers.scenarios import hand
from workers.scenarios.phone import Page

LATE = "这一下来晚了，没有算"
GAS = [{"analyte": "flammable", "gas": "甲烷", "value": "2", "unit": "%LEL", "lel_pct": "5.0"}]


class Begun:
    at = 0.0


@pytest.fixture(autouse=True)
def opened_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are opened long before the acts, also on a slow machine: no act counts from before its page was opened."""
    signed = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: signed(self) - 600)
    monkeypatch.setattr(Begun, "at", time.time() - 40)


def at(second: float) -> int:
    """This second of the test, when all its pages have been open for a while, as a page says it."""
    return int((Begun.at + second) * 1000)


def is_late(answer: Any) -> bool:
    return answer["tone"] == "stop" and not answer["ok"] and LATE in answer["words"]


def guardians(plant: Plant, permit: Permit) -> Page:
    found: Page = page_of(plant, next(each for each in open_asks(permit, "permit.measures") if each.person == GUARDIAN))
    return found


def test_a_held_yes_does_not_overturn_a_later_no_and_another_line_that_comes_late_counts(plant: Plant) -> None:
    permit = approved(plant)
    page = guardians(plant, permit)
    assert page.act("permit.measure", ticked("DH05", applies="no", note="没有交叉"), attempt=2, acted=at(2))["ok"]
    assert is_late(page.act("permit.measure", ticked("DH05"), attempt=1, acted=at(1)))
    assert fresh(permit).work.measures["DH05"].applies == "no"
    assert len(entries(permit, "permit.measure_confirmed")) == 1
    assert page.act("permit.measure", ticked("DH07"), attempt=3, acted=at(1))["ok"]
    assert {"DH05", "DH07"} <= set(fresh(permit).work.measures)


def test_of_two_open_pages_the_last_tap_counts_and_of_a_page_that_tells_no_time_what_comes_last(plant: Plant) -> None:
    permit = approved(plant)
    before, after = guardians(plant, permit), guardians(plant, permit)
    assert after.act("permit.measure", ticked("DH05", applies="no", note="没有交叉"), acted=at(2))["ok"]
    # What the page before a reload had held is late too.
    late = before.act("permit.measure", ticked("DH05"), attempt=7, acted=at(1))
    assert is_late(late)
    again = before.act("permit.measure", ticked("DH05"), attempt=7, acted=at(1))
    assert (again["words"], again["tone"]) == (late["words"], late["tone"])
    assert fresh(permit).work.measures["DH05"].applies == "no"
    # What he taps on it now is not.
    assert before.act("permit.measure", ticked("DH05"), attempt=8, acted=at(3))["ok"]
    assert fresh(permit).work.measures["DH05"].applies == "yes"
    assert before.act("permit.measure", ticked("DH07"), attempt=10)["ok"]
    assert before.act("permit.measure", ticked("DH07", applies="no", note="没有交叉"), attempt=9)["ok"]
    assert fresh(permit).work.measures["DH07"].applies == "no"


def test_a_held_good_gas_value_is_late_and_a_bad_one_counts(plant: Plant) -> None:
    permit = approved(plant)
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    refused = page.act("permit.gas", {**sampling(plant, GAS), "instrument": ""}, attempt=3, acted=at(3))
    assert refused["tone"] == "stop" and "仪器编号" in refused["words"]
    assert is_late(page.act("permit.gas", sampling(plant, GAS), attempt=1, acted=at(1)))
    assert not of_permit(permit)
    assert page.act("permit.gas", sampling(plant, BAD), attempt=2, acted=at(2))["tone"] == "caution"
    [test] = of_permit(permit)
    assert not test.ok
    plant.settle()
    plant.expect_all(*ON_SITE, "U04")


def test_somebody_who_is_out_is_not_logged_in_by_a_held_act(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none", workers=[WORKER, LEADER])
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "作业中"), "进出登记")
    page.act("permit.entry", {"person": WORKER, "way": "out"}, attempt=2, acted=at(2))
    assert is_late(page.act("permit.entry", {"person": WORKER, "way": "in"}, attempt=1, acted=at(1)))
    assert page.act("permit.entry", {"person": LEADER, "way": "in"}, attempt=1, acted=at(1))["ok"]
    # Tools are added to those before them, whenever they come.
    assert page.act("permit.entry", {"tools": 2, "way": "in"}, attempt=4, acted=at(4))["ok"]
    assert page.act("permit.entry", {"tools": 3, "way": "in"}, attempt=3, acted=at(3))["ok"]
    plant.expect_all(GUARDIAN, *CREW)
    count = fresh(permit).work.head_count
    assert list(count.people) == [LEADER] and count.tools == 5


def test_a_held_acceptance_does_not_end_what_was_found_wanting(plant: Plant) -> None:
    permit = at_work(plant)
    finish(plant)
    watched(plant, permit)
    page = open_card(plant, AREA_FOREMAN, plant.expect(AREA_FOREMAN, "请验收"), "到现场验收")
    assert page.act("permit.not_accepted", {}, "盖板没恢复", attempt=2, acted=at(2))["tone"] == "info"
    given = {**signature(plant, AREA_FOREMAN, permit.area), "checked": list(range(9))}
    assert is_late(page.act("permit.accept", given, attempt=1, acted=at(1)))
    assert state(permit) != "closed"
    plant.settle()
    plant.expect_all(*CREW, AREA_FOREMAN)


def test_a_held_refusal_does_not_follow_a_signature_that_waits(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    [ask] = asks_of(permit, DIRECTOR)
    refusing, signing = page_at(plant, DIRECTOR, f"refuse/{ask.id}"), page_at(plant, DIRECTOR, f"sign/{ask.id}")
    elsewhere = {"state": "denied"}
    held = signing.act("permit.sign", handwriting(plant, DIRECTOR, position=elsewhere))
    assert held["tone"] == "caution" and "待到场" in held["words"]
    assert is_late(refusing.act("permit.refuse", {}, "措施没落实", acted=at(0.01)))
    assert Ask.get_by_id(ask.id).state == "held"


def test_a_file_that_was_taken_away_does_not_come_back(plant: Plant) -> None:
    page = request_page(plant)
    photo, other = hand.photo("plan"), hand.photo("b")
    file = {"attachment": "site_photo", "name": "图.jpg"}
    first = page.act("permit.attach", {**file, "photo": photo}, attempt=1, acted=at(1))
    assert first["ok"]
    where = {"attachment": "site_photo", "sha256": first["sha256"]}
    assert page.act("permit.detach", where, attempt=4, acted=at(4))["ok"]
    assert is_late(page.act("permit.attach", {**file, "photo": photo}, attempt=3, acted=at(3)))
    assert page.act("permit.attach", {**file, "photo": other}, attempt=2, acted=at(2))["ok"]
    [ask] = Ask.select().where(Ask.kind == "permit.request", Ask.state == "open")
    assert len(Wish.of(ask).attached["site_photo"]) == 1


def test_a_held_withdrawal_does_not_void_the_version_handed_in_since(plant: Plant) -> None:
    permit, card, _ = at_the_dual_sign(plant)
    withdrawing = page_at(plant, FOREMAN, f"withdraw/{permit.form.request_ask}")
    refuse(plant, DIRECTOR, card)
    plant.settle()
    rework = page_at(plant, FOREMAN, f"rework/{asks_of(permit, FOREMAN, 'permit.rework')[-1].id}")
    assert rework.act("permit.rework", filled(plant, project="只换一个法兰"))["tone"] == "done"
    assert is_late(withdrawing.act("permit.withdraw", {}, "今天不干了", acted=at(0.01)))
    assert state(permit) != "cancelled"
    plant.settle()
    plant.expect_all(*ON_SITE, FOREMAN)


@pytest.mark.parametrize("stop", ["page", "word"])
def test_a_held_start_does_not_follow_a_stop(plant: Plant, stop: str) -> None:
    """He tapped 「开工」, nothing came back, and he changed his mind: there was nothing to stop yet."""
    permit = ready(plant)
    page = page_of(plant, open_asks(permit, "permit.start")[0])
    if stop == "word":
        plant.phone(GUARDIAN).say("停工")
    else:
        page_at(plant, GUARDIAN, f"stop/{permit.number}").act("permit.stop", {"number": permit.number})
    plant.settle()
    answer = page.act("permit.start", {**standing(plant), "confirmed": [], "not_concerned": []}, acted=at(0.01))
    assert answer["tone"] == "stop" and "叫停过" in answer["words"]
    assert state(permit) == "approved"
    plant.expect_all(*ON_SITE)


def test_a_stop_is_never_late_and_a_held_resumption_does_not_follow_one_by_the_same_person(plant: Plant) -> None:
    permit = at_work(plant)
    before, after = (page_at(plant, WORKER, f"stop/{permit.number}") for _ in range(2))
    after.act("permit.stop_reason", {"number": permit.number}, "闻到异味")
    assert before.act("permit.stop", {"number": permit.number})["tone"] == "done"
    assert state(permit) == "suspended"
    plant.settle()
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "复工要确认"), "看条件，确认复工")
    plant.phone(GUARDIAN).say("停工")
    plant.settle()
    answer = page.act("permit.resume", standing(plant), acted=at(0.01))
    assert answer["tone"] == "stop" and "叫停过" in answer["words"]
    assert not entries(permit, "permit.resume_confirmed")
    plant.expect_all(*CREW, GUARDIAN, AREA_FOREMAN)


# What the page and the permit show of it --------------------------------------------------------------------------


def test_by_hand_what_was_held_is_late_and_the_page_shows_what_the_house_has(plant: Plant, screen: Screen) -> None:
    permit = approved(plant)
    show(plant, screen, GUARDIAN, f"measures/{ask_of(permit, 'permit.measures', GUARDIAN)}?r=1")
    line = screen.locator(".measure", has=screen.locator(".no")).filter(has=screen.locator('.yes[data-camera="false"]'))
    line.first.locator('[name="note"]').fill("2级")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)
        route.abort()

    screen.route("**/h5/act", hold)
    line.first.locator(".yes").tap()
    expect(screen.locator("#bar")).to_contain_text("不知道收到没有")
    screen.unroute("**/h5/act")
    line.first.locator('[name="note"]').fill("地面作业")
    line.first.locator(".no").tap()
    expect(line.first.locator(".word")).to_have_text("不涉及")
    expect(line.first.locator(".kept-words")).to_contain_text("地面作业 · 08:10")
    sent = held[0].request
    late = requests.post(sent.url, sent.post_data_buffer, headers=sent.headers, timeout=10).json()
    assert is_late(late)
    assert late["stands"][line.first.get_attribute("data-measure")]["word"] == "不涉及"
    screen.reload()
    expect(line.first.locator(".word")).to_have_text("不涉及")
    expect(line.first.locator(".kept-words")).to_contain_text("地面作业")


def test_the_page_learns_from_its_next_answer_what_a_held_act_has_changed(plant: Plant, screen: Screen) -> None:
    permit = approved(plant)
    show(plant, screen, GUARDIAN, f"measures/{ask_of(permit, 'permit.measures', GUARDIAN)}?r=1")
    guardians(plant, permit).act("permit.measure", ticked("DH05"))
    expect(screen.locator('[data-measure="DH05"] .word')).to_have_text("待确认")
    shoot(screen, screen.locator('[data-measure="DH07"] .yes'), photo())
    expect(screen.locator('[data-measure="DH07"] .word')).to_have_text("已落实")
    expect(screen.locator('[data-measure="DH05"] .word')).to_have_text("已落实")
    picture = screen.locator('[data-measure="DH05"] .attached img')
    expect(picture).to_be_visible()
    with screen.context.expect_page() as tab:
        picture.click(modifiers=["ControlOrMeta"])
    expect(tab.value.locator("img")).to_be_visible()
    tab.value.close()


def test_a_confirmed_line_shows_its_reading_and_its_picture(plant: Plant) -> None:
    permit = approved(plant)
    ask = next(each for each in open_asks(permit, "permit.measures") if "DH16" in each.data["measures"])
    page = page_of(plant, ask)
    assert page.act("permit.measure", ticked("DH16", note="3"))["ok"]
    assert guardians(plant, permit).act("permit.measure", ticked("DH05", note="没有交叉"))["ok"]
    assert "3 级" in page_of(plant, ask).html
    shown = page_at(plant, GUARDIAN, f"permit/{permit.number}").html
    assert "已落实 · 读数：3 级" in shown and "/h5/file/" in shown
    # What was written as a reason for 「不涉及」 is none of 「已落实」.
    assert "没有交叉" not in shown and not fresh(permit).work.measures["DH05"].note


def test_a_refusal_after_a_signature_whose_answer_was_lost_says_how_to_hold_it_up(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    [ask] = asks_of(permit, DIRECTOR)
    refusing = page_at(plant, DIRECTOR, f"refuse/{ask.id}")
    signing = page_at(plant, DIRECTOR, f"sign/{ask.id}")
    assert signing.act("permit.sign", handwriting(plant, DIRECTOR))["tone"] == "done"
    told = refusing.act("permit.refuse", {}, "盲板没装")
    name = plant.person(FOREMAN).name
    assert told["tone"] == "stop"
    assert told["words"] == f"退回没有算：你 08:10 已经签了。要拦下：马上打电话，请{name}撤回。"
    [late] = entries(permit, "permit.late_answer")
    assert late["data"]["reason"] == "盲板没装"
    plant.settle()
    plant.expect_all(*ON_SITE, FOREMAN, DIRECTOR)


# What a word sets and a page sets too ----------------------------------------------------------------------------


def away(plant: Plant) -> Page:
    """The form behind the card of 「我不在」."""
    plant.phone(DIRECTOR).say("我不在")
    plant.settle()
    found: Page = open_card(plant, DIRECTOR, plant.expect(DIRECTOR, "登记：我不在"), "去登记")
    return found


def is_away(plant: Plant) -> bool:
    return any(person == DIRECTOR for person, _ in running(plant.now.date()))


def test_a_held_form_of_leave_does_not_overrule_that_he_is_back(plant: Plant) -> None:
    """The first that the house hears of it, and one after he had said that he was away."""
    form = {"until": f"{plant.now:%Y-%m-%d}", "cover": ""}
    for held, given in ((1, 2), (3, 4)):
        page = away(plant)
        plant.phone(DIRECTOR).say("我回来了")
        plant.settle()
        assert is_late(page.act("leave.take", form, attempt=held, acted=at(1))) and not is_away(plant)
        told = page.act("leave.take", form, attempt=given)
        assert told["tone"] == "done" and is_away(plant), "what he gives now counts"
    plant.settle()
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_a_form_that_comes_again_after_he_is_back_says_what_holds(plant: Plant) -> None:
    page, form = away(plant), {"until": f"{plant.now:%Y-%m-%d}", "cover": ""}
    first = page.act("leave.take", form, acted=at(1))
    assert page.act("leave.take", form, acted=at(1)) == first, "while it is true"
    plant.phone(DIRECTOR).say("我回来了")
    plant.settle()
    again = page.act("leave.take", form, acted=at(1))
    assert again["tone"] == "caution" and "你 08:10 回来了" in again["words"] and not is_away(plant)
    plant.expect_all(DIRECTOR)


def test_not_to_stop_that_was_held_is_not_told_after_the_stop(plant: Plant) -> None:
    permit = at_work(plant, guardian="U32")
    plant.phone("U32").say("停车场有人")
    plant.settle()
    card = plant.expect("U32", "要停工吗")
    assert "停了" in plant.phone("U32").tap(card, "停工")["notice"]
    told = plant.phone("U32").tap(card, "不停工")["notice"]
    assert f"停了：{permit.number}" in told and state(permit) == "suspended"
    plant.settle()
    plant.expect_all(*CREW, AREA_FOREMAN, "U32")
