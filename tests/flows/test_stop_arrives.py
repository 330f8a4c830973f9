"""A stop must arrive: an unknown outcome is tried again, a repeat is news, and whoever is not reached is named."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from asking import fault, lose_patience
from at_work import (
    ANALYST,
    AREA_FOREMAN,
    CREW,
    LEADER,
    WORKER,
    at_work,
    confirm_resume,
    state,
    trail,
)
from builders import GUARDIAN, ON_SITE, fresh
from gates import BAD, approved, test_gas
from plant import Plant

from models import delivery as deliveries
from models import plant_time, store
from models.delivery import LEASE, Delivery
from models.permit import Permit
from workers.deliver import deliver
from workers.scenarios.phone import text_of

SAFETY_OFFICE, DUTY_LEADER, STRANGER = "U04", "U08", "U13"
TEXT = {"wecom": "message/send", "dingtalk": "robot/oToMessages/batchSend"}
# Of the crew, one on WeCom and one on DingTalk, and neither of them stops the work.
BOTH = (ANALYST, AREA_FOREMAN)
# The same of those who only hear that the work goes on, where this leader leads it.
LEADER_ON_DINGTALK = "U41"
TOLD = (ANALYST, LEADER_ON_DINGTALK)


def break_texts(plant: Plant, person: str, kind: str, **more: object) -> None:
    """The platform fails on this person's texts. WeCom sends cards by the same call: the person has no new card."""
    who = plant.person(person)
    fault(plant, who.platform, TEXT[who.platform], kind, account=who.account, **more)


def text_for(person: str, purpose: str = "permit.stopped") -> Delivery:
    """The newest text of this purpose to the person."""
    rows = Delivery.select().where(Delivery.person == person, Delivery.purpose == purpose)
    row: Delivery = rows.order_by(Delivery.id.desc()).get()
    return row


def orders(plant: Plant, person: str) -> list[str]:
    """Stops and resumptions on the person's phone, in the order in which they came."""
    said = "".join(text_of(message) for message in plant.phone(person).messages())
    return re.findall(r'(?:content|text)\\*": \\*"(停工|复工)：', said)


def stop(plant: Plant, person: str = WORKER) -> None:
    plant.phone(person).say("停工")
    plant.settle()


def resume(plant: Plant, permit: Permit) -> None:
    for each in (GUARDIAN, AREA_FOREMAN):
        assert confirm_resume(plant, each)["tone"] == "done"
    assert state(permit) == "working"


@pytest.mark.parametrize("kind", ["5xx", "reset", "timeout", "html502"])
def test_a_stop_whose_outcome_is_unknown_is_sent_again_until_the_platform_answers(plant: Plant, kind: str) -> None:
    lose_patience(plant)
    at_work(plant)
    for person in BOTH:
        # What may have arrived is repeated less often than what certainly has not.
        break_texts(plant, person, kind, times=1 if kind == "timeout" else 3)
    stop(plant)
    for person in BOTH:
        assert (text_for(person).state, orders(plant, person)) == ("waiting", []), person
    plant.advance(0.4)
    for person in BOTH:
        assert (text_for(person).state, orders(plant, person)) == ("sent", ["停工"]), person
    plant.expect_all(*CREW)


def test_a_stop_that_came_but_whose_answer_was_lost_is_said_twice_rather_than_perhaps_never(plant: Plant) -> None:
    lose_patience(plant)
    at_work(plant)
    for person in BOTH:
        break_texts(plant, person, "timeout_after_effect")
    stop(plant)
    plant.advance(0.1)
    for person in BOTH:
        assert (text_for(person).state, orders(plant, person)) == ("sent", ["停工", "停工"]), person
    plant.expect_all(*CREW)


def test_a_stop_in_the_hands_of_a_killed_worker_is_sent_by_the_next(plant: Plant) -> None:
    at_work(plant)
    plant.phone(WORKER).say("停工")
    claimed, real = [text_for(person).id for person in BOTH], plant_time.real_now()
    for row in claimed:
        assert store.write(lambda row=row: deliveries.claim(row, plant.now, real)) is not None
    plant.settle()
    assert [orders(plant, person) for person in BOTH] == [[], []]
    later = real + LEASE + timedelta(seconds=1)
    for row in claimed:
        assert deliver(row, plant.house.channels, plant.base, plant.now, later) == "sent"
    assert [orders(plant, person) for person in BOTH] == [["停工"], ["停工"]]
    plant.expect_all(*CREW)


def test_the_word_to_go_on_is_tried_again_too(plant: Plant) -> None:
    at_work(plant, work_leader=LEADER_ON_DINGTALK)
    stop(plant)
    assert confirm_resume(plant, GUARDIAN)["tone"] == "done"
    for person in TOLD:
        break_texts(plant, person, "5xx")
    assert confirm_resume(plant, AREA_FOREMAN)["tone"] == "done"
    assert {text_for(person, "permit.resumed").state for person in TOLD} == {"waiting"}
    plant.advance(0.1)
    assert [orders(plant, person) for person in TOLD] == [["停工", "复工"]] * 2
    plant.expect_all(*CREW, *TOLD)


def test_a_bad_gas_test_is_told_again_when_the_outcome_is_unknown(plant: Plant) -> None:
    permit = approved(plant)
    break_texts(plant, WORKER, "5xx")
    assert "不合格" in test_gas(plant, permit, BAD)["words"]
    plant.advance(0.1)
    plant.expect(WORKER, "气体不合格，不能干")
    plant.expect_all(*ON_SITE)


def test_stop_resume_stop_without_a_minute_between_reaches_everybody_each_time(plant: Plant) -> None:
    permit = at_work(plant)
    stop(plant)
    resume(plant, permit)
    stop(plant)
    assert state(permit) == "suspended"
    for person in CREW:
        last = ["停工"] if person == AREA_FOREMAN else ["复工", "停工"]
        assert orders(plant, person) == ["停工", *last], person
    plant.expect_all(*CREW)


@pytest.mark.both_stores
def test_nobody_hears_go_on_after_the_next_stop(plant: Plant) -> None:
    permit = at_work(plant, work_leader=LEADER_ON_DINGTALK)
    stop(plant)
    assert confirm_resume(plant, GUARDIAN)["tone"] == "done"
    for person in TOLD:
        break_texts(plant, person, "5xx")
    assert confirm_resume(plant, AREA_FOREMAN)["tone"] == "done"
    resumed = [text_for(person, "permit.resumed") for person in TOLD]
    assert {row.state for row in resumed} == {"waiting"}
    stop(plant)
    plant.advance(5)
    assert {Delivery.get_by_id(row.id).state for row in resumed} == {"overtaken"}
    assert state(permit) == "suspended"
    assert [orders(plant, person) for person in TOLD] == [["停工", "停工"]] * 2
    plant.expect_all(*CREW, *TOLD)


def test_the_stopper_reads_that_people_are_being_told_and_not_that_they_were(plant: Plant) -> None:
    permit = at_work(plant)
    phone = plant.phone(STRANGER)
    page = phone.open(f"{plant.base}/h5/{phone.platform}/stop/{permit.number}")
    assert page.act("permit.stop", {"number": permit.number})["words"] == "停了，正在通知 5 人。"
    assert {orders(plant, each) == [] for each in CREW} == {True}
    plant.settle()
    assert [orders(plant, each) for each in CREW] == [["停工"]] * 5
    plant.expect_all(*CREW, STRANGER)


@pytest.mark.both_stores
def test_whom_the_stop_has_not_reached_in_a_minute_and_a_half_is_named_and_the_alarm_ends_when_he_is(
    plant: Plant,
) -> None:
    permit = at_work(plant)
    for person in BOTH:
        break_texts(plant, person, "5xx", times=8)
    stop(plant)
    plant.advance(1.4)
    assert "permit.untold" not in trail(permit)
    plant.advance(0.1)
    told, card = plant.expect(WORKER, "停工还没通知到"), plant.expect(SAFETY_OFFICE, "停工没通知到人")
    for person in BOTH:
        assert plant.person(person).name in text_of(told)
        assert plant.person(person).name in text_of(card)
    assert permit.number in text_of(card)
    assert trail(permit).count("permit.untold") == 1
    plant.advance(6)
    for person in BOTH:
        assert orders(plant, person)[-1:] == ["停工"], person
    assert "都通知到了" in text_of(plant.current(card))
    assert trail(permit).count("permit.untold") == 1
    plant.expect_all(*CREW, SAFETY_OFFICE, DUTY_LEADER)


@pytest.mark.parametrize(
    ("person", "code"),
    [(ANALYST, 40058), (ANALYST, 60111), (AREA_FOREMAN, "param.contentUnsafe"), (AREA_FOREMAN, "staffId.notExisted")],
)
def test_whom_the_platform_refuses_for_good_is_named_at_once(plant: Plant, person: str, code: int | str) -> None:
    permit = at_work(plant)
    name = plant.person(person).name
    break_texts(plant, person, "refuse", code=code)
    stop(plant)
    assert name in text_of(plant.expect(WORKER, "停工还没通知到"))
    assert name in text_of(plant.expect(SAFETY_OFFICE, "停工没通知到人"))
    plant.advance(10)
    assert trail(permit).count("permit.untold") == 1
    plant.expect_all(*CREW, SAFETY_OFFICE, DUTY_LEADER)


@pytest.mark.parametrize("code", [48002, 60111])
def test_several_who_are_refused_are_named_in_one_alert(plant: Plant, code: int) -> None:
    permit, missing = at_work(plant), (ANALYST, GUARDIAN, LEADER)
    for person in missing:
        break_texts(plant, person, "refuse", code=code, times=99)
    stop(plant)
    for officer in (SAFETY_OFFICE, DUTY_LEADER):
        cards = [each for each in plant.phone(officer).messages() if "停工没通知到人" in text_of(each)]
        assert len(cards) == 1
        assert all(plant.person(each).name in text_of(plant.current(cards[0])) for each in missing)
    said = [text_of(each) for each in plant.phone(WORKER).messages() if "停工还没通知到" in text_of(each)]
    assert all(plant.person(each).name in said[-1] for each in missing)
    assert sorted(fresh(permit).work.last_stop.untold) == sorted(missing)
    plant.simulator.running.within(lambda world: world.faults.open.clear())
    plant.advance(2)
    plant.expect_all(*CREW, SAFETY_OFFICE, DUTY_LEADER, *ON_SITE, "U04", "U05", "U06")


def test_whoever_is_named_is_no_more_looked_for_once_the_work_goes_on(plant: Plant) -> None:
    permit = at_work(plant)
    break_texts(plant, ANALYST, "refuse", code=60111)
    stop(plant)
    card = plant.expect(SAFETY_OFFICE, "停工没通知到人")
    resume(plant, permit)
    assert "复工" in text_of(plant.current(card))
    assert fresh(permit).work.last_stop.untold == (ANALYST,)
    plant.expect_all(*CREW, SAFETY_OFFICE, DUTY_LEADER)


def test_a_throttled_stop_is_retried_within_seconds(plant: Plant) -> None:
    at_work(plant)
    for person, code in zip(BOTH, (45009, "90005"), strict=True):
        break_texts(plant, person, "refuse", code=code)
    stop(plant)
    for person in BOTH:
        assert text_for(person).not_before <= plant.now + timedelta(seconds=5), person
    plant.advance(0.1)
    assert [orders(plant, person) for person in BOTH] == [["停工"], ["停工"]]
    plant.expect_all(*CREW)


def test_a_platform_that_is_silent_for_long_brings_the_stop_within_a_minute_of_its_return(plant: Plant) -> None:
    permit = at_work(plant)
    for person in (ANALYST, LEADER):
        break_texts(plant, person, "5xx", times=9)
    stop(plant)
    row = text_for(ANALYST)
    for _ in range(9):
        assert (row.state in ("waiting", "stuck"), orders(plant, ANALYST)) == (True, [])
        assert row.not_before <= plant.now + timedelta(minutes=1)
        plant.set_time(max(plant.now, row.not_before))
        plant.settle()
        row = text_for(ANALYST)
    assert (row.state, orders(plant, ANALYST), orders(plant, LEADER)) == ("sent", ["停工"], ["停工"])
    plant.expect(SAFETY_OFFICE, "有消息发不出去")
    assert trail(permit).count("permit.untold") == 2
    plant.expect_all(*CREW, SAFETY_OFFICE, DUTY_LEADER)
