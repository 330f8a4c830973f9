"""After a lost answer a phone sends again with the number that it had: the same act is done once, another one is done.

The answers are lost by not reading them. That the pages number their tries so is seen in test_lost_answers.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from at_work import AREA_FOREMAN, CREW, LEADER, at_work, confirm_resume, finish, signature, standing, tap, watched
from builders import (
    ANALYST,
    FOREMAN,
    GUARDIAN,
    MANAGER,
    ON_SITE,
    at_the_dual_sign,
    entries,
    filled,
    fresh,
    main_button,
    open_card,
    request_page,
)
from gates import BAD, approved, open_asks, page_of, ready, sampling, working
from gates import tap as ticked
from plant import Plant

from handlers.permits.gates import analyst
from handlers.permits.work import watch
from models import store
from models.gas import GasTest, of_permit
from models.inbox import Received
from models.permit import Permit
from workers.scenarios.phone import Page
from workers.scenarios.simulator import Json

ELSEWHERE = {"state": "ok", "latitude": 32.49, "longitude": 121.88, "accuracy_m": 30, "crs": "GCJ-02", "age_s": 1}
ANEW = {"position": ELSEWHERE, "device": "the same phone after an update"}
GAS_2 = [{"analyte": "flammable", "gas": "甲烷", "value": "2", "unit": "%LEL", "lel_pct": "5.0"}]
SPACE = [
    {"analyte": "oxygen", "gas": "氧", "value": "20.8", "unit": "%vol", "lel_pct": None},
    {**GAS_2[0], "value": "1"},
    {"analyte": "toxic", "gas": "硫化氢", "value": "0", "unit": "ppm", "lel_pct": None},
]
GAS_3 = [{**GAS_2[0], "value": "3"}]


def measures_page(plant: Plant, permit: Permit) -> Page:
    found: Page = page_of(plant, next(each for each in open_asks(permit, "permit.measures") if each.person == GUARDIAN))
    return found


def signed_by(permit: Permit, person: str) -> int:
    return sum(each["actor"]["person"] == person for each in entries(permit, "permit.signed"))


def values(permit: Permit) -> list[str]:
    return [test.readings[0]["value"] for test in of_permit(permit)]


# Another act ------------------------------------------------------------------------------------------------------


def test_another_measure_with_its_photo_is_confirmed(plant: Plant) -> None:
    permit = approved(plant)
    page = measures_page(plant, permit)
    page.act("permit.measure", ticked("DH05"))
    answer = page.act("permit.measure", ticked("DH07"))
    assert answer["ok"] and "还有" in answer["words"]
    kept = fresh(permit).work.measures
    assert {"DH05", "DH07"} <= set(kept) and kept["DH05"].photo != kept["DH07"].photo


def test_a_gas_value_put_right_from_good_to_bad_shuts_the_gate(plant: Plant) -> None:
    permit = approved(plant)
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    page.act("permit.gas", sampling(plant, GAS_2))
    answer = page.act("permit.gas", sampling(plant, BAD))
    assert answer["tone"] == "caution" and "不合格：甲烷 32%LEL" in answer["words"]
    assert values(permit) == ["2", "32"] and not fresh(permit).work.gas.ok
    plant.settle()
    plant.expect(GUARDIAN, "气体不合格，不能干")
    assert "上次 08:10 不合格" in str(plant.expect(ANALYST, "上次 08:10 不合格")["body"])
    plant.expect_all(*ON_SITE)


def test_a_gas_value_put_right_while_people_work_stops_them(plant: Plant) -> None:
    permit = working(plant)
    store.write(lambda: analyst.ask_for_test(fresh(permit), "作业中复测", plant.now))
    plant.settle()
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    page.act("permit.gas", sampling(plant, GAS_2))
    page.act("permit.gas", sampling(plant, BAD))
    assert fresh(permit).state == "suspended"
    plant.settle()
    plant.expect_all(*ON_SITE, "U04", "U08")


def test_a_good_value_put_right_by_another_good_one_is_kept_beside_it(plant: Plant) -> None:
    permit = approved(plant)
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    page.act("permit.gas", sampling(plant, GAS_2))
    assert "3%LEL" in page.act("permit.gas", sampling(plant, GAS_3))["words"]
    assert values(permit) == ["2", "3"] and fresh(permit).work.gas.ok
    plant.settle()
    plant.expect_all(*ON_SITE)


def test_a_good_value_never_clears_a_bad_one_from_the_same_page(plant: Plant) -> None:
    permit = approved(plant)
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    page.act("permit.gas", sampling(plant, BAD))
    answer = page.act("permit.gas", sampling(plant, GAS_2))
    assert not answer["ok"] and "这次没有记" in answer["words"] and "32%LEL" in answer["words"]
    assert values(permit) == ["32"] and not fresh(permit).work.gas.ok
    assert len(open_asks(permit, "permit.gas_test")) == 1
    plant.settle()
    plant.expect_all(*ON_SITE)


@pytest.mark.parametrize("attempt", [0, 1])
def test_a_good_value_sent_again_after_a_bad_one_is_not_told_as_done(plant: Plant, attempt: int) -> None:
    permit = approved(plant)
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    good = sampling(plant, GAS_2)
    page.act("permit.gas", good)
    page.act("permit.gas", sampling(plant, BAD))
    again = page.act("permit.gas", good, **({"attempt": attempt} if attempt else {}))
    assert again["tone"] == "stop" and "这次没有记：上一次" in again["words"] and "32%LEL" in again["words"]
    assert values(permit) == ["2", "32"] and not fresh(permit).work.gas.ok
    plant.settle()
    plant.expect_all(*ON_SITE)


def test_a_record_of_the_work_put_right_stops_it_too(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    plant.advance(121)
    tap(plant, GUARDIAN, "现场正常吗", "正常")
    page = page_of(plant, open_asks(permit, watch.GAS_RECORD)[0])
    page.act("permit.gas", sampling(plant, SPACE))
    told = page.act("permit.gas", sampling(plant, SPACE), attempt=2)
    assert told["words"] == "这一次已经记过了，不用再填。"
    page.act("permit.gas", sampling(plant, [{**SPACE[0], "value": "19.0"}, *SPACE[1:]]))
    assert values(permit) == ["20.8", "19.0"] and fresh(permit).state == "suspended"
    plant.settle()
    plant.expect_all(*CREW, "U04", "U08")


def test_an_edited_request_is_told_what_was_handed_in_and_what_to_do(plant: Plant) -> None:
    page = request_page(plant)
    page.act("permit.request", filled(plant))
    answer = page.act("permit.request", filled(plant, part="4 号调节池"))
    permit = Permit.get()
    assert answer["tone"] == "caution"
    assert f"已经交过了：{permit.number}" in answer["words"] and "这次没有再交" in answer["words"]
    assert permit.form.part != "4 号调节池"
    plant.settle()
    plant.expect(FOREMAN, "请确认")


def test_a_stroke_drawn_again_leaves_one_signature_and_says_so(plant: Plant) -> None:
    permit, _, card = at_the_dual_sign(plant)
    page, phone = open_card(plant, MANAGER, card, main_button(card)), plant.phone(MANAGER)
    phone.sign(page)
    again = signature(plant, MANAGER)
    again["strokes"] = [{**line, "points": line["points"][::-1]} for line in again["strokes"]]
    answer = page.act("permit.sign", again)
    assert (answer["tone"], answer["words"]) == ("info", "你 08:10 已经签过，不用再签。点开看签批单。")
    assert "/permit/" in answer["next"]
    assert signed_by(permit, MANAGER) == 1
    plant.settle()
    plant.expect_all("U19", "U27", FOREMAN, MANAGER)


def test_other_tools_are_counted_as_well(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "作业中"), "进出登记")
    page.act("permit.entry", {"tools": 4, "way": "in"})
    page.act("permit.entry", {"tools": 2, "way": "in"})
    assert fresh(permit).work.head_count.tools == 6
    plant.expect_all(*CREW)


def test_a_reason_written_anew_is_told(plant: Plant) -> None:
    permit, page = finished(plant)
    page.act("permit.not_accepted", {}, "地沟没盖")
    page.act("permit.not_accepted", {}, "地沟没盖，灭火器没收")
    assert [each["data"]["reason"] for each in entries(permit, "permit.not_accepted")] == [
        "地沟没盖",
        "地沟没盖，灭火器没收",
    ]
    plant.settle()
    plant.expect_all(*CREW)


def finished(plant: Plant) -> tuple[Permit, Page]:
    """Work that waits for its acceptance, and the page of whoever accepts it."""
    permit = at_work(plant)
    finish(plant)
    watched(plant, permit)
    plant.expect_all(*CREW)
    card = plant.phone(AREA_FOREMAN).card(lambda title: "请验收" in title)
    assert card is not None
    return permit, open_card(plant, AREA_FOREMAN, card, "到现场验收")


# The same act -----------------------------------------------------------------------------------------------------


def test_a_measure_sent_again_from_elsewhere_is_confirmed_once(plant: Plant) -> None:
    permit = approved(plant)
    page = measures_page(plant, permit)
    first = page.act("permit.measure", ticked("DH05"))
    page.act("permit.measure", ticked("DH07"))
    assert page.act("permit.measure", ticked("DH05", **ANEW))["words"] == first["words"]
    assert len(entries(permit, "permit.measure_confirmed")) == 2


def test_a_gas_test_sent_again_from_elsewhere_is_kept_once(plant: Plant) -> None:
    permit = approved(plant)
    page = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    first = page.act("permit.gas", sampling(plant, GAS_2))
    assert page.act("permit.gas", {**sampling(plant, GAS_2), **ANEW}) == first
    assert GasTest.select().count() == 1
    plant.settle()
    plant.expect_all(*ON_SITE)


def test_a_signature_sent_again_from_elsewhere_is_one(plant: Plant) -> None:
    permit, _, card = at_the_dual_sign(plant)
    page = open_card(plant, MANAGER, card, main_button(card))
    first = page.act("permit.sign", signature(plant, MANAGER, position=ELSEWHERE))
    assert "待到场" in first["words"]
    again = page.act("permit.sign", signature(plant, MANAGER, device="another name"))["words"]
    assert f"{entries(permit, 'permit.held')[0]['at'][11:16]} 签名时你离" in again and "我到了，重新定位" in again
    assert len(entries(permit, "permit.held")) == 1
    there = page.act("permit.sign", signature(plant, MANAGER), attempt=2)
    assert there["tone"] == "done"
    plant.settle()
    plant.expect_all("U19", "U27", FOREMAN, MANAGER)


def test_a_request_sent_again_from_elsewhere_is_one(plant: Plant) -> None:
    page = request_page(plant)
    first = page.act("permit.request", filled(plant))
    assert page.act("permit.request", {**filled(plant), "position": ELSEWHERE}) == first
    assert Permit.select().count() == 1
    plant.settle()
    plant.expect(FOREMAN, "请确认")


# The same act, when others have changed since what it did ----------------------------------------------------------


def test_a_measure_that_says_the_opposite_by_now_is_told_as_it_stands(plant: Plant) -> None:
    permit = approved(plant)
    page, other = measures_page(plant, permit), measures_page(plant, permit)
    [ask] = [each for each in open_asks(permit, "permit.measures") if each.person == GUARDIAN]
    may_be_left_out = [each["id"] for each in permit.template["measures"] if each["applies"] != "always"]
    measure = next(each for each in may_be_left_out if each in ask.data["measures"])
    page.act("permit.measure", ticked(measure, note="地面作业"))
    assert other.act("permit.measure", ticked(measure, applies="no", note="地面作业"))["ok"]
    told = page.act("permit.measure", ticked(measure, note="地面作业"))
    assert told["tone"] == "caution" and "08:10 又改成「不涉及」" in told["words"]
    assert fresh(permit).work.measures[measure].applies == "no"
    assert page.act("permit.measure", ticked(measure, note="地面作业"), attempt=2)["tone"] == "info"
    assert fresh(permit).work.measures[measure].applies == "yes"


def test_a_start_is_no_longer_told_as_one_when_the_work_stands_still(plant: Plant) -> None:
    permit = ready(plant)
    page = page_of(plant, open_asks(permit, "permit.start")[0])
    sent = {"position": plant.phone(GUARDIAN).position(), "device": "d"}
    assert page.act("permit.start", sent)["tone"] == "done"
    assert page.act("permit.start", sent)["tone"] == "done"
    plant.phone(GUARDIAN).say("停工")
    told = page.act("permit.start", sent)
    assert told["tone"] == "caution" and "现在停着" in told["words"]
    plant.settle()
    plant.expect_all(*ON_SITE, AREA_FOREMAN)


def test_a_confirmation_is_no_longer_told_as_one_when_the_work_has_stopped_again(plant: Plant) -> None:
    permit = at_work(plant)
    plant.phone(LEADER).say("停工")
    plant.settle()
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "复工要确认"), "看条件，确认复工")
    first = page.act("permit.resume", standing(plant))
    assert page.act("permit.resume", standing(plant)) == first
    confirm_resume(plant, AREA_FOREMAN)
    assert page.act("permit.resume", standing(plant)) == {**first, "stop": f"/h5/wecom/stop/{permit.number}"}
    plant.phone(LEADER).say("停工")
    for attempt in (1, 2):
        told = page.act("permit.resume", standing(plant), attempt=attempt)
        assert told["tone"] == "caution" and told["words"].startswith("这次确认早收到过了，08:10 又停了")
        [asked] = [each for each in open_asks(permit, "permit.resume") if each.person == GUARDIAN]
        assert told["next"].endswith(f"/resume/{asked.id}")
    assert fresh(permit).state == "suspended"
    plant.settle()
    plant.expect_all(*CREW)


# Across the upgrade -----------------------------------------------------------------------------------------------


def before_upgrade(page: Page, name: str, data: dict[str, Any], text: str = "") -> Json:
    """The act as the house did it when keys did not cover what was given; the phone never got this answer."""
    known = {row.key for row in Received.select()}
    answer = page.act(name, data, text)
    [key] = {row.key for row in Received.select()} - known
    old = f"page:{hashlib.sha256(f'{page.token}|{name}|1'.encode()).hexdigest()}"
    store.write(lambda: Received.update(key=old).where(Received.key == key).execute())
    return answer


@pytest.mark.both_stores
def test_a_measure_done_before_the_upgrade_is_not_confirmed_again_and_another_is(plant: Plant) -> None:
    permit = approved(plant)
    page = measures_page(plant, permit)
    first = before_upgrade(page, "permit.measure", ticked("DH05", note=""))
    plant.advance(1)
    assert page.act("permit.measure", ticked("DH05", note="", **ANEW))["words"] == first["words"]
    assert len(entries(permit, "permit.measure_confirmed")) == 1
    for other in (ticked("DH07"), ticked("DH05", note="地面作业")):
        assert page.act("permit.measure", other)["ok"]
    assert len(entries(permit, "permit.measure_confirmed")) == 3


def test_tools_counted_before_the_upgrade_are_not_counted_again_and_others_are(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "作业中"), "进出登记")
    first = before_upgrade(page, "permit.entry", {"tools": 4, "way": "in"})
    assert page.act("permit.entry", {"tools": 4, "way": "in"}) == first
    assert fresh(permit).work.head_count.tools == 4
    page.act("permit.entry", {"tools": 3, "way": "out"})
    assert fresh(permit).work.head_count.tools == 1
    plant.expect_all(*CREW)


def test_a_reason_given_before_the_upgrade_is_not_told_again_and_another_is(plant: Plant) -> None:
    permit, page = finished(plant)
    first = before_upgrade(page, "permit.not_accepted", {}, "地沟没盖")
    assert page.act("permit.not_accepted", {}, "地沟没盖 ") == first
    assert len(entries(permit, "permit.not_accepted")) == 1
    page.act("permit.not_accepted", {}, "灭火器没收")
    assert len(entries(permit, "permit.not_accepted")) == 2
    plant.settle()
    plant.expect_all(*CREW)


def test_why_somebody_stopped_the_work_is_noted_once_across_the_upgrade(plant: Plant) -> None:
    permit = at_work(plant)
    phone = plant.phone(GUARDIAN)
    phone.open(f"{plant.base}/h5/{phone.platform}/stop/{permit.number}").act("permit.stop", {"number": permit.number})
    plant.settle()
    page = phone.open(f"{plant.base}/h5/{phone.platform}/stop/{permit.number}")
    sent: dict[str, Any] = {"number": permit.number}
    first = before_upgrade(page, "permit.stop_reason", sent, "有焦味")
    assert page.act("permit.stop_reason", sent, "有焦味") == first
    page.act("permit.stop_reason", sent, "有焦味，地沟冒烟")
    assert [each["data"]["reason"] for each in entries(permit, "permit.stop_reason")] == ["有焦味", "有焦味，地沟冒烟"]
    plant.expect_all(*CREW)


def test_what_ends_its_question_is_answered_by_today_s_state_after_the_upgrade(plant: Plant) -> None:
    page = request_page(plant)
    before_upgrade(page, "permit.request", filled(plant))
    answer = page.act("permit.request", filled(plant))
    assert f"已经交过了：{Permit.get().number}" in answer["words"] and Permit.select().count() == 1
    plant.settle()
    plant.expect(FOREMAN, "请确认")


def test_a_gas_test_and_a_signature_stay_one_across_the_upgrade(plant: Plant) -> None:
    permit, _, card = at_the_dual_sign(plant)
    page = open_card(plant, MANAGER, card, main_button(card))
    before_upgrade(page, "permit.sign", signature(plant, MANAGER))
    assert "已经签过" in page.act("permit.sign", signature(plant, MANAGER))["words"]
    assert signed_by(permit, MANAGER) == 1
    director = plant.phone("U19").card(lambda title: "请签" in title)
    assert director is not None
    assert plant.phone("U19").sign(open_card(plant, "U19", director, "签批"))["ok"]
    plant.settle()
    plant.expect_all(*ON_SITE, "U19", MANAGER)
    gas = page_of(plant, open_asks(permit, "permit.gas_test")[0])
    before_upgrade(gas, "permit.gas", sampling(plant, GAS_2))
    assert "已经测气" in gas.act("permit.gas", {**sampling(plant, GAS_2), **ANEW})["words"]
    assert values(permit) == ["2"]
    assert "不合格" in gas.act("permit.gas", sampling(plant, BAD))["words"]
    plant.settle()
    plant.expect_all(*ON_SITE)
