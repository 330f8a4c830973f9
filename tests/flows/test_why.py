"""「为什么找我」: the reasons in the approver's own words, on the card of either platform and on the page."""

from __future__ import annotations

import pytest
from builders import DIRECTOR, DUTY_LEADER, GM, MANAGER, at_the_dual_sign, open_card, sign_card
from plant import Plant

from models.ask import of_subject
from workers.scenarios.phone import text_of

REASONS = {
    DIRECTOR: "你是公用工程车间主任",
    MANAGER: "安全总监郗怀瑾外出培训，11月23日–12月20日，你按授权书 SQ-2026-07 顶班",
}


@pytest.mark.parametrize("person", [DIRECTOR, MANAGER], ids=["dingtalk", "wecom"])
def test_the_card_answers_why(plant: Plant, person: str) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    card = {DIRECTOR: director, MANAGER: manager}[person]

    assert plant.phone(person).tap(card, "为什么找我")["status"] == 200
    plant.settle()

    assert REASONS[person] in text_of(plant.current(card))
    assert all(ask.state != "refused" for ask in of_subject(permit.subject))


def test_a_tap_delivered_twice_is_answered_once(plant: Plant) -> None:
    _, director, _ = at_the_dual_sign(plant)
    plant.simulator.post("faults", {"platform": "dingtalk", "call": "callback", "fault": "duplicate"})
    plant.phone(DIRECTOR).tap(director, "为什么找我")
    plant.settle()
    assert REASONS[DIRECTOR] in text_of(plant.current(director))


def test_the_page_says_why_as_well(plant: Plant) -> None:
    _, _, manager = at_the_dual_sign(plant)
    assert REASONS[MANAGER] in open_card(plant, MANAGER, manager, "签批").html


def test_the_substitute_reads_whom_he_stands_in_for(plant: Plant) -> None:
    at_the_dual_sign(plant)
    plant.advance(15)
    card = plant.expect(DUTY_LEADER, "请签")
    plant.phone(DUTY_LEADER).tap(card, "为什么找我")
    plant.settle()
    assert "车间主任苌若谷 15 分钟没签，你按授权书 SQ-2026-01 顶班" in text_of(plant.current(card))
    plant.expect_all(DIRECTOR, MANAGER, GM, "U02")


def test_after_the_signature_the_button_says_what_became_of_it(plant: Plant) -> None:
    _, director, _ = at_the_dual_sign(plant)
    sign_card(plant, DIRECTOR, director)
    answer = plant.phone(DIRECTOR).tap(director, "为什么找我")
    plant.settle()
    assert answer.get("dead") or "你 08:10 已经签过" in text_of(plant.current(director))
