"""The clock of a signature: remind, warn, substitute, alarm, repeat, expire; counted from delivery."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
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
    entries,
    fresh,
    main_button,
    open_card,
    period,
    sign,
    sign_card,
    with_posts,
)
from hazard_acts import owned
from plant import MORNING, Plant
from roads import road

from handlers.clock import tick
from handlers.hazards.kinds import FIX, FOLLOW
from models.ask import Ask, of_subject
from models.ledger import Entry
from models.permit import Permit
from workers.scenarios.phone import PageRefused, text_of


@pytest.mark.both_stores
def test_after_five_minutes_a_reminder_with_the_clock_time(plant: Plant) -> None:
    at_the_dual_sign(plant)
    plant.advance(4)
    assert not plant.unexpected()
    plant.advance(1)
    for person in (DIRECTOR, MANAGER):
        assert "08:25 前" in text_of(plant.expect(person, "还差你签"))


def test_after_ten_minutes_a_warning_also_to_the_supervisor_who_is_here(plant: Plant) -> None:
    at_the_dual_sign(plant)
    plant.advance(10)
    for person in (DIRECTOR, MANAGER):
        plant.expect(person, "还差你签")
        plant.expect(person, "快到时间了")
    plant.expect(DEPUTY_GM, "苌若谷还没签")
    # The safety director is away, so the manager's escalation goes one further up.
    plant.expect(GM, "卞予安还没签")


def test_after_fifteen_minutes_a_substitute_is_added_and_both_cards_are_valid(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    plant.advance(15)
    card = plant.expect(DUTY_LEADER, "请签")
    assert "SQ-2026-01" in text_of(card) and "15 分钟没签" in text_of(card)
    assert main_button(plant.current(director)) == "签批"

    assert sign_card(plant, DIRECTOR, director)["tone"] == "done"

    assert [ask.state for ask in asks_of(permit, DUTY_LEADER)] == ["superseded"]
    assert "08:25 已由苌若谷签" in text_of(plant.current(card))
    plant.expect_all(DIRECTOR, MANAGER, DEPUTY_GM, GM)


def test_the_substitute_signs_first_and_the_silent_director_reads_who_did(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    sign_card(plant, MANAGER, manager)
    opened = open_card(plant, DIRECTOR, director, "签批")
    plant.advance(15)
    sign(plant, DUTY_LEADER)

    assert fresh(permit).state == "approved"
    assert "08:25 已由逄景行签" in text_of(plant.current(director))
    late = plant.phone(DIRECTOR).sign(opened)
    assert "08:25 已由逄景行签过" in late["words"] and late["tone"] == "info"
    assert Entry.select().where(Entry.kind == "permit.late_answer").count() == 1
    plant.expect_all(FOREMAN, DIRECTOR, DEPUTY_GM, *ON_SITE)


def test_a_substitute_of_one_line_is_never_the_signer_of_the_other(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    plant.advance(240)
    asked = [ask.person for ask in of_subject(permit.subject) if ask.kind == "permit.sign"]
    assert len(asked) == len(set(asked))
    assert fresh(permit).state == "signing"
    plant.expect_all(*{each.person for each in Ask.select()}, DEPUTY_GM, GM)


def test_after_thirty_minutes_a_red_alert_that_does_not_go_to_the_silent_one(plant: Plant) -> None:
    permit, _, manager = at_the_dual_sign(plant)
    sign_card(plant, MANAGER, manager)
    plant.advance(30)
    alert = plant.expect(MANAGER, "【红色警报】作业票没人签：污水处理站")
    assert "苌若谷一直没签" in text_of(alert)
    assert permit.number in text_of(alert)

    sign(plant, DUTY_LEADER)
    assert "逄景行 08:40 签了" in text_of(plant.current(alert))
    plant.expect_all(FOREMAN, DIRECTOR, DUTY_LEADER, DEPUTY_GM)
    plant.advance(60)
    assert not [m for m in plant.unexpected() if "红色警报" in m]
    plant.expect_all(*ON_SITE)


def test_a_work_leader_who_does_not_confirm_has_no_substitute_but_an_alert(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    plant.advance(29)
    assert not [message for message in plant.unexpected() if "红色警报" in message]
    plant.advance(1)
    assert "宓有方一直没签" in text_of(plant.expect(MANAGER, "【红色警报】作业票没人签"))
    assert {ask.person for ask in of_subject(permit.subject) if ask.kind == "permit.sign"} == {FOREMAN}
    plant.expect_all(FOREMAN, DUTY_LEADER, "U09")


def test_a_red_alert_about_the_manager_goes_to_the_next_of_the_safety_office(plant: Plant) -> None:
    _, director, _ = at_the_dual_sign(plant)
    sign_card(plant, DIRECTOR, director)
    plant.advance(30)
    plant.expect("U05", "【红色警报】作业票没人签")
    plant.expect_all(MANAGER, DUTY_LEADER, DEPUTY_GM, GM)


def test_later_it_is_repeated_every_half_hour(plant: Plant) -> None:
    _, director, _ = at_the_dual_sign(plant)
    plant.advance(90)
    repeats = [m for m in plant.phone(DIRECTOR).messages() if "还等着你签" in text_of(m)]
    assert len(repeats) == 2
    assert main_button(plant.current(director)) == "签批"
    plant.expect_all(*{each.person for each in Ask.select()}, DEPUTY_GM, GM)


@road
def confirm_without_delivery(plant: Plant) -> Permit:
    """The foreman has confirmed; the shift foreman's card is wanted, but no worker has sent it yet."""
    permit = ask_for_permit(plant)
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "请确认"), "确认签字")
    assert plant.phone(FOREMAN).sign(page)["tone"] == "done"
    return permit


def test_the_time_limits_start_when_the_card_arrives(plant: Plant) -> None:
    permit = confirm_without_delivery(plant)
    plant.set_time(MORNING + timedelta(minutes=3))
    plant.settle()
    assert "08:28 前签" in text_of(plant.expect(SHIFT_FOREMAN, "请签"))
    [ask] = asks_of(permit, SHIFT_FOREMAN)
    assert ask.delivered_at == MORNING + timedelta(minutes=3)
    assert ask.due_at == MORNING + timedelta(minutes=18)
    assert ask.next_at == MORNING + timedelta(minutes=8)


def test_a_card_that_does_not_arrive_brings_a_substitute_and_no_reminder(plant: Plant) -> None:
    permit = confirm_without_delivery(plant)
    plant.set_time(MORNING + timedelta(minutes=5))
    tick(plant.now)
    assert [ask.state for ask in asks_of(permit, "U05")] == ["open"]
    plant.set_time(MORNING + timedelta(minutes=9))
    tick(plant.now)
    assert not Entry.select().where(Entry.kind == "ask.reminded").count()

    plant.settle()
    plant.expect(SHIFT_FOREMAN, "请签")
    assert "联系不上" in text_of(plant.expect("U05", "请签"))
    assert asks_of(permit, SHIFT_FOREMAN)[0].next_at == plant.now + timedelta(minutes=5)


def test_a_card_that_goes_on_not_arriving_brings_no_second_substitute(plant: Plant) -> None:
    permit = confirm_without_delivery(plant)
    for minutes in (5, 35, 65):
        plant.set_time(MORNING + timedelta(minutes=minutes))
        tick(plant.now)
    [late] = asks_of(permit, SHIFT_FOREMAN)
    told = [entry["data"] for entry in entries(permit, "ask.substituted") if entry["data"]["ask"] == late.id]
    assert [(each["to"], each["reason"]) for each in told] == [("U05", "unreachable")]
    assert [each["data"]["ask"] for each in entries(permit, "ask.undelivered")].count(late.id) == 2
    plant.settle()
    plant.expect_all(*{each.person for each in of_subject(permit.subject)}, MANAGER, DUTY_LEADER)


def without_papers(data: dict[str, Any]) -> None:
    data["authorizations"] = []


@road
def without_substitutes(plant: Plant) -> Permit:
    """The shift foreman is asked for the area's line, and no authorisation lets anybody sign for him."""
    permit = ask_for_permit(plant)
    confirm(plant)
    plant.expect(SHIFT_FOREMAN, "请签")
    with_posts(plant, without_papers)
    return permit


def test_silence_without_anybody_to_stand_in_calls_the_safety_office_and_the_line_stays_open(plant: Plant) -> None:
    permit = without_substitutes(plant)
    plant.advance(15)
    alert = text_of(plant.expect(MANAGER, "【红色警报】作业票没人签：污水处理站"))
    assert "属地核查：厍云卷没签，没有可以替补的人" in alert and "请安排有权的人到场签" in alert
    assert permit.number in alert and fresh(permit).state == "signing"
    assert [ask.state for ask in asks_of(permit, SHIFT_FOREMAN)] == ["open"]
    plant.expect_all(SHIFT_FOREMAN, DUTY_LEADER, "U19")


def test_leave_without_anybody_to_stand_in_says_so_in_the_alert(plant: Plant) -> None:
    permit = without_substitutes(plant)
    away = {"from": "2026-11-25", "to": "2026-11-25", "reason": "外出"}

    def gone(data: dict[str, Any]) -> None:
        without_papers(data)
        next(each for each in data["people"] if each["id"] == SHIFT_FOREMAN)["leave"] = [away]

    with_posts(plant, gone)
    alert = text_of(plant.expect(MANAGER, "【红色警报】作业票没人签：污水处理站"))
    assert "属地核查：厍云卷请假了，没有可以替补的人" in alert
    assert fresh(permit).state == "signing"
    plant.expect_all(DUTY_LEADER)


def test_who_can_not_be_reached_and_has_nobody_to_stand_in_blocks_the_permit(plant: Plant) -> None:
    permit = without_substitutes(plant)
    person = plant.person(SHIFT_FOREMAN)
    plant.simulator.post(f"phones/{person.platform}/{person.account}/event", {"event": "leave"})
    plant.settle()
    assert fresh(permit).state == "blocked"
    assert "属地核查：厍云卷联系不上，没有可以替补的人" in text_of(plant.expect(FOREMAN, "卡住了"))
    assert [entry["data"]["reason"] for entry in entries(permit, "ask.no_substitute")] == ["unreachable"]
    plant.expect_all(MANAGER, DUTY_LEADER)


def test_where_one_of_two_lines_is_enough_the_substitute_of_the_other_keeps_the_permit_from_being_blocked(
    plant: Plant,
) -> None:
    def only_two(data: dict[str, Any]) -> None:
        for each in data["people"]:
            if each["id"] not in (SHIFT_FOREMAN, "U05"):
                each["certs"] = {**each["certs"], "T-APPROVE": "2026-11-24"}

    with_posts(plant, only_two)
    permit = ask_for_permit(plant)
    confirm(plant)
    plant.advance(15)
    [engineer], [foreman] = asks_of(permit, "U05"), asks_of(permit, SHIFT_FOREMAN)
    assert engineer.slot != foreman.slot and (engineer.state, foreman.state) == ("open", "open")
    person = plant.person(SHIFT_FOREMAN)
    plant.simulator.post(f"phones/{person.platform}/{person.account}/event", {"event": "leave"})
    plant.settle()
    assert fresh(permit).state == "signing"
    assert "厍云卷联系不上，没有可以替补的人" in text_of(plant.expect(MANAGER, "【红色警报】作业票没人签"))
    plant.expect_all(SHIFT_FOREMAN, "U05", DUTY_LEADER, DIRECTOR)


def test_a_window_that_ends_while_signing_expires_the_permit_and_late_taps_are_told(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant, **period("2026-11-25T08:10", "2026-11-25T08:14"))
    page = open_card(plant, DIRECTOR, director, "签批")
    opened = plant.phone(DIRECTOR).tap(director, "签批")["open"]
    plant.advance(4)

    assert fresh(permit).state == "expired"
    plant.expect(FOREMAN, "作废了。请重新办票")
    for card in (director, manager):
        assert "已过期" in text_of(plant.current(card))
    late = plant.phone(DIRECTOR).sign(page)
    assert "过了作业时段，作废了" in late["words"]
    with pytest.raises(PageRefused, match="过了作业时段"):
        plant.phone(DIRECTOR).open(opened)
    assert Entry.get(Entry.kind == "permit.late_answer").subject_id == permit.subject_id
    assert fresh(permit).state == "expired"


def test_where_nothing_follows_from_silence_the_clock_looks_once_a_day(plant: Plant) -> None:
    asked = [ask for ask in of_subject(owned(plant).subject) if ask.kind in (FIX, FOLLOW)]
    assert {ask.next_at - ask.delivered_at for ask in asked} == {timedelta(days=1)}
