"""Anybody of a permit stops its work with one tap or one word; everybody hears of it, the reason may follow."""

from __future__ import annotations

import copy

import requests
from at_work import (
    ANALYST,
    AREA_FOREMAN,
    CREW,
    LEADER,
    WORKER,
    act,
    at_work,
    confirm_resume,
    finish,
    open_kinds,
    standing,
    state,
    tap,
    trail,
)
from builders import GUARDIAN, fresh, open_card
from plant import Plant, anhe

from handlers.plant import keep
from models import store
from models.book import book
from models.permit import Permit
from web.h5.trail import steps
from workers.scenarios.phone import text_of
from workers.scenarios.simulator import Json

STRANGER = "U13"


def test_a_worker_stops_the_work_with_one_word_and_everybody_hears_of_it(plant: Plant) -> None:
    permit = at_work(plant)
    plant.phone(WORKER).say("停工")
    plant.settle()
    assert state(permit) == "suspended"
    for person in CREW:
        assert plant.person(WORKER).name in text_of(plant.expect(person, "停工："))
    assert open_kinds(permit) == ["permit.finish", "permit.resume", "permit.resume", "permit.stop_reason"]
    plant.expect_all(*CREW)


def test_no_word_of_a_plant_hides_the_word_that_stops_the_work(plant: Plant) -> None:
    permit = at_work(plant)
    stored = copy.deepcopy(anhe())
    stored["permit_templates"]["kinds"]["lifting"]["words"] = ["停工"]
    store.write(lambda: keep(stored, plant.now))
    plant.phone(WORKER).say("停工")
    plant.settle()
    assert state(permit) == "suspended"
    plant.expect_all(*CREW)


def test_the_reason_may_follow(plant: Plant) -> None:
    permit = at_work(plant)
    plant.phone(WORKER).say("停工")
    plant.settle()
    page = open_card(plant, WORKER, plant.expect(WORKER, "你叫停了"), "补原因")
    answer = page.act("permit.stop_reason", {"number": permit.number}, "闻到异味")
    plant.settle()
    assert answer["tone"] == "done", answer
    assert fresh(permit).work.stops[0].why == "闻到异味"
    assert "permit.stop_reason" in trail(permit)
    plant.expect_all(*CREW)


def test_a_tap_on_the_guardian_s_card_stops_the_work(plant: Plant) -> None:
    permit = at_work(plant)
    tap(plant, GUARDIAN, "作业中", "停工")
    assert state(permit) == "suspended"
    plant.expect_all(*CREW)


def test_whoever_scans_the_code_at_the_site_stops_the_work_after_the_login(plant: Plant) -> None:
    permit = at_work(plant)
    assert "停工" in requests.get(f"{plant.base}/p/{permit.number}", timeout=5).text
    phone = plant.phone(STRANGER)
    page = phone.open(f"{plant.base}/h5/{phone.platform}/stop/{permit.number}")
    assert page.act("permit.stop", {"number": permit.number})["tone"] == "done"
    plant.settle()
    assert state(permit) == "suspended"
    assert fresh(permit).work.stops[0].by == STRANGER
    plant.expect_all(*CREW, STRANGER)


def test_a_second_tap_and_a_stop_of_nothing_are_answered_in_words(plant: Plant) -> None:
    permit = at_work(plant)
    phone = plant.phone(STRANGER)
    page = phone.open(f"{plant.base}/h5/{phone.platform}/stop/{permit.number}")
    first = page.act("permit.stop", {"number": permit.number})
    assert page.act("permit.stop", {"number": permit.number}) == first
    assert page.act("permit.stop", {"number": permit.number}, attempt=2)["words"].startswith(permit.number)
    assert page.act("permit.stop", {"number": "DH-20200101-0001"}, attempt=3)["ok"] is False
    phone.say("停工")
    plant.settle()
    assert "没有在干的票" in text_of(plant.expect(STRANGER, "没有在干"))
    assert trail(permit).count("permit.suspended") == 1
    plant.expect_all(*CREW, STRANGER)


def test_related_permits_stop_together_and_the_dependent_one_waits_for_the_other(plant: Plant) -> None:
    space = at_work(plant, "confined_space", "none", guardian="U32")
    fire = at_work(plant, related=[space.number])
    tap(plant, "U32", "作业中", "停工")
    assert (state(space), state(fire)) == ("suspended", "suspended")
    answer = confirm_resume(plant, GUARDIAN)
    assert answer["tone"] == "stop" and space.number in answer["words"]
    plant.expect_all(*CREW, "U32")


def test_the_older_permit_stops_with_the_younger_one_and_goes_on_first(plant: Plant) -> None:
    space = at_work(plant, "confined_space", "none", guardian="U32")
    fire = at_work(plant, related=[space.number])
    tap(plant, GUARDIAN, "作业中", "停工")
    assert (state(space), state(fire)) == ("suspended", "suspended")
    for person in ("U32", AREA_FOREMAN):
        page = open_card(plant, person, resume_card(plant, person, "受限空间"), "看条件，确认复工")
        assert page.act("permit.resume", standing(plant))["tone"] == "done"
    plant.settle()
    assert (state(space), state(fire)) == ("working", "suspended")
    plant.expect_all(*CREW, "U32")


def resume_card(plant: Plant, person: str, kind: str) -> Json:
    """The person's card for going on with this kind of work."""
    card = plant.phone(person).card(lambda words: "复工要确认" in words and kind in words)
    assert card is not None
    return card


def test_both_sides_confirm_before_the_work_goes_on(plant: Plant) -> None:
    permit = at_work(plant)
    tap(plant, GUARDIAN, "作业中", "停工")
    plant.advance(10)
    at = plant.now
    assert confirm_resume(plant, GUARDIAN)["tone"] == "done"
    assert state(permit) == "suspended"
    assert confirm_resume(plant, AREA_FOREMAN)["tone"] == "done"
    said = [step.words for step in steps(fresh(permit).subject, book(at).plant, at)]
    assert [words for words in said if words.endswith("停工") or "复工，" in words] == [
        f"{plant.person(GUARDIAN).name}停工",
        "复工，停了 10 分钟",
    ]
    assert state(permit) == "working"
    for person in (LEADER, WORKER, GUARDIAN, ANALYST):
        plant.expect(person, "复工：")
    assert "permit.watch" in open_kinds(permit)
    plant.expect_all(*CREW)


def test_people_inside_a_stopped_space_make_it_a_red_alert(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    act(plant, GUARDIAN, "作业中", "进出登记", "permit.entry", person=WORKER, way="in")
    plant.phone(WORKER).say("停工")
    plant.settle()
    assert "撤离" in text_of(plant.expect(WORKER, "【红色警报】"))
    plant.expect("U04", "还有人")
    assert act(plant, GUARDIAN, "请点名", "登记出来的人", "permit.entry", person=WORKER, way="out")["ok"]
    assert "permit.count" not in open_kinds(permit)
    plant.expect_all(*CREW, "U04", "U08")


def wants_a_new_test(plant: Plant) -> Permit:
    """Stopped for an hour: the guardian's word that it may go on has brought the analyst his card."""
    permit = at_work(plant, ends_at="10:30")
    tap(plant, GUARDIAN, "作业中", "停工")
    plant.advance(61)
    assert "要重新测气" in confirm_resume(plant, GUARDIAN)["words"]
    assert "permit.gas_test" in open_kinds(permit)
    return permit


def test_the_test_before_going_on_is_asked_no_more_when_the_period_is_over(plant: Plant) -> None:
    permit = wants_a_new_test(plant)
    plant.advance(90)
    assert (state(permit), open_kinds(permit)) == ("expired", ["permit.accept", "permit.stay", "permit.stop_reason"])
    plant.expect_all(*CREW)


def test_the_test_before_going_on_is_asked_no_more_when_the_work_is_finished(plant: Plant) -> None:
    permit = wants_a_new_test(plant)
    finish(plant, LEADER, "已停工")
    assert (state(permit), open_kinds(permit)) == ("finished", ["permit.accept", "permit.stay", "permit.stop_reason"])
    plant.expect_all(*CREW)
