"""What stands against work in an area keeps it shut: a sensor in alarm, a hazard whose use is stopped, a danger that
somebody reports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from at_work import AREA_FOREMAN, CREW, at_work, gas_test, standing, state
from builders import GUARDIAN, page_of
from detectors import EXPLOSIVE, FIXED, report
from gates import check, ready, start, test_gas, to_be_checked
from hazard_acts import asked, form, newest
from major_acts import ask_of, everybody_expects, hinted, sorted_as_major
from plant import Plant
from roads import road
from sensing import key, quiet, run, tickets

from models import store
from models.ask import MOVABLE, of_subject
from models.detector import Inhibit
from models.ledger import of_subject as of_subject_trail
from models.permit import Permit
from workers.scenarios.phone import text_of

TOXIC = "TX-202"
# One each 20 seconds, for longer than the sensor holds its alarm.
GONE = ["1"] * 10


@road
def alarmed(plant: Plant) -> str:
    """A sensor of the sewage works stands at its second level; its key."""
    held = key(plant)
    run(plant, held, TOXIC, ["25"], 5)
    return held


def resume(plant: Plant, permit: Permit, person: str) -> dict[str, Any]:
    """The person confirms from the page of his question about the last stop."""
    [ask] = [
        each
        for each in of_subject(permit.subject)
        if (each.kind, each.person) == ("permit.resume", person) and each.state in MOVABLE
    ]
    answer = page_of(plant, person, f"resume/{ask.id}").act("permit.resume", standing(plant), attempt=plant.now.minute)
    plant.settle()
    return answer


def test_a_start_waits_until_the_sensor_of_the_area_is_back_to_normal(plant: Plant) -> None:
    permit = ready(plant)
    held = alarmed(plant)
    answer = start(plant, permit)
    assert state(permit) == "approved" and TOXIC in answer["words"] and "25mg/m3" in answer["words"], answer
    page = page_of(plant, GUARDIAN, f"permit/{permit.number}")
    assert TOXIC in page.html and "25mg/m3" in page.html
    run(plant, held, TOXIC, GONE, 20)
    test_gas_again(plant, permit)
    assert start(plant, permit)["tone"] == "done" and state(permit) == "working"
    quiet(plant)


def test_gas_again(plant: Plant, permit: Permit) -> None:
    """The minutes that have passed may ask for another test; the analyst gives one where he is asked."""
    if [ask for ask in of_subject(permit.subject) if ask.kind == "permit.gas_test" and ask.state in MOVABLE]:
        test_gas(plant, permit)


test_gas_again.__test__ = False


def test_the_foreman_does_not_check_beside_an_alarm(plant: Plant) -> None:
    permit = to_be_checked(plant)
    held = alarmed(plant)
    answer = check(plant, permit)
    assert answer["tone"] != "done" and TOXIC in answer["words"], answer
    run(plant, held, TOXIC, GONE, 20)
    assert check(plant, permit)["tone"] == "done"
    quiet(plant)


def test_work_does_not_resume_beside_an_alarm_and_one_that_stands_stops_it_again(plant: Plant) -> None:
    permit = at_work(plant, "confined_space", "none")
    held = alarmed(plant)
    assert state(permit) == "suspended"
    plant.advance(1)
    gas_test(plant, permit)
    refused = resume(plant, permit, GUARDIAN)
    assert TOXIC in refused["words"] and "25mg/m3" in refused["words"], refused
    # A named person tests the sensor: under his inhibit the work may go on, and what stands after it stops it again.
    until = plant.now + timedelta(hours=1)
    store.write(lambda: Inhibit.create(instrument=TOXIC, by="U41", reason="通标气", since=plant.now, until=until))
    plant.advance(1)
    assert resume(plant, permit, GUARDIAN)["ok"]
    assert resume(plant, permit, AREA_FOREMAN)["ok"] and state(permit) == "working"
    run(plant, held, TOXIC, ["26"], 5)
    assert state(permit) == "working"
    store.write(lambda: Inhibit.update(ended_at=plant.now).execute())
    run(plant, held, TOXIC, ["26"], 5)
    assert state(permit) == "suspended" and len(tickets()) == 1
    quiet(plant)


def test_nothing_starts_beside_a_detector_of_the_area_that_reports_too_much(plant: Plant) -> None:
    permit = ready(plant)
    plant.advance(1)
    assert permit.number in report(plant, "", EXPLOSIVE, FIXED)
    answer = start(plant, permit)
    assert state(permit) == "approved" and "60%LEL" in answer["words"], answer
    quiet(plant)


def test_stop_use_stops_the_work_there_and_keeps_it_shut_until_it_is_lifted(plant: Plant) -> None:
    waiting = ready(plant)
    permit = at_work(plant, "confined_space", "none", guardian="U32")
    plant.expect_all(*CREW, "U32")
    hazard = sorted_as_major(plant, hinted(plant), area="sewage")
    assert state(permit) == "suspended"
    assert hazard.number in text_of(plant.expect(CREW[1], "停工撤离"))
    assert hazard.number in text_of(plant.expect(GUARDIAN, "停用"))
    answer = start(plant, waiting)
    assert hazard.number in answer["words"] and state(waiting) == "approved", answer
    assert hazard.number in page_of(plant, GUARDIAN, f"permit/{waiting.number}").html
    gas_test(plant, permit)
    assert hazard.number in resume(plant, permit, "U32")["words"]
    everybody_expects(plant)


def test_a_danger_that_somebody_reports_stops_the_work_where_it_is(plant: Plant) -> None:
    permit, elsewhere = at_work(plant), at_work(plant, area="tank", guardian="U20")
    answer = form(plant, "U13").act(
        "hazard.report", {"photos": [], "area": "sewage", "danger": True}, text="有人触电了"
    )
    assert answer["ok"], answer
    plant.settle()
    assert (state(permit), state(elsewhere)) == ("suspended", "working")
    assert newest().number in text_of(plant.expect(CREW[1], "停工撤离"))
    assert permit.number in str([entry.canonical for entry in of_subject_trail(newest().subject)])
    everybody_expects(plant)


def test_what_is_no_hazard_after_all_lets_the_work_go_on(plant: Plant) -> None:
    waiting = ready(plant)
    hazard = hinted(plant, "污水处理站调节池要塌，苯漏得地上一大片")
    officer = asked(hazard, "hazard.sort")
    plant.phone(officer).tap(plant.expect(officer, "请定级"), "停用、撤人")
    plant.settle()
    assert hazard.number in start(plant, waiting)["words"]
    page = page_of(plant, officer, f"sort/{ask_of(hazard, 'hazard.sort').id}")
    assert page.act("hazard.reject", {}, text="是雨水，不是苯")["ok"]
    plant.settle()
    assert "不算隐患" in text_of(plant.expect(GUARDIAN, "按票核对后再开工"))
    assert start(plant, waiting)["tone"] == "done"
    everybody_expects(plant)


def test_a_stop_use_moves_with_the_place_of_its_hazard(plant: Plant) -> None:
    waiting, elsewhere = ready(plant), at_work(plant, "confined_space", "none", area="tank", guardian="U32")
    hazard = hinted(plant, "污水处理站调节池要塌，苯漏得地上一大片")
    officer = asked(hazard, "hazard.sort")
    plant.phone(officer).tap(plant.expect(officer, "请定级"), "停用、撤人")
    plant.settle()
    assert state(elsewhere) == "working" and hazard.number in start(plant, waiting)["words"]
    sorted_as_major(plant, hazard, area="tank")
    assert state(elsewhere) == "suspended"
    assert "不在这里" in text_of(plant.expect(GUARDIAN, "按票核对后再开工"))
    assert start(plant, waiting, again=1)["tone"] == "done"
    everybody_expects(plant)
