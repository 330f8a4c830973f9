"""An order to stop or to leave that a platform refused goes out when its person is back within reach: when anything
reaches him, when he writes, or when the house looks again; and what he asks for says it first."""

from __future__ import annotations

import json

import pytest
from asking import alert
from at_work import ANALYST, AREA_FOREMAN, WORKER, at_work, confirm_resume, trail
from builders import (
    DEPUTY_GM,
    DIRECTOR,
    DUTY_LEADER,
    GUARDIAN,
    MANAGER,
    SHIFT_FOREMAN,
    ask_for_permit,
    confirm,
    fresh,
    page_of,
    sign,
)
from hazard_acts import again
from major_acts import everybody_expects, hinted, sorted_as_major
from plant import Plant
from roads import road

from handlers.hazards.kinds import STOP
from handlers.permits import telling
from models import meter
from models.book import book
from models.delivery import Delivery
from models.hazard import Hazard
from models.ledger import of_subject
from models.permit import Permit
from workers.scenarios.phone import text_of

ON_BOTH = pytest.mark.parametrize("platform", ["wecom", "dingtalk"])
# Of the permit's people, who is out of reach on each platform, and neither of them stops the work.
CALLED = {"wecom": ANALYST, "dingtalk": AREA_FOREMAN}
UNREACHABLE, STOPPED = "person.unreachable", telling.STOPPED
NOTHING, ORDER = "现在没有等你办的事", "【停用撤人】"


def scope(plant: Plant, person: str, *, inside: bool) -> None:
    who = plant.person(person)
    plant.simulator.post(f"phones/{who.platform}/{who.account}/person", {"in_scope": inside})


def newest_order(person: str, purpose: str) -> Delivery:
    rows = Delivery.select().where(Delivery.person == person, Delivery.purpose == purpose)
    row: Delivery = rows.order_by(Delivery.id.desc()).get()
    return row


def said(plant: Plant, person: str) -> list[str]:
    return [text_of(each) for each in plant.phone(person).messages()]


@road
def withdrawn(plant: Plant, platform: str) -> tuple[Hazard, str]:
    """Use is stopped while somebody there is out of reach: who that is."""
    hazard = hinted(plant)
    others = ("U04", "U05", "U06", "U08", hazard.finder)
    with_all = [each.id for each in book(plant.now).plant.people if each.platform == platform and each.id not in others]
    for each in with_all:
        scope(plant, each, inside=False)
    hazard = sorted_as_major(plant, hazard)
    refused = [each for each in with_all if each in hazard.work.major.untold]
    assert refused and all(newest_order(each, STOP).state == "unreachable" for each in refused)
    return hazard, refused[0]


@road
def stopped_without(plant: Plant, person: str) -> Permit:
    """Work was stopped while somebody on the permit is out of reach."""
    permit = at_work(plant)
    scope(plant, person, inside=False)
    plant.phone(WORKER).say("停工")
    plant.settle()
    return permit


@pytest.mark.parametrize(("platform", "word"), [("wecom", "待办"), ("dingtalk", "我的")])
def test_who_is_back_and_writes_reads_the_order_to_leave_before_the_answer(
    plant: Plant, platform: str, word: str
) -> None:
    hazard, person = withdrawn(plant, platform)
    name = plant.person(person).name
    assert name in page_of(plant, "U04", f"hazard/{hazard.number}").html.partition("撤离还没通知到：")[2]
    scope(plant, person, inside=True)
    plant.phone(person).say(word)
    plant.settle()
    assert newest_order(person, STOP).state == "sent"
    first, answer = said(plant, person)[-2:]
    assert ORDER in first and "没有" not in first
    # The answer says it too, and first.
    assert ORDER in answer and answer.index(ORDER) < answer.index("没有" if "没有" in answer else "件")
    assert person not in meter.unreachable() and person not in again(hazard).work.major.untold
    assert name not in page_of(plant, "U04", f"hazard/{hazard.number}").html.partition("撤离还没通知到：")[2][:200]
    everybody_expects(plant)


@ON_BOTH
def test_a_stop_reaches_who_is_back_as_soon_as_he_writes(plant: Plant, platform: str) -> None:
    person = CALLED[platform]
    permit = stopped_without(plant, person)
    assert newest_order(person, STOPPED).state == "unreachable"
    assert person in fresh(permit).work.last_stop.untold
    scope(plant, person, inside=True)
    plant.phone(person).say("待办")
    plant.settle()
    assert newest_order(person, STOPPED).state == "sent" and person not in meter.unreachable()
    assert person not in fresh(permit).work.last_stop.untold
    told = [each for each in said(plant, person) if "停工：" in each]
    assert len(told) >= 1 and "先停手" in told[0]
    everybody_expects(plant)


def test_anything_that_reaches_him_brings_the_stop_too(plant: Plant) -> None:
    person = CALLED["wecom"]
    stopped_without(plant, person)
    scope(plant, person, inside=True)
    alert(plant, person)
    plant.settle()
    assert newest_order(person, STOPPED).state == "sent" and person not in meter.unreachable()
    everybody_expects(plant)


def test_who_is_back_and_does_nothing_is_tried_again_at_the_looks_which_are_few(plant: Plant) -> None:
    person = CALLED["dingtalk"]
    permit = stopped_without(plant, person)
    plant.advance(70)
    row = newest_order(person, STOPPED)
    # After 4, 8, 16, 32 and 64 minutes.
    assert (row.state, row.attempts) == ("unreachable", 6)
    # The trail says it once, however often he is tried.
    told = [json.loads(each.canonical)["data"] for each in of_subject(row.ask.subject) if each.kind == UNREACHABLE]
    assert [each["person"] for each in told if each["ask"] == row.ask_id] == [person]
    scope(plant, person, inside=True)
    plant.advance(70)
    assert newest_order(person, STOPPED).state == "sent" and person not in meter.unreachable()
    assert person not in fresh(permit).work.last_stop.untold
    everybody_expects(plant)


def test_all_who_are_back_hear_to_leave_though_they_do_nothing_and_nobody_is_named(plant: Plant) -> None:
    hazard, _ = withdrawn(plant, "dingtalk")
    missing = hazard.work.major.untold
    for each in book(plant.now).plant.people:
        scope(plant, each.id, inside=True)
    plant.advance(87)
    assert {newest_order(each, STOP).state for each in missing} == {"sent"}
    assert again(hazard).work.major.untold == () and not meter.unreachable() & set(missing)
    assert "撤离还没通知到" not in page_of(plant, "U04", f"hazard/{hazard.number}").html
    everybody_expects(plant)


def test_nobody_who_is_back_hears_a_stop_that_is_over(plant: Plant) -> None:
    permit = stopped_without(plant, ANALYST)
    stopped = newest_order(ANALYST, STOPPED)
    for each in (GUARDIAN, AREA_FOREMAN):
        assert confirm_resume(plant, each)["tone"] == "done"
    scope(plant, ANALYST, inside=True)
    plant.phone(ANALYST).say("待办")
    plant.settle()
    assert fresh(permit).state == "working" and Delivery.get_by_id(stopped.id).state == "overtaken"
    came = " ".join(said(plant, ANALYST)[-2:])
    assert "停工：" not in came and "复工：" in came and NOTHING in came
    everybody_expects(plant)


def test_what_was_passed_on_is_not_passed_on_twice_when_he_writes_and_is_refused(plant: Plant) -> None:
    passed_on = {DIRECTOR: DUTY_LEADER, MANAGER: DEPUTY_GM}  # one on each platform
    for person in passed_on:
        scope(plant, person, inside=False)
    permit = ask_for_permit(plant)
    confirm(plant)
    sign(plant, SHIFT_FOREMAN)
    for person, substitute in passed_on.items():
        plant.expect(substitute, "联系不上")
        for _ in range(2):
            plant.phone(person).say("待办")
            plant.settle()
        assert person in meter.unreachable()
    for person in passed_on:
        scope(plant, person, inside=True)
        plant.phone(person).say("待办")
        plant.settle()
        plant.expect(person, "请签")
        assert person not in meter.unreachable()
    assert trail(permit).count("ask.substituted") == 2
    everybody_expects(plant)
