"""「加签」: a signer asks one more to sign, before himself or after; bounded by the rules, never in place of a line."""

from __future__ import annotations

import pytest
from builders import (
    DEPUTY_GM,
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    GUARDIAN,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    WELDER,
    ask_for_permit,
    asks_of,
    at_the_dual_sign,
    confirm,
    entries,
    filled,
    fresh,
    page_of,
    refuse,
    sign,
    sign_card,
    with_posts,
)
from plant import Plant

from models.book import book
from models.permit import Permit
from models.seals import written
from workers.evidence.people import people_of
from workers.evidence.permits.chain.told import told
from workers.evidence.permits.opinions import Opinion, opinions
from workers.scenarios.phone import PageRefused, text_of
from workers.scenarios.simulator import Json

FIRE_OFFICER, SAFETY_ENGINEER, EQUIPMENT_MANAGER, PROCESS_MANAGER = "U07", "U05", "U09", "U08"
WHY = "旁边有一台电机没停"


def add(
    plant: Plant, permit: Permit, adder: str, added: str, order: str = "before", reason: str = WHY, attempt: int = 1
) -> Json:
    page = page_of(plant, adder, f"add/{asks_of(permit, adder)[-1].id}")
    answer = page.act("permit.add_signer", {"person": added, "order": order}, reason, attempt=attempt)
    plant.settle()
    return answer


def states(permit: Permit, person: str) -> list[str]:
    return [ask.state for ask in asks_of(permit, person)]


def finish(plant: Plant) -> None:
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


@pytest.mark.both_stores
def test_who_was_added_before_signs_first_and_then_the_adder_is_asked_again(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)

    answer = add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER)

    assert answer["words"] == "加签了鞠承岳。他签完，再发卡片请你签。"
    assert "加签，先请鞠承岳签" in text_of(plant.current(director))
    sign_card(plant, MANAGER, manager)
    assert fresh(permit).state == "signing"
    card = plant.expect(EQUIPMENT_MANAGER, f"苌若谷加签请你一起签：{WHY}")
    sign_card(plant, EQUIPMENT_MANAGER, card)
    assert fresh(permit).state == "signing"
    sign(plant, DIRECTOR, "请签")
    assert fresh(permit).state == "approved"
    assert states(permit, DIRECTOR) == ["superseded", "done"]
    finish(plant)


def test_who_was_added_after_is_asked_when_the_adder_has_signed_and_the_stage_waits_for_him(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    assert add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER, "after")["tone"] == "done"
    assert not asks_of(permit, EQUIPMENT_MANAGER)
    sign_card(plant, MANAGER, manager)
    assert not asks_of(permit, EQUIPMENT_MANAGER)
    sign_card(plant, DIRECTOR, director)
    assert fresh(permit).state == "signing"
    sign(plant, EQUIPMENT_MANAGER, "加签请你一起签")
    assert fresh(permit).state == "approved"
    finish(plant)


def test_why_me_names_who_added_and_why(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER)
    card = plant.expect(EQUIPMENT_MANAGER, "请签")
    plant.phone(EQUIPMENT_MANAGER).tap(card, "为什么找我")
    plant.settle()
    assert f"苌若谷加签请你一起签：{WHY}。" in text_of(plant.current(card))


def test_page_trail_and_form_show_the_added_line(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER, "after")
    sign_card(plant, MANAGER, manager)
    waiting = page_of(plant, FOREMAN, f"permit/{permit.number}").html
    assert "还没轮到" in waiting and f"苌若谷加签，请鞠承岳一起签：{WHY}" in waiting
    sign_card(plant, DIRECTOR, director)
    sign(plant, EQUIPMENT_MANAGER, "加签请你一起签")
    entry = entries(permit, "permit.signer_added")[0]
    assert (entry["actor"]["person"], entry["data"]["to"]) == (DIRECTOR, EQUIPMENT_MANAGER)
    assert (entry["data"]["reason"], entry["data"]["order"]) == (WHY, "after")
    line = next(each for each in _form(plant, permit) if each.signer.startswith("鞠承岳"))
    assert (line.signs_for, line.words) == ("会签单位", "同意。")
    assert line.why == f"苌若谷加签，请鞠承岳一起签：{WHY}" and line.png is not None
    finish(plant)


def _form(plant: Plant, permit: Permit) -> list[Opinion]:
    by_chain = told(fresh(permit), written(permit.subject))
    assert by_chain.differences == ()
    return list(opinions(by_chain, [], people_of(int(permit.rules), plant.now)))


def test_one_signature_of_an_any_of_stage_is_not_enough_while_an_added_one_is_missing(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    confirm(plant)
    add(plant, permit, SHIFT_FOREMAN, SAFETY_ENGINEER, "after")
    sign(plant, SHIFT_FOREMAN, "请签")
    assert (fresh(permit).stage, len(asks_of(permit, DIRECTOR))) == (1, 0)
    sign(plant, SAFETY_ENGINEER, "加签请你一起签")
    assert (fresh(permit).stage, len(asks_of(permit, DIRECTOR))) == (2, 1)
    finish(plant)


def test_the_refusal_of_an_added_signer_gives_the_permit_back(plant: Plant) -> None:
    permit, _, manager = at_the_dual_sign(plant)
    add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER)
    refuse(plant, EQUIPMENT_MANAGER, plant.expect(EQUIPMENT_MANAGER, "请签"))
    assert fresh(permit).state == "returned"
    assert "退回" in text_of(plant.current(manager))
    plant.expect(FOREMAN, "退回")


def test_an_added_line_falls_with_a_new_version(plant: Plant) -> None:
    permit, _, manager = at_the_dual_sign(plant)
    add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER)
    refuse(plant, MANAGER, manager)
    rework = page_of(plant, FOREMAN, f"rework/{asks_of(permit, FOREMAN, 'permit.rework')[-1].id}")
    assert rework.act("permit.rework", filled(plant, project="只换一个法兰"))["ok"]
    plant.settle()
    assert not any("added" in slot for stage in fresh(permit).route["stages"] for slot in stage["slots"])
    assert states(permit, EQUIPMENT_MANAGER) == ["superseded"]
    finish(plant)


@pytest.mark.parametrize(
    ("added", "words"),
    [
        (FOREMAN, "不在可以加签的岗位上"),
        (WELDER, "不在可以加签的岗位上"),
        (GUARDIAN, "不在可以加签的岗位上"),
        ("U13", "不在可以加签的岗位上"),
        ("U99", "不在可以加签的岗位上"),
        ("U06", "安全工程师不在班"),
    ],
)
def test_only_people_whom_the_rules_allow_can_be_added(plant: Plant, added: str, words: str) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    if added == "U06":
        plant.set_time(plant.now.replace(hour=21))
    assert words in add(plant, permit, DIRECTOR, added)["words"]
    assert states(permit, DIRECTOR) == ["open"] and not entries(permit, "permit.signer_added")


def test_nobody_who_has_a_line_of_the_permit_is_added(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    assert add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER)["tone"] == "done"
    plant.expect(EQUIPMENT_MANAGER, "请签")
    again = add(plant, permit, MANAGER, EQUIPMENT_MANAGER)
    assert again["words"] == "不能加签鞠承岳：本票已经找他签了。请另选一位。"


def test_no_more_are_added_than_the_plant_allows(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER, "after")
    add(plant, permit, DIRECTOR, FIRE_OFFICER, "after", attempt=2)
    with pytest.raises(PageRefused, match="已经加签 2 人，最多 2 人"):
        add(plant, permit, DIRECTOR, PROCESS_MANAGER, attempt=3)


def test_order_and_reason_are_wanted(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    assert "写明原因" in add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER, reason=" ")["words"]
    assert "先后" in add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER, order="never", attempt=2)["words"]
    assert states(permit, DIRECTOR) == ["open"]


def test_an_added_signer_adds_nobody_and_a_confirming_leader_neither(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    plant.expect(FOREMAN, "请确认")
    with pytest.raises(PageRefused, match="只有路线上的审批人能加签"):
        add(plant, permit, FOREMAN, EQUIPMENT_MANAGER)
    confirm_late = page_of(plant, FOREMAN, f"sign/{asks_of(permit, FOREMAN)[0].id}")
    assert "加签" not in confirm_late.html


def test_who_added_another_before_himself_cannot_sign_meanwhile(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    old = page_of(plant, DIRECTOR, f"sign/{asks_of(permit, DIRECTOR)[0].id}")
    assert "加签" in old.html
    add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER)
    assert "先请鞠承岳签" in plant.phone(DIRECTOR).sign(old)["words"]
    with pytest.raises(PageRefused, match="先请鞠承岳签"):
        page_of(plant, DIRECTOR, f"sign/{asks_of(permit, DIRECTOR)[0].id}")
    plant.expect(EQUIPMENT_MANAGER, "请签")


def test_a_silent_added_signer_is_reminded_and_gets_a_substitute_of_his_chain(plant: Plant) -> None:
    permit, _, manager = at_the_dual_sign(plant)
    sign_card(plant, MANAGER, manager)
    add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER)
    plant.expect(EQUIPMENT_MANAGER, "请签")
    plant.advance(5)
    plant.expect(EQUIPMENT_MANAGER, "还差你签")
    plant.advance(10)
    sign(plant, PROCESS_MANAGER, "请签")
    sign(plant, DIRECTOR, "请签")
    assert fresh(permit).state == "approved"
    assert states(permit, EQUIPMENT_MANAGER) == ["superseded"]
    plant.expect_all(*ON_SITE, DIRECTOR, EQUIPMENT_MANAGER, DEPUTY_GM)


def test_who_lost_his_post_before_his_added_line_had_its_turn_is_replaced(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER, "after")
    sign_card(plant, MANAGER, manager)
    with_posts(plant, U09=["welder"], U08=["equipment_manager"])
    sign_card(plant, DIRECTOR, director)
    assert not asks_of(permit, EQUIPMENT_MANAGER)
    sign(plant, PROCESS_MANAGER, "请签")
    assert fresh(permit).state == "approved"
    finish(plant)


def test_an_adder_who_lost_his_post_meanwhile_is_replaced_on_his_line(plant: Plant) -> None:
    permit, _, manager = at_the_dual_sign(plant)
    sign_card(plant, MANAGER, manager)
    add(plant, permit, DIRECTOR, EQUIPMENT_MANAGER)
    with_posts(plant, U19=["welder"])
    sign(plant, EQUIPMENT_MANAGER, "加签请你一起签")
    assert states(permit, DIRECTOR) == ["superseded"]
    sign(plant, DUTY_LEADER, "请签")
    assert fresh(permit).state == "approved"
    finish(plant)
