"""Guards that could be taken away without a test that noticed: each has one here that fails without it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import DINGTALK_PERSON, WECOM_PERSON, alert, fault
from at_work import AREA_FOREMAN, CREW, at_work, confirm_resume, state, tap
from builders import (
    DEPUTY_GM,
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    GUARDIAN,
    MANAGER,
    ON_SITE,
    at_the_dual_sign,
    fresh,
    page_of,
    signature,
)
from detectors import FIXED, METHANE, PORTABLE, TOO_MUCH, report
from gates import approved, open_asks
from plant import Plant

from handlers import alerts
from handlers.permits import crew, life
from models import meter, store
from models.ask import MOVABLE, Ask
from models.book import book
from models.gas import of_permit
from workers.scenarios.phone import text_of

SEND = {"wecom": "message/send", "dingtalk": "card/instances/createAndDeliver"}
OTHER_GUARDIAN = "U32"


def test_a_signature_with_a_position_of_tomorrow_waits_until_its_person_is_seen_there(plant: Plant) -> None:
    _, _, card = at_the_dual_sign(plant)
    phone = plant.phone(MANAGER)
    page = phone.open(phone.tap(card, "签批")["open"])
    here = phone.position()
    answer = page.act("permit.sign", signature(plant, MANAGER, position={**here, "age_s": -86400}))
    assert answer["tone"] == "caution" and "请校准手机时间" in answer["words"]
    plant.settle()
    plant.expect_all(*ON_SITE, DIRECTOR, MANAGER)


def test_a_duty_leader_whose_silence_is_the_alarm_is_not_called_himself(plant: Plant) -> None:
    called = alerts.responders(book(plant.now), plant.now)
    instead = alerts.responders(book(plant.now), plant.now, DUTY_LEADER)
    assert DUTY_LEADER in called
    assert instead and DUTY_LEADER not in instead


def test_nobody_of_the_job_speaks_for_the_area(plant: Plant) -> None:
    plain, own = at_work(plant), at_work(plant, work_leader=AREA_FOREMAN, guardian=OTHER_GUARDIAN)
    assert crew.area_representative(plain, plant.now) == AREA_FOREMAN
    assert crew.area_representative(own, plant.now) not in (None, AREA_FOREMAN)
    plant.expect_all(*CREW, OTHER_GUARDIAN)


def test_one_detector_does_not_clear_what_another_found_bad(plant: Plant) -> None:
    permit = approved(plant)
    report(plant, permit.number, TOO_MUCH, PORTABLE)
    plant.advance(1)
    report(plant, permit.number, METHANE, FIXED)
    assert [test.ok for test in of_permit(permit)] == [False]
    assert open_asks(permit, "permit.gas_test")
    plant.advance(1)
    report(plant, permit.number, METHANE, PORTABLE)
    assert [test.ok for test in of_permit(permit)] == [False, True]
    plant.expect_all(*ON_SITE)


@pytest.mark.parametrize("end", ["cancelled", "finished"])
def test_work_does_not_go_on_under_a_related_permit_that_has_ended(plant: Plant, end: str) -> None:
    space = at_work(plant, "confined_space", "none", guardian=OTHER_GUARDIAN)
    fire = at_work(plant, related=[space.number])
    tap(plant, OTHER_GUARDIAN, "作业中", "停工")
    store.write(lambda: life.move(fresh(space), end, plant.now, actor={"system": "test"}))
    answer = confirm_resume(plant, GUARDIAN)
    assert answer["tone"] == "stop"
    assert f"关联票 {space.number} 已经结束" in answer["words"]
    assert state(fire) == "suspended"
    plant.expect_all(*CREW, OTHER_GUARDIAN)


def test_a_withdrawn_permit_leaves_no_red_alert_behind(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    plant.advance(36)
    raised = list(Ask.select().where(Ask.subject == permit.subject, Ask.kind == alerts.KIND))
    assert raised and all(each.state in MOVABLE for each in raised)
    page_of(plant, FOREMAN, f"withdraw/{permit.form.request_ask}").act("permit.withdraw", {})
    plant.settle()
    after = list(Ask.select().where(Ask.subject == permit.subject, Ask.kind == alerts.KIND))
    assert {each.state for each in after} == {"superseded"}
    told = [text_of(each) for person in {each.person for each in after} for each in plant.phone(person).messages()]
    assert any("申请人撤回了这张票" in words for words in told)
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_a_call_that_the_platform_turned_away_for_its_rate_is_not_counted_against_the_month(plant: Plant) -> None:
    before = meter.used("dingtalk", "api", plant.now)
    fault(plant, "dingtalk", SEND["dingtalk"], "throttle")
    alert(plant, DINGTALK_PERSON)
    plant.settle()
    assert meter.used("dingtalk", "api", plant.now) == before
    plant.set_time(plant.now + timedelta(minutes=5))
    plant.settle()
    plant.expect(DINGTALK_PERSON, "请看一下")
    assert meter.used("dingtalk", "api", plant.now) == before + 1


def test_who_comes_back_to_the_directory_gets_the_cards_that_could_not_be_brought(plant: Plant) -> None:
    alert(plant, WECOM_PERSON)
    person = plant.person(WECOM_PERSON)
    door = f"phones/{person.platform}/{person.account}/event"
    plant.simulator.post(door, {"event": "leave"})
    plant.settle()
    assert not [each for each in plant.phone(WECOM_PERSON).messages() if "请看一下" in text_of(each)]
    plant.simulator.post(door, {"event": "join"})
    plant.settle()
    plant.expect(WECOM_PERSON, "请看一下")
    plant.expect_all(MANAGER, DEPUTY_GM, DUTY_LEADER, *(each.id for each in book(plant.now).plant.people))
