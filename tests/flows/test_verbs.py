"""「催办」 and 「转办」: bounded, only along the authorised chain, each with its line in the trail."""

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
    entries,
    fresh,
    page_of,
    refuse,
    sign,
    sign_card,
)
from plant import Plant

from models.book import book
from models.permit import Permit
from workers.scenarios.phone import PageRefused, text_of
from workers.scenarios.simulator import Json


def urge(plant: Plant, permit: Permit, person: str = FOREMAN, attempt: int = 1) -> Json:
    answer = page_of(plant, person, f"permit/{permit.number}").act(
        "permit.urge", {"number": permit.number}, attempt=attempt
    )
    plant.settle()
    return answer


def transfer(plant: Plant, permit: Permit, giver: str, taker: str, reason: str = "在外面开会") -> Json:
    page = page_of(plant, giver, f"transfer/{asks_of(permit, giver)[-1].id}")
    answer = page.act("permit.transfer", {"person": taker}, reason)
    plant.settle()
    return answer


# 催办 ---------------------------------------------------------------------------------------------------------------


def test_the_requester_urges_everybody_who_is_waited_for(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    answer = urge(plant, permit)
    assert (answer["tone"], answer["words"]) == ("done", "催了苌若谷、卞予安。")
    for person in (DIRECTOR, MANAGER):
        plant.expect(person, "宓有方催你：一级动火 · 污水处理站 · DH-20261125-0001，请尽快签。")
    assert entries(permit, "permit.urged")[0]["data"]["people"] == [DIRECTOR, MANAGER]


def test_urging_waits_five_minutes_and_ends_after_three_times(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    confirm(plant)
    assert urge(plant, permit)["tone"] == "done"
    assert urge(plant, permit, attempt=2)["words"] == "08:10 刚催过。08:15 以后可以再催。"
    for attempt in (3, 4):
        plant.advance(5)
        assert urge(plant, permit, attempt=attempt)["tone"] == "done"
    plant.advance(5)
    assert urge(plant, permit, attempt=5)["words"] == "这一步已经催了 3 次，不能再催。到时间系统会加请替补。"
    assert len(entries(permit, "permit.urged")) == 3
    plant.expect_all(SHIFT_FOREMAN, DIRECTOR, "U05", "U06")


def test_the_next_stage_may_be_urged_anew(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    confirm(plant)
    assert urge(plant, permit)["tone"] == "done"
    sign(plant, SHIFT_FOREMAN, "请签")
    assert urge(plant, permit, attempt=2)["tone"] == "done"
    plant.expect_all(SHIFT_FOREMAN, DIRECTOR, MANAGER)


def test_only_the_requester_urges_and_only_while_somebody_signs(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    assert urge(plant, permit, MANAGER)["words"] == "只有申请人能催。请找宓有方。"
    refuse(plant, DIRECTOR, director)
    assert "现在没有等人签" in urge(plant, permit)["words"]
    plant.expect(FOREMAN, "退回")


def test_the_dingtalk_card_urges_with_one_tap(plant: Plant) -> None:
    ask_for_permit(plant, DIRECTOR)
    card = plant.phone(DIRECTOR).card(lambda title: "污水处理站" in title)
    assert card is not None
    plant.phone(DIRECTOR).tap(card, "催办")
    plant.settle()
    plant.expect(FOREMAN, "苌若谷催你")
    plant.expect(FOREMAN, "请确认")


# 转办 ---------------------------------------------------------------------------------------------------------------


def test_a_signer_hands_his_line_along_the_chain(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)

    assert transfer(plant, permit, DIRECTOR, DUTY_LEADER)["words"].startswith("转给")

    assert "转办给" in text_of(plant.current(director)) and "在外面开会" in text_of(plant.current(director))
    card = plant.expect(DUTY_LEADER, "请签")
    assert "车间主任转办，你顶班（SQ-2026-01）" in text_of(card)
    line = entries(permit, "ask.transferred")[0]
    assert (line["actor"]["person"], line["data"]["to"]) == (DIRECTOR, DUTY_LEADER)
    assert (line["data"]["reason"], line["data"]["authorization"]) == ("在外面开会", "SQ-2026-01")

    sign_card(plant, DUTY_LEADER, card)
    sign_card(plant, MANAGER, manager)
    assert fresh(permit).state == "approved"
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_the_giver_can_no_longer_sign(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    old = page_of(plant, DIRECTOR, f"sign/{asks_of(permit, DIRECTOR)[0].id}")
    assert "转办" in old.html
    transfer(plant, permit, DIRECTOR, DUTY_LEADER)
    assert "转给" in plant.phone(DIRECTOR).sign(old)["words"]
    with pytest.raises(PageRefused, match="转给"):
        page_of(plant, DIRECTOR, f"sign/{asks_of(permit, DIRECTOR)[0].id}")
    plant.expect(DUTY_LEADER, "请签")


@pytest.mark.parametrize("taker", [FOREMAN, MANAGER, GM, "U24", "U99", ""])
def test_nobody_off_the_authorised_chain_gets_a_line(plant: Plant, taker: str) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    assert "不在授权的替补链上" in transfer(plant, permit, DIRECTOR, taker)["words"]
    assert [ask.state for ask in asks_of(permit, DIRECTOR)] == ["open"]
    assert not entries(permit, "ask.transferred")


def test_handing_over_wants_a_reason(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    assert "写明原因" in transfer(plant, permit, DIRECTOR, DUTY_LEADER, " ")["words"]
    assert not entries(permit, "ask.transferred")


def test_a_confirmation_of_the_job_s_own_people_is_not_handed_over(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    plant.expect(FOREMAN, "请确认")
    assert "不在授权的替补链上" in transfer(plant, permit, FOREMAN, DUTY_LEADER)["words"]


# Edge cases of permits.md §9 ------------------------------------------------------------------------------------------


def test_case_03_a_silent_approver_gets_a_substitute_beside_him_and_the_first_signature_counts(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    plant.advance(15)
    substitute = plant.expect(DUTY_LEADER, "请签")
    sign_card(plant, DIRECTOR, director)
    assert "已由苌若谷签" in text_of(plant.current(substitute))
    late = asks_of(permit, DUTY_LEADER)[0]
    assert (late.state, late.answer["by"]) == ("superseded", DIRECTOR)
    plant.expect_all(DIRECTOR, MANAGER, DEPUTY_GM, GM)


def test_case_06_a_refusal_closes_the_stage_although_a_substitute_was_just_asked(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    plant.advance(15)
    substitute = plant.expect(DUTY_LEADER, "请签")
    refuse(plant, DIRECTOR, director)
    assert "不用签了" in text_of(plant.current(substitute))
    assert "不用签" in sign_late(plant, DUTY_LEADER, permit)
    assert fresh(permit).state == "returned"
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER, DEPUTY_GM, GM)


def sign_late(plant: Plant, person: str, permit: Permit) -> str:
    """What the page behind a card that is over says."""
    with pytest.raises(PageRefused) as refused:
        page_of(plant, person, f"sign/{asks_of(permit, person)[0].id}")
    return str(refused.value)
