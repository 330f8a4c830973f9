"""Chapter 1: a bad value is always kept and shown, and stops the work. Only an inhibit by a named person, or a newer
good value that had already come, lets the work go on, and both stand in the trail.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import requests
from at_work import ANALYST, CREW, at_work, state
from builders import GUARDIAN, ON_SITE, entries, fresh, open_card
from detectors import EXPLOSIVE, FIXED, METHANE, PORTABLE, message, report, send
from gates import BAD, GOOD, approved, test_gas
from plant import Log, Plant, anhe
from playwright.sync_api import Page, expect
from screens import everybody, said_at, show
from sensing import quiet

from handlers.permits.gates import analyst
from handlers.plant import keep
from models import store
from models.ask import Ask
from models.gas import last_good, newest, of_permit
from models.permit import Permit
from models.seals import written
from workers.evidence.permits.chain.tests import read
from workers.evidence.permits.on_site import GAS, Act, on_site
from workers.scenarios.phone import text_of

OFFICE, DUTY_LEADER, KEEPER = "U04", "U08", "U41"


def expired(plant: Plant) -> None:
    """From now on no detector's calibration holds."""
    data = deepcopy(anhe())
    for each in data["sensors"]["instruments"]:
        each["calibrated_until"] = "2026-11-24"
    store.write(lambda: keep(data, plant.now))


MINUS = {"gas": "甲烷", "value": "-1", "unit": "%LEL", "point": "另一处"}
HIDING: dict[str, dict[str, Any]] = {
    "of a clock that is ahead": {"sampled_at": "2026-11-25T12:00:00+08:00"},
    "of hours ago": {"sampled_at": "2026-11-25T05:00:00+08:00"},
    "beyond the instrument": {"readings": [{"gas": "甲烷", "value": "120", "unit": "%LEL"}]},
    "beside a value below zero": {"readings": [{"gas": "甲烷", "value": "60", "unit": "%LEL"}, MINUS]},
    "with another area's permit": {"instrument": FIXED, "permit": "elsewhere"},
    "with no permit's number": {"instrument": FIXED, "permit": "DH-20261125-0099"},
    "of an old calibration": {},
}


@pytest.mark.parametrize("how", HIDING)
def test_nothing_hides_a_bad_value(plant: Plant, log: Log, how: str) -> None:
    permit, other = at_work(plant), at_work(plant, area="tank", guardian="U20")
    if how == "of an old calibration":
        expired(plant)
    body = {**message(plant, permit.number, EXPLOSIVE, PORTABLE), **HIDING[how]}
    body["permit"] = other.number if body["permit"] == "elsewhere" else body["permit"]
    rest = body["readings"][1:]
    good = {**body, "readings": [{"gas": "甲烷", "value": "2", "unit": "%LEL"}, *rest]}
    if how != "beyond the instrument":
        assert send(plant, good)[0] == 422
        log.expect("refused a message of a detector with 422")
    status, words = send(plant, body)
    assert status == 200 and "不合格" in words
    assert (state(permit), state(other)) == ("suspended", "working")
    [test] = of_permit(permit)
    assert not test.ok and test.sampled_at <= plant.now
    plant.expect_all(*CREW, "U20", OFFICE, DUTY_LEADER)
    quiet(plant)


def test_a_bad_value_is_kept_each_time_and_told_once(plant: Plant) -> None:
    permit = at_work(plant)
    for _ in range(3):
        plant.advance(1)
        report(plant, permit.number, EXPLOSIVE, PORTABLE)
    assert [each.ok for each in of_permit(permit)] == [False] * 3
    assert len([each for each in plant.phone(GUARDIAN).messages() if "红色警报】停工" in str(each)]) == 1
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_a_typed_bad_value_counts_whatever_calibration_and_clock_are(plant: Plant) -> None:
    permit = approved(plant)
    answer = test_gas(plant, permit, BAD, calibrated_until="2026-11-24", sampled_at="2026-11-26T08:00:00+08:00")
    assert "不合格" in answer["words"]
    [test], [kept] = of_permit(permit), entries(permit, "permit.gas_tested")
    assert not test.ok and test.sampled_at == plant.now and "取样时间在现在之后" in kept["data"]["doubts"]
    plant.expect_all(*ON_SITE)


def test_a_typed_value_beyond_the_range_is_kept_stops_the_work_and_is_corrected_by_a_newer_one(plant: Plant) -> None:
    permit = at_work(plant)
    store.write(lambda: analyst.ask_for_test(fresh(permit), "作业中复测", plant.now))
    plant.settle()
    answer = test_gas(plant, permit, [{**GOOD[0], "value": "400"}])
    assert "甲烷 400%LEL（超量程，仪器只到 100）" in answer["words"] and "填错了" in answer["words"]
    [test] = of_permit(permit)
    assert not test.ok and "甲烷 400 %LEL（超量程） 不合格" in "".join(act.words for act in on_paper(permit))
    assert state(permit) == "suspended"
    assert "填错了，请马上重测改正" in text_of(plant.expect(ANALYST, "请测气"))
    assert test_gas(plant, permit)["tone"] == "done" and newest(permit).ok
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def test_before_the_start_it_keeps_the_gate_shut_until_it_is_corrected(plant: Plant) -> None:
    permit = approved(plant)
    test_gas(plant, permit, [{**GOOD[0], "value": "400"}])
    assert "上次的读数超量程" in text_of(plant.expect(ANALYST, "请测气"))
    assert not last_good(permit, plant.now)
    test_gas(plant, permit)
    assert last_good(permit, plant.now)
    plant.expect_all(*ON_SITE)


def test_half_a_test_counts_if_it_is_bad(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    store.write(lambda: analyst.ask_for_test(fresh(permit), "作业中复测", plant.now))
    plant.settle()
    assert "不合格：上 甲烷 32%LEL" in test_gas(plant, permit, [{**BAD[0], "point": "上"}], point="上")["words"]
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def on_paper(permit: Permit) -> list[Act]:
    """The print's lines of gas tests."""
    return list(on_site(read(permit, written(permit.subject)).every, [], {}, {})[GAS])


def test_an_older_bad_value_stops_nothing_after_a_newer_good_one_of_its_point(plant: Plant) -> None:
    permit = at_work(plant)
    report(plant, permit.number, METHANE, PORTABLE)
    earlier = plant.now - timedelta(seconds=30)
    assert "新读数已经合格" in report(plant, permit.number, EXPLOSIVE, PORTABLE, earlier)
    assert state(permit) == "working"
    [kept] = entries(permit, "permit.gas_excused")
    assert kept["data"]["readings"][0]["value"] == "60" and "08:10:00 的新读数已经合格" in kept["data"]["why"]
    # It is a row of the gas tests, marked, and counts for nothing.
    rows = {each.excused for each in of_permit(permit)}
    assert rows == {"", "08:10:00 的新读数已经合格"} and newest(permit).ok
    printed = "".join(act.words for act in on_paper(permit))
    assert "甲烷 60 %LEL 不合格，没有停：08:10:00 的新读数已经合格" in printed
    elsewhere = {**message(plant, permit.number, EXPLOSIVE, PORTABLE, earlier)}
    elsewhere["readings"][0]["point"] = "另一处"
    assert "不合格" in send(plant, elsewhere)[1] and state(permit) == "suspended"
    plant.expect_all(*CREW, OFFICE, DUTY_LEADER)


def detectors(plant: Plant) -> Any:
    plant.phone(KEEPER).say("屏蔽")
    plant.settle()
    return open_card(plant, KEEPER, plant.expect(KEEPER, "屏蔽测气仪"), "选测气仪")


def test_an_inhibit_lets_an_instrument_be_tested_and_ends_by_itself(plant: Plant) -> None:
    permit = at_work(plant)
    page = detectors(plant)
    given = {"instrument": FIXED, "hours": "1"}
    assert "写一句为什么" in page.act("detector.inhibit", given)["words"]
    assert "选好多久" in page.act("detector.inhibit", {**given, "hours": "9"}, "标气", attempt=2)["words"]
    assert "屏蔽到 09:10" in page.act("detector.inhibit", given, "通标气试报警", attempt=3)["words"]
    plant.settle()
    plant.expect(GUARDIAN, f"屏蔽了测气仪 {FIXED}，到 09:10：通标气试报警")
    plant.advance(1)
    assert "没有停" in report(plant, "", EXPLOSIVE, FIXED)
    [row] = of_permit(permit)
    assert state(permit) == "working" and newest(permit) is None
    shown = requests.get(f"{plant.base}/console/permits/{permit.number}", timeout=10).text
    assert row.excused in shown and "没有停</span>" in shown
    [kept] = entries(permit, "permit.gas_excused")
    assert "屏蔽中（郏闻笛，通标气试报警，到 09:10）" in kept["data"]["why"]
    assert [each["actor"]["person"] for each in entries(permit, "permit.detector_inhibited")] == [KEEPER]
    plant.advance(60)
    assert "停了" in report(plant, "", EXPLOSIVE, FIXED)
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, KEEPER, OFFICE, DUTY_LEADER)
    quiet(plant)


def test_it_is_put_on_and_taken_off_by_hand_and_stands_on_the_permits_page(plant: Plant, screen: Page) -> None:
    permit: Permit = at_work(plant)
    detectors(plant)
    show(plant, screen, KEEPER, f"detectors/{ask_of_keeper()}?r=1")
    screen.locator(".choice", has_text=FIXED).tap()
    screen.locator(".choice", has_text="2 小时").tap()
    screen.locator("[data-act='detector.inhibit']").tap()
    said_at(screen, "为什么", "写一句为什么")
    screen.locator("#reason").fill("通标气试报警")
    assert screen.evaluate("document.documentElement.scrollWidth") == 360
    screen.get_by_role("button", name="屏蔽", exact=True).tap()
    expect(screen.locator("main")).to_contain_text("测气仪屏蔽中（郏闻笛，通标气试报警，到 10:10）")
    show(plant, screen, GUARDIAN, f"permit/{permit.number}")
    expect(screen.locator("main")).to_contain_text(f"{FIXED} 测气仪屏蔽中（郏闻笛，通标气试报警，到 10:10）")
    show(plant, screen, KEEPER, f"detectors/{ask_of_keeper()}?r=1")
    screen.get_by_role("button", name=f"恢复 {FIXED}").tap()
    expect(screen.locator("main")).not_to_contain_text("屏蔽中")
    assert len(entries(permit, "permit.detector_back")) == 1
    assert "停了" in report(plant, "", EXPLOSIVE, FIXED)
    everybody(plant)


def ask_of_keeper() -> int:
    return int(Ask.select().where(Ask.kind == "detector.inhibit").order_by(Ask.id.desc()).get().id)


@pytest.mark.parametrize(
    ("left_out", "words"),
    [("every one", "本厂没有接测气仪，没有要屏蔽的"), ("keepers", "本厂没有人可以屏蔽测气仪。要试仪器，请安全部门")],
)
def test_who_asks_for_an_inhibit_in_a_plant_without_anybody_for_it_is_told_so(
    plant: Plant, left_out: str, words: str
) -> None:
    data = deepcopy(anhe())
    for part in ("instruments", "sensors") if left_out == "every one" else (left_out,):
        del data["sensors"][part]
    store.write(lambda: keep(data, plant.now))
    plant.phone(KEEPER).say("屏蔽")
    plant.settle()
    plant.expect(KEEPER, words)


def test_an_inhibited_detector_proves_nothing_and_others_may_not_inhibit(plant: Plant) -> None:
    permit = approved(plant)
    page = detectors(plant)
    page.act("detector.inhibit", {"instrument": PORTABLE, "hours": "1"}, "通标气试报警")
    assert "不算数" in report(plant, permit.number, METHANE, PORTABLE)
    assert not of_permit(permit)
    plant.phone(GUARDIAN).say("屏蔽")
    plant.settle()
    plant.expect(GUARDIAN, "测气仪由机电班长、电仪部经理屏蔽")
    plant.expect_all(*ON_SITE, KEEPER)
