"""Every card of the permit flow as each platform gets it: golden files reviewed by eye, drawn by the real builders.

`ANHAO_GOLDEN=write pytest tests/cards` writes the golden files anew.
"""

from __future__ import annotations

from builders import (
    DEPUTY_GM,
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    GM,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    ask_for_permit,
    asks_of,
    at_the_dual_sign,
    confirm,
    moment,
    open_card,
    period,
    refuse,
    sign,
    sign_card,
)
from demo import OFFICE
from golden import looks_as_reviewed
from plant import Plant

from models.ask import Ask
from models.permit import Permit

# A guardian of the day shift: the crew of the story is not on duty on those days.
DAY_GUARDIAN = "U20"


def both(plant: Plant, name: str, permit: Permit, *, new: bool = False) -> None:
    """The cards of the director (DingTalk) and of the manager (WeCom)."""
    for person in (DIRECTOR, MANAGER):
        looks_as_reviewed(plant, name, asks_of(permit, person)[0], new=new)


def request_of(person: str) -> Ask:
    asks = Ask.select().where(Ask.person == person, Ask.kind == "permit.request")
    found: Ask = asks.order_by(Ask.id.desc()).get()
    return found


def rework_of(person: str) -> Ask:
    found: Ask = Ask.get(Ask.person == person, Ask.kind == "permit.rework")
    return found


def test_the_requester_s_card(plant: Plant) -> None:
    for person in (FOREMAN, DIRECTOR):
        plant.phone(person).say("动火")
        plant.settle()
        looks_as_reviewed(plant, "request", request_of(person), new=True)
        ask_for_permit(plant, person)
        looks_as_reviewed(plant, "request_signing", request_of(person))
        confirm(plant)
        refuse(plant, SHIFT_FOREMAN, plant.expect(SHIFT_FOREMAN, "请签"))
        looks_as_reviewed(plant, "request_returned", request_of(person))
        looks_as_reviewed(plant, "rework", rework_of(person), new=True)
        plant.expect_all(person)


def test_the_requester_s_card_at_a_good_end(plant: Plant) -> None:
    for person, second in ((FOREMAN, DIRECTOR), (DIRECTOR, DUTY_LEADER)):
        ask_for_permit(plant, person)
        confirm(plant)
        sign(plant, SHIFT_FOREMAN)
        sign(plant, second)
        sign(plant, MANAGER)
        looks_as_reviewed(plant, "request_approved", request_of(person))
        plant.expect_all(person)
    plant.expect_all(*ON_SITE)


def test_the_work_leader_s_card(plant: Plant) -> None:
    for leader in (FOREMAN, "U41"):
        permit = ask_for_permit(plant, work_leader=leader)
        looks_as_reviewed(plant, "confirm", asks_of(permit, leader)[0], new=True)
        confirm(plant, leader)
        looks_as_reviewed(plant, "confirmed", asks_of(permit, leader)[0])
    plant.expect_all(SHIFT_FOREMAN)


def test_the_approver_s_card_until_the_signature(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    both(plant, "sign", permit, new=True)
    for person, card in ((DIRECTOR, director), (MANAGER, manager)):
        sign_card(plant, person, card, OFFICE)
    both(plant, "held", permit)
    sign_card(plant, MANAGER, manager)
    looks_as_reviewed(plant, "sign_the_other_signed", asks_of(permit, DIRECTOR)[0])
    sign_card(plant, DIRECTOR, director)
    both(plant, "signed", permit)
    plant.expect(FOREMAN, "签完了")
    plant.expect_all(*ON_SITE)


def test_the_other_order_of_the_two_signatures(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    sign_card(plant, DIRECTOR, director)
    looks_as_reviewed(plant, "sign_the_other_signed", asks_of(permit, MANAGER)[0], new=True)


def test_the_substitute_s_card_and_what_the_silent_one_reads(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    plant.advance(15)
    looks_as_reviewed(plant, "substitute", asks_of(permit, DUTY_LEADER)[0], new=True)
    for person in (DUTY_LEADER, DEPUTY_GM):
        sign(plant, person)
    both(plant, "signed_by_a_substitute", permit)
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER, DEPUTY_GM, GM, *ON_SITE)


def test_the_substitute_s_card_in_dingtalk(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    confirm(plant)
    plant.advance(30)
    looks_as_reviewed(plant, "substitute", asks_of(permit, "U06")[0], new=True)
    plant.expect_all(SHIFT_FOREMAN, "U05", "U06", MANAGER, DUTY_LEADER, DIRECTOR)


def test_the_cards_after_a_refusal(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    refuse(plant, DIRECTOR, director)
    looks_as_reviewed(plant, "refused", asks_of(permit, DIRECTOR)[0])
    looks_as_reviewed(plant, "refused_by_the_other", asks_of(permit, MANAGER)[0])
    permit, _, manager = at_the_dual_sign(plant)
    refuse(plant, MANAGER, manager)
    looks_as_reviewed(plant, "refused", asks_of(permit, MANAGER)[0])
    looks_as_reviewed(plant, "refused_by_the_other", asks_of(permit, DIRECTOR)[0])
    plant.expect_all(FOREMAN)


def test_the_cards_after_the_window(plant: Plant) -> None:
    short = period("2026-11-25T08:10", "2026-11-25T08:14")
    permit, _, _ = at_the_dual_sign(plant, **short)
    ask_for_permit(plant, DIRECTOR, **short)
    plant.advance(4)
    both(plant, "expired", permit)
    for person in (FOREMAN, DIRECTOR):
        looks_as_reviewed(plant, "request_expired", request_of(person))
    plant.expect_all(FOREMAN, DIRECTOR)


def test_the_cards_of_a_blocked_permit(plant: Plant) -> None:
    plant.set_time(moment("2027-01-07T08:10"))
    for person in (DIRECTOR, FOREMAN):
        permit = ask_for_permit(plant, person, guardian=DAY_GUARDIAN, **period("2027-01-07T08:30", "2027-01-07T16:30"))
        confirm(plant)
        looks_as_reviewed(plant, "request_blocked", request_of(person))
    alerts = [asks_of(permit, person, "alert.acknowledge")[0] for person in (MANAGER, "U10")]
    for alert in alerts:
        looks_as_reviewed(plant, "alert", alert, new=True)
    plant.phone(MANAGER).tap(plant.expect(MANAGER, "红色警报"), "收到，我处理")
    plant.settle()
    for alert in alerts:
        looks_as_reviewed(plant, "alert_taken", alert)
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER, "U10")


def test_the_cards_of_an_alert_that_is_over(plant: Plant) -> None:
    plant.set_time(moment("2026-11-26T08:10"))
    permit = ask_for_permit(plant, guardian=DAY_GUARDIAN, **period("2026-11-26T08:30", "2026-11-26T16:30"))
    card = plant.expect(FOREMAN, "请确认")
    plant.advance(30)
    plant.phone(FOREMAN).sign(open_card(plant, FOREMAN, card, "确认签字"))
    plant.settle()
    for person in (MANAGER, "U10"):
        for alert in asks_of(permit, person, "alert.acknowledge"):
            looks_as_reviewed(plant, "alert_over", alert)
    plant.expect_all(FOREMAN, MANAGER, "U10", "U09", "U05", "U27", "U19", "U02")
