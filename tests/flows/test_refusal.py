"""「退回」: with a reason, final for the stage, told to the requester; no substitute gets round it."""

from __future__ import annotations

import pytest
from builders import (
    DEPUTY_GM,
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    GM,
    MANAGER,
    SHIFT_FOREMAN,
    ask_for_permit,
    asks_of,
    at_the_dual_sign,
    confirm,
    fresh,
    open_card,
    refuse,
    sign_card,
)
from plant import Plant

from models.ask import MOVABLE, of_subject
from models.ledger import Entry
from workers.scenarios.phone import PageRefused, text_of


@pytest.mark.parametrize("reason", ["", " ", "不"])
def test_a_refusal_wants_a_reason(plant: Plant, reason: str) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    answer = refuse(plant, DIRECTOR, director, reason)
    assert "退回要写明原因" in answer["words"]
    assert fresh(permit).state == "signing"


def test_a_refusal_returns_the_permit_and_says_so_on_every_card(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)

    assert refuse(plant, DIRECTOR, director, "消防水带没接好")["tone"] == "done"

    assert fresh(permit).state == "returned"
    assert "苌若谷 08:10 退回：消防水带没接好" in text_of(plant.current(director))
    assert "苌若谷 08:10 退回：" in text_of(plant.current(manager))
    assert "苌若谷 08:10 退回：消防水带没接好" in text_of(plant.expect(FOREMAN, "退回"))
    assert [ask.kind for ask in of_subject(permit.subject) if ask.state in MOVABLE] == ["permit.rework"]


def test_another_reason_after_a_lost_answer_is_not_told_as_kept(plant: Plant) -> None:
    _, director, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, director, "退回")
    page.act("permit.refuse", {}, "措施没落实")
    again = page.act("permit.refuse", {}, "监护人不在现场")
    assert again["tone"] == "caution" and "原因是「措施没落实」。这次写的没有记" in again["words"]
    assert page.act("permit.refuse", {}, "措施没落实")["tone"] == "done"
    assert [entry.kind for entry in Entry.select().where(Entry.kind == "permit.refused")] == ["permit.refused"]
    plant.settle()
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


def test_a_refusal_is_final_although_a_substitute_was_just_asked(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    plant.advance(15)
    substitute = plant.expect(DUTY_LEADER, "请签")
    page = open_card(plant, DUTY_LEADER, substitute, "签批")
    link = plant.phone(DUTY_LEADER).tap(substitute, "签批")["open"]

    refuse(plant, DIRECTOR, director)

    late = plant.phone(DUTY_LEADER).sign(page)
    assert late["tone"] == "info" and "被苌若谷退回了，不用签：措施没落实" in late["words"]
    assert "不用签了" in text_of(plant.current(substitute))
    with pytest.raises(PageRefused, match="被苌若谷退回了，不用签"):
        plant.phone(DUTY_LEADER).open(link)
    plant.advance(120)
    assert fresh(permit).state == "returned"
    assert len(asks_of(permit, DUTY_LEADER)) == 1
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER, DEPUTY_GM, GM)


def test_a_signature_before_the_refusal_is_kept_but_approves_nothing(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    sign_card(plant, MANAGER, manager)
    refuse(plant, DIRECTOR, director)
    assert fresh(permit).state == "returned"
    assert not Entry.select().where(Entry.kind == "permit.approved").count()
    assert "卞予安 08:10 签字" in text_of(plant.current(manager))
    plant.expect(FOREMAN, "退回")


def test_the_work_leader_gives_back_as_well(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    refuse(plant, FOREMAN, plant.expect(FOREMAN, "请确认"), "焊机坏了")
    assert fresh(permit).state == "returned"
    plant.expect(FOREMAN, "退回：焊机坏了")


def test_a_red_alert_ends_with_the_refusal(plant: Plant) -> None:
    _, director, manager = at_the_dual_sign(plant)
    sign_card(plant, MANAGER, manager)
    plant.advance(30)
    alert = plant.expect(MANAGER, "红色警报")
    refuse(plant, DIRECTOR, director)
    assert "这张票已退回" in text_of(plant.current(alert))
    plant.expect_all(FOREMAN, DIRECTOR, DUTY_LEADER, DEPUTY_GM)


def test_after_a_refusal_a_new_request_starts_at_the_beginning(plant: Plant) -> None:
    ask_for_permit(plant)
    confirm(plant)
    refuse(plant, SHIFT_FOREMAN, plant.expect(SHIFT_FOREMAN, "请签"))
    plant.expect(FOREMAN, "退回")
    again = ask_for_permit(plant)
    plant.expect(FOREMAN, "请确认")
    assert again.number == "DH-20261125-0002"
    assert again.stage == 0
