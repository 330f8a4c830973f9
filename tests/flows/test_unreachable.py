"""Somebody whom the platform can't reach: seen at once, a substitute at once, and back as soon as they are back."""

from __future__ import annotations

import pytest
import requests
from builders import (
    DEPUTY_GM,
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    ask_for_permit,
    asks_of,
    at_the_dual_sign,
    confirm,
    fresh,
    refuse,
    sign,
    sign_card,
)
from plant import Plant

from models import ledger, meter, store
from models.meter import Reach
from models.permit import Permit
from workers.scenarios.phone import text_of
from workers.scenarios.simulator import Json

DUAL = pytest.mark.parametrize(
    ("person", "substitute"), [(DIRECTOR, DUTY_LEADER), (MANAGER, DEPUTY_GM)], ids=["dingtalk", "wecom"]
)


def phone_path(plant: Plant, person: str) -> str:
    found = plant.person(person)
    return f"phones/{found.platform}/{found.account}"


def out_of_scope(plant: Plant, person: str) -> None:
    plant.simulator.post(f"{phone_path(plant, person)}/person", {"in_scope": False})


def news(plant: Plant, person: str, event: str) -> Json:
    """The platform's directory tells the service; returns what it answered."""
    answer: Json = plant.simulator.post(f"{phone_path(plant, person)}/event", {"event": event})
    return answer


def entries(permit: Permit, kind: str) -> list[ledger.Entry]:
    return [entry for entry in ledger.of_subject(permit.subject) if entry.kind == kind]


@DUAL
def test_a_person_refused_inside_a_success_is_replaced_at_once(plant: Plant, person: str, substitute: str) -> None:
    out_of_scope(plant, person)
    permit = ask_for_permit(plant)
    confirm(plant)
    sign(plant, SHIFT_FOREMAN)
    other = MANAGER if person == DIRECTOR else DIRECTOR
    plant.expect(other, "请签")
    plant.expect(substitute, "联系不上")
    assert plant.now == permit.requested_at
    assert [(row.person, row.since) for row in Reach.select()] == [(person, plant.now)]
    assert "\nanhao_unreachable_people 1\n" in requests.get(f"{plant.base}/metrics").text
    assert len(entries(permit, "person.unreachable")) == 1


def test_who_can_not_be_reached_is_not_asked_the_next_time(plant: Plant) -> None:
    store.write(lambda: meter.lost("wecom", plant.person(MANAGER).account, MANAGER, "不在范围", plant.now))
    permit = ask_for_permit(plant)
    confirm(plant)
    sign(plant, SHIFT_FOREMAN)
    plant.expect(DIRECTOR, "请签")
    plant.expect(DEPUTY_GM, "请签")
    assert asks_of(permit, MANAGER) == []


def test_a_card_that_arrives_clears_the_mark(plant: Plant) -> None:
    store.write(lambda: meter.lost("wecom", plant.person(FOREMAN).account, FOREMAN, "不在范围", plant.now))
    plant.phone(FOREMAN).say("动火")
    plant.settle()
    plant.expect(FOREMAN, "动火票申请")
    assert meter.unreachable() == frozenset()


@pytest.mark.both_stores
@DUAL
def test_somebody_who_leaves_is_replaced_at_once(plant: Plant, person: str, substitute: str) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    news(plant, person, "leave")
    plant.settle()
    plant.expect(substitute, "请签")
    assert meter.unreachable() == {person}
    assert len(entries(permit, "person.unreachable")) == len(entries(permit, "ask.substituted")) == 1
    assert [ask.state for ask in asks_of(permit, person)] == ["open"]


@DUAL
def test_the_substitute_of_somebody_who_left_completes_the_permit(plant: Plant, person: str, substitute: str) -> None:
    permit, director_card, manager_card = at_the_dual_sign(plant)
    news(plant, person, "leave")
    plant.settle()
    sign(plant, substitute)
    other, card = (MANAGER, manager_card) if person == DIRECTOR else (DIRECTOR, director_card)
    assert sign_card(plant, other, card)["tone"] == "done"
    assert fresh(permit).state == "approved"
    plant.expect(FOREMAN, "签完了")
    plant.expect_all(*ON_SITE)


def test_leaving_told_twice_brings_one_substitute(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    account = plant.person(DIRECTOR).account
    order = {"platform": "dingtalk", "call": "callback", "fault": "duplicate", "account": account}
    plant.simulator.post("faults", order)
    news(plant, DIRECTOR, "leave")
    news(plant, DIRECTOR, "leave")
    plant.settle()
    plant.expect(DUTY_LEADER, "请签")
    assert len(entries(permit, "ask.substituted")) == 1


def test_somebody_who_is_back_finds_the_card_of_today(plant: Plant) -> None:
    permit, _, card = at_the_dual_sign(plant)
    news(plant, MANAGER, "leave")
    plant.settle()
    plant.expect(DEPUTY_GM, "请签")
    news(plant, MANAGER, "join")
    plant.settle()
    assert meter.unreachable() == frozenset()
    assert "请签" in text_of(plant.current(card))
    refuse(plant, MANAGER, plant.current(card))
    assert fresh(permit).state == "returned"
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER, DEPUTY_GM)


def test_the_requester_may_leave_while_the_permit_goes_on(plant: Plant) -> None:
    permit, director_card, manager_card = at_the_dual_sign(plant)
    news(plant, FOREMAN, "leave")
    sign_card(plant, DIRECTOR, director_card)
    sign_card(plant, MANAGER, manager_card)
    assert fresh(permit).state == "approved"
    plant.expect_all(*ON_SITE)


@pytest.mark.parametrize("event", ["modify", "dept"])
@pytest.mark.parametrize("person", [DIRECTOR, MANAGER], ids=["dingtalk", "wecom"])
def test_other_news_of_the_directory_changes_nothing(plant: Plant, person: str, event: str) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    before = len(ledger.of_subject(permit.subject))
    assert news(plant, person, event)["status"] == 200
    plant.settle()
    assert meter.unreachable() == frozenset()
    assert len(ledger.of_subject(permit.subject)) == before
