"""Asking for a permit: the word, the menu, the form, and every fault in it with its own sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from builders import (
    CONTRACTOR,
    DAY_GUARDIAN,
    DIRECTOR,
    FOREMAN,
    GUARDIAN,
    WELDER,
    answers,
    ask_for_permit,
    asks_of,
    filled,
    fresh,
    open_card,
    period,
    request_page,
)
from plant import Plant

from models import meter, store
from models.ask import Ask
from models.leave import LeaveTaken
from models.ledger import Entry
from models.permit import Permit
from models.subject import Counter
from workers.scenarios.phone import PageRefused, text_of


def test_the_app_menu_brings_the_card(plant: Plant) -> None:
    plant.phone(FOREMAN).menu("permit.hot_work")
    plant.settle()
    card = plant.expect(FOREMAN, "动火票申请")
    assert "20:10 前交" in text_of(card)


def test_the_apps_home_page_begins_a_request_by_itself(plant: Plant) -> None:
    address = f"{plant.base}/h5/wecom/new/hot_work"
    page = plant.phone(FOREMAN).open(address)
    plant.settle()
    plant.expect(FOREMAN, "动火票申请")

    assert plant.phone(FOREMAN).open(address).html != ""
    assert Ask.select().where(Ask.kind == "permit.request").count() == 1
    assert page.act("permit.request", filled(plant))["ok"]
    plant.settle()
    plant.expect(FOREMAN, "请确认")


def test_the_word_works_in_dingtalk_too(plant: Plant) -> None:
    page = request_page(plant, DIRECTOR)
    assert page.act("permit.request", filled(plant, DIRECTOR))["ok"]
    plant.settle()
    plant.expect(FOREMAN, "请确认")


def test_a_new_request_makes_the_older_card_say_that_it_is_not_needed(plant: Plant) -> None:
    phone = plant.phone(FOREMAN)
    phone.say("动火")
    plant.settle()
    old = plant.expect(FOREMAN, "动火票申请")
    button = phone.tap(old, "填写申请")
    phone.say("动火")
    plant.settle()
    plant.expect(FOREMAN, "填写申请")

    assert "这张申请不用了" in text_of(plant.current(old))
    with pytest.raises(PageRefused, match="已经不用了"):
        phone.open(button["open"])


def test_contractor_people_cannot_ask(plant: Plant) -> None:
    plant.phone(CONTRACTOR).say("动火")
    plant.settle()
    plant.expect(CONTRACTOR, "承包商人员不能申请。请找本厂作业负责人来申请。")
    assert not Ask.select().where(Ask.kind == "permit.request").count()


def test_the_permit_takes_risks_and_measures_of_its_template_along(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    plant.expect(FOREMAN, "请确认")
    assert permit.template["jsa"] and permit.template["measures"]
    assert permit.rules == "1"
    assert permit.route["id"] == "HW-FIRST"
    assert any("双签" in reason for reason in permit.reasons)


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("no part", {"part": ""}, "「具体部位」没填或填得不对"),
    ("work that nobody can read", {"project": "\u200b" * 9}, "「作业内容」没填或填得不对"),
    ("a part that nobody can read", {"part": "\u3164\u3164"}, "「具体部位」没填或填得不对"),
    ("an unknown unit left out", {"excused": {"nopost": "不在附近"}}, "不涉及的会签单位里有不认识的"),
    ("an approver left out", {"excused": {"safety_manager": "不涉及"}}, "一定要签，不能选不涉及：请改回涉及"),
    ("no workers", {"workers": []}, "还没有指定作业人"),
    ("a time without zone", {"starts_at": "2026-11-25T08:30:00"}, "「开始时间」没填或填得不对"),
    ("the first hour of all years", {"starts_at": "0001-01-01T00:00:00+14:00"}, "「开始时间」没填或填得不对"),
    ("the last hour of all years", {"ends_at": "9999-12-31T23:59:59-14:00"}, "「结束时间」没填或填得不对"),
    ("an unknown field", {"approved": True}, "「approved」没填或填得不对"),
    ("an unknown area", {"area": "moon"}, "没有这个区域"),
    ("an unknown level", {"level": "zero"}, "没有这个级别"),
    ("an unknown person", {"guardian": "U99"}, "有人不在通讯录里"),
    ("end before start", period("2026-11-25T16:30", "2026-11-25T08:30"), "结束时间早于开始时间"),
    ("over already", period("2026-11-24T08:30", "2026-11-24T16:30"), "作业时段已经过去"),
    ("far ahead", period("2026-12-28T08:30", "2026-12-28T16:30"), "开始时间在 30 天以后"),
    ("guardian works himself", {"guardian": GUARDIAN, "workers": [WELDER, GUARDIAN]}, "乐正迟不能既当"),
    ("guardian leads himself", {"guardian": GUARDIAN, "work_leader": GUARDIAN}, "乐正迟不能既当"),
    ("an expired certificate", {"workers": ["U38"], "contractor": True}, "茹远山的特种作业操作证"),
    ("no contractor induction", {"workers": ["U38"], "contractor": True}, "茹远山没有承包商入厂安全教育"),
    ("a guardian without certificate", {"guardian": "U32"}, "闾丘禾没有"),
    (
        "a guardian off shift when it begins",
        period("2026-11-26T08:30", "2026-11-26T16:30"),
        "乐正迟不在班，不能当监护人",
    ),
    ("a worker off shift when it begins", period("2026-11-28T10:00", "2026-11-28T16:00"), "苑成蹊不在班，不能当作业人"),
    ("strong wind in the open", {"level": "special", "inputs": answers(wind_force=6)}, "不得作业"),
    ("a downgrade nobody decided", {"inputs": {"downgrade": {"rule": "D1"}}}, "「定级条件」没填或填得不对"),
    ("an unknown condition", {"inputs": answers(moon=True)}, "定级条件里有不认识的项"),
    ("an unknown analyst", {"inputs": answers(gas_analyst="U99")}, "有人不在通讯录里"),
    ("an analyst who is a yes", {"inputs": answers(gas_analyst=True)}, "有人不在通讯录里"),
    ("an analyst who is a number", {"inputs": answers(gas_analyst=1.5)}, "有人不在通讯录里"),
    ("two for one analyst", {"inputs": answers(gas_analyst=["U28", "U29"])}, "有人不在通讯录里"),
    (
        "an analyst whose training lapsed",
        {"inputs": answers(gas_analyst="U29")},
        "訾采薇的气体采样分析培训2026年11月20日已过期",
    ),
    ("a question without answer", {"inputs": answers(method="")}, "「动火方式」没填：请填上"),
    ("a choice that is not offered", {"inputs": answers(method="爆破")}, "「动火方式」填得不对"),
    ("a wind that does not exist", {"inputs": answers(wind_force=40)}, "「现在的风力」填得不对（0 到 17级）：请改好"),
    ("a number without end", {"inputs": answers(wind_force=10**400)}, "「定级条件」没填或填得不对"),
    ("yes as a word", {"inputs": answers(open_air="yes")}, "「露天」填得不对"),
    ("a level below the derived one", {"level": "second"}, "至少是一级，不能选二级：请改选一级"),
    ("a permit that does not exist", {"related": ["SX-20261125-0009"]}, "SX-20261125-0009 已经结束或没有这张票"),
    ("a struck line that is not there", {"struck": [{"line": 60, "reason": "不做"}]}, "划掉的步骤对不上模板"),
    ("a struck line without reason", {"struck": [{"line": 5, "reason": ""}]}, "「划掉的步骤」没填或填得不对"),
    ("a measure that must be", {"unconcerned": ["DH09"]}, "这几条措施必须涉及"),
]


def test_each_fault_is_said_in_a_sentence_and_nothing_is_kept(plant: Plant) -> None:
    page = request_page(plant)
    entries = Entry.select().count()
    for number, (fault, changes, words) in enumerate(FAULTS):
        answer = page.act("permit.request", filled(plant, **changes), attempt=number + 1)
        plant.settle()
        assert not answer["ok"] and words in answer["words"], (fault, answer)
        kept = (Permit.select().count(), Counter.select().count(), Entry.select().count())
        assert kept == (0, 0, entries), fault


def test_who_went_away_or_cannot_be_reached_is_no_guardian_or_worker(plant: Plant) -> None:
    page = request_page(plant)
    away = {"from_day": date(2026, 11, 25), "to_day": date(2026, 11, 25), "taken_at": plant.now}
    store.write(lambda: LeaveTaken.create(person=GUARDIAN, **away))
    store.write(lambda: meter.lost("wecom", plant.person(WELDER).account, WELDER, "不在范围", plant.now))
    words = page.act("permit.request", filled(plant))["words"]
    assert "乐正迟请假了，不能当监护人：请换人" in words
    assert "苑成蹊联系不上，不能当作业人：请换人" in words
    assert page.act("permit.request", filled(plant, guardian=DAY_GUARDIAN, workers=["U37"]), attempt=2)["ok"]
    plant.settle()
    plant.expect(FOREMAN, "请确认")


def test_after_a_fault_the_same_page_sends_the_mended_form(plant: Plant) -> None:
    page = request_page(plant)
    assert not page.act("permit.request", filled(plant, part=""))["ok"]
    assert page.act("permit.request", filled(plant), attempt=2)["ok"]
    plant.settle()
    plant.expect(FOREMAN, "请确认")
    assert Permit.get().number == "DH-20261125-0001"


def test_a_sent_form_cannot_be_sent_again(plant: Plant) -> None:
    page = request_page(plant)
    first = page.act("permit.request", filled(plant))
    again = page.act("permit.request", filled(plant))
    other = page.act("permit.request", filled(plant), attempt=2)
    plant.settle()
    plant.expect(FOREMAN, "请确认")
    assert again == first
    assert "已经交过了" in other["words"]
    assert Permit.select().count() == 1


def test_the_form_of_one_kind_raises_no_permit_of_another(plant: Plant) -> None:
    permit = ask_for_permit(plant, kind="lifting")
    plant.expect(FOREMAN, "请确认")
    assert (permit.kind, permit.number) == ("hot_work", "DH-20261125-0001")


def test_a_form_that_nobody_sends_lapses(plant: Plant) -> None:
    phone = plant.phone(FOREMAN)
    phone.say("动火")
    plant.settle()
    card = plant.expect(FOREMAN, "动火票申请")
    plant.advance(12 * 60)
    assert Ask.get().state == "expired"
    assert "这张申请不用了" in text_of(plant.current(card))


def test_numbers_have_no_gaps_when_a_form_is_refused_between(plant: Plant) -> None:
    numbers = [ask_for_permit(plant).number]
    assert not request_page(plant).act("permit.request", filled(plant, part=""))["ok"]
    numbers.append(ask_for_permit(plant).number)
    plant.expect_all(FOREMAN)
    assert numbers == ["DH-20261125-0001", "DH-20261125-0002"]


def test_the_sign_page_of_an_ask_cannot_send_a_request(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "请确认"), "确认签字")
    answer = page.act("permit.request", filled(plant))
    assert "不是办这件事用的" in answer["words"]
    assert [ask.state for ask in asks_of(permit, FOREMAN)] == ["open"]
    assert fresh(permit).state == "signing"
