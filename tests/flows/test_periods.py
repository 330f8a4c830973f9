"""What the permit's period means while it is being signed or blocked: nothing is extended, nothing waits for ever."""

from __future__ import annotations

from copy import deepcopy

from builders import (
    DAY_GUARDIAN,
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    MANAGER,
    SHIFT_FOREMAN,
    ask_for_permit,
    asks_of,
    at_the_dual_sign,
    confirm,
    filled,
    fresh,
    moment,
    open_card,
    period,
    refuse,
    sign_card,
)
from plant import Plant, anhe

from handlers.permits import raised
from handlers.plant import keep
from models import store
from models.ask import Ask
from models.ledger import Entry
from models.permit import Permit

OFFICE_PEOPLE = ("U01", "U02", MANAGER, "U05", "U06", DUTY_LEADER, "U09", "U10", "U25", "U26", "U28", "U30", "U34")


def test_case_10_the_window_opens_while_still_signing_and_its_end_stays(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant, **period("2026-11-25T08:10", "2026-11-25T08:50"))
    plant.advance(3)
    sign_card(plant, DIRECTOR, director)
    sign_card(plant, MANAGER, manager)
    done = fresh(permit)
    assert (done.state, done.ends_at) == ("approved", moment("2026-11-25T08:50"))
    plant.expect(FOREMAN, "只剩 37 分钟，结束时间不能往后推，做不完就重新办票")
    expect_everybody(plant)


def test_case_11_the_window_passes_and_a_late_signature_does_not_count(plant: Plant) -> None:
    permit = ask_for_permit(plant, **period("2026-11-25T08:10", "2026-11-25T08:14"))
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "请确认"), "确认签字")
    plant.advance(4)
    assert fresh(permit).state == "expired"
    late = plant.phone(FOREMAN).sign(page)
    assert late["tone"] != "done" and "重新办票" in late["words"]
    assert Entry.select().where(Entry.subject == permit.subject, Entry.kind == "permit.late_answer").count() == 1
    assert not Entry.select().where(Entry.subject == permit.subject, Entry.kind == "permit.confirmed").exists()
    expect_everybody(plant)


def test_case_24_the_approver_comes_back_beside_his_substitute_and_the_first_signature_counts(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    plant.advance(16)
    plant.expect(DUTY_LEADER, "请签")
    sign_card(plant, DIRECTOR, director)
    states = {person: asks_of(permit, person)[0].state for person in (DIRECTOR, DUTY_LEADER)}
    assert states == {DIRECTOR: "done", DUTY_LEADER: "superseded"}
    expect_everybody(plant)


def blocked(plant: Plant) -> Permit:
    """Nobody may sign after the year's authorisation has ended: the area's foreman stage has nobody left."""
    plant.set_time(moment("2027-01-07T08:10"))
    permit = ask_for_permit(plant, guardian=DAY_GUARDIAN, **period("2027-01-07T08:30", "2027-01-07T16:30"))
    confirm(plant)
    assert fresh(permit).state == "blocked"
    return permit


def renew(plant: Plant) -> None:
    """New data of the plant, in which every authorisation and certificate is valid again."""
    renewed = deepcopy(anhe())
    for authorization in renewed["plant"]["authorizations"]:
        authorization["valid_to"] = "2027-12-31"
    for person in renewed["plant"]["people"]:
        person["certs"] = dict.fromkeys(person["certs"], "2028-12-31")
    store.write(lambda: keep(renewed, plant.now))
    plant.settle()


def test_a_blocked_permit_asks_on_as_soon_as_somebody_can_sign(plant: Plant) -> None:
    permit = blocked(plant)
    plant.advance(11)
    assert fresh(permit).state == "blocked"
    renew(plant)
    plant.advance(5)
    assert fresh(permit).state == "signing"
    plant.expect(FOREMAN, "又有人能签了")
    expect_everybody(plant)


def test_a_version_that_comes_after_a_block_has_the_period_of_its_own_form(plant: Plant) -> None:
    permit = blocked(plant)
    renew(plant)
    [asked] = [ask for ask in raised.asked(permit) if ask.state == "open"]
    refuse(plant, asked.person, plant.expect(asked.person, "请签"))
    plant.set_time(moment("2027-01-07T16:29"))
    plant.advance(2)
    assert fresh(permit).state == "returned"
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "改好再交"), "改好再交")
    later = period("2027-01-07T17:00", "2027-01-07T19:30")
    assert page.act("permit.rework", filled(plant, guardian=DAY_GUARDIAN, **later))["ok"]
    plant.advance(30)
    assert (fresh(permit).state, fresh(permit).version) == ("signing", 2)
    plant.advance(150)
    assert fresh(permit).state == "expired"
    expect_everybody(plant)


def test_case_04_a_blocked_permit_ends_with_its_window(plant: Plant) -> None:
    permit = blocked(plant)
    plant.set_time(moment("2027-01-07T16:30"))
    plant.turn()
    assert fresh(permit).state == "expired"
    plant.expect(FOREMAN, "过了作业时段")
    assert not Ask.select().where(Ask.subject == permit.subject, Ask.state == "open").exists()
    expect_everybody(plant)


def expect_everybody(plant: Plant) -> None:
    """The rest of what came is another test's matter."""
    plant.expect_all(FOREMAN, SHIFT_FOREMAN, DIRECTOR, *OFFICE_PEOPLE)
