"""A permit that was given back becomes a new version with every signature void, or is withdrawn by its requester."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import (
    DIRECTOR,
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
    filled,
    fresh,
    open_card,
    page_of,
    refuse,
    sign,
    sign_card,
)
from gates import approved, brief, minutes
from plant import Plant
from roads import road

from models.ask import MOVABLE, of_subject
from models.ledger import Entry
from models.permit import Permit
from workers.scenarios.phone import PageRefused, page_data, text_of
from workers.scenarios.simulator import Json


@road
def given_back(plant: Plant, **changes: Any) -> tuple[Permit, Json]:
    """A permit that the director gave back after two had signed, and the requester's card about it."""
    permit, director, _ = at_the_dual_sign(plant, **changes)
    refuse(plant, DIRECTOR, director, "消防水带没接好")
    return permit, plant.expect(FOREMAN, "改好再交")


def rework(plant: Plant, card: Json, **changes: Any) -> Json:
    answer = open_card(plant, FOREMAN, card, "改好再交").act("permit.rework", filled(plant, **changes))
    plant.settle()
    return answer


def test_the_form_comes_back_as_it_was(plant: Plant) -> None:
    _, card = given_back(plant, part="东侧法兰", unconcerned=["DH05"])
    page = open_card(plant, FOREMAN, card, "改好再交").html
    given = page_data(page)["filled"]
    assert ["part", "东侧法兰"] in given and ["unconcerned", "DH05"] in given and ["level", "first"] in given
    assert "苌若谷 08:10 退回：消防水带没接好" in page


@pytest.mark.both_stores
def test_a_new_version_voids_every_signature_and_asks_from_the_beginning(plant: Plant) -> None:
    permit, card = given_back(plant)
    assert rework(plant, card, part="西侧进水管")["tone"] == "done"
    changed = fresh(permit)
    assert (changed.version, changed.stage, changed.state, changed.number) == (2, 0, "signing", permit.number)
    confirm(plant)
    card = plant.expect(SHIFT_FOREMAN, "具体部位：调节池东侧进水管 → 西侧进水管")
    assert sign_card(plant, SHIFT_FOREMAN, card)["tone"] == "done"
    plant.set_time(plant.now + minutes(2.6))
    for person in (DIRECTOR, MANAGER):
        sign(plant, person)
    assert fresh(permit).state == "approved"
    told = plant.expect(FOREMAN, "签完了，用了 3 分钟")
    assert f"{permit.number} 第 2 版签完了" in text_of(told), "which version's minutes, rounded as in the figures"
    signers = [ask.person for ask in of_subject(permit.subject) if ask.state == "done" and ask.stage.startswith("2/")]
    assert signers == [FOREMAN, SHIFT_FOREMAN, DIRECTOR, MANAGER]
    plant.expect_all(*{ask.person for ask in of_subject(permit.subject) if ask.person})


def test_the_difference_stands_on_the_sign_page_and_in_the_trail(plant: Plant) -> None:
    _, card = given_back(plant)
    rework(plant, card, project="更换阀门", unconcerned=["DH05"])
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "请确认"), "确认签字").html
    assert "和上一版比" in page and "作业内容：更换进水管焊接段 → 更换阀门" in page
    assert "不涉及的措施：没有填 → 高处动火已设接火盆" in page
    line = json.loads(Entry.get(Entry.kind == "permit.changed").canonical)["data"]
    assert line["version"] == 2 and set(line["voided"].values()) == {FOREMAN, SHIFT_FOREMAN}


def test_the_same_content_is_said_to_be_the_same(plant: Plant) -> None:
    _, card = given_back(plant)
    assert rework(plant, card)["tone"] == "done"
    assert "和上一版比：内容没有变" in text_of(plant.expect(FOREMAN, "请确认"))


def test_faults_of_the_new_version_change_nothing(plant: Plant) -> None:
    permit, card = given_back(plant)
    answer = rework(plant, card, guardian="U32")
    assert not answer["ok"] and "闾丘禾没有" in answer["words"]
    assert (fresh(permit).version, fresh(permit).state) == (1, "returned")


def test_a_new_version_is_sent_once(plant: Plant) -> None:
    permit, card = given_back(plant)
    page = open_card(plant, FOREMAN, card, "改好再交")
    first = page.act("permit.rework", filled(plant))
    assert page.act("permit.rework", filled(plant)) == first
    assert "不在你手里改" in page.act("permit.rework", filled(plant), attempt=2)["words"]
    plant.settle()
    plant.expect(FOREMAN, "请确认")
    assert fresh(permit).version == 2
    assert "已交，点开看进展" in text_of(plant.current(card))
    with pytest.raises(PageRefused, match="已经交上去了"):
        page_of(plant, FOREMAN, f"rework/{asks_of(permit, FOREMAN, 'permit.rework')[-1].id}")


def test_a_late_signature_under_the_old_version_changes_nothing(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    page = open_card(plant, MANAGER, manager, "签批")
    refuse(plant, DIRECTOR, director)
    rework(plant, plant.expect(FOREMAN, "改好再交"))
    plant.expect(FOREMAN, "请确认")
    assert plant.phone(MANAGER).sign(page)["tone"] == "info"
    plant.settle()
    assert fresh(permit).stage == 0


def test_a_second_return_brings_a_second_card(plant: Plant) -> None:
    permit, card = given_back(plant)
    rework(plant, card, part="西侧进水管")
    refuse(plant, FOREMAN, plant.expect(FOREMAN, "请确认"), "焊机坏了")
    again = plant.expect(FOREMAN, "改好再交")
    assert "焊机坏了" in text_of(again)
    rework(plant, again, part="北侧进水管")
    assert fresh(permit).version == 3
    assert "西侧进水管 → 北侧进水管" in text_of(plant.expect(FOREMAN, "请确认"))


def test_a_returned_permit_that_nobody_changes_is_over_in_the_end(plant: Plant) -> None:
    permit, card = given_back(plant)
    plant.advance(13 * 60)
    assert fresh(permit).state == "expired"
    assert "过了作业时段" in text_of(plant.current(card))


def withdraw(plant: Plant, card: Json) -> Json:
    answer = open_card(plant, FOREMAN, card, "撤回").act("permit.withdraw", {})
    plant.settle()
    return answer


@pytest.mark.both_stores
def test_the_requester_withdraws_and_everybody_who_was_asked_reads_it(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    sign_card(plant, MANAGER, manager)
    late = open_card(plant, DIRECTOR, director, "签批")
    page = plant.phone(FOREMAN).open(f"{plant.base}/h5/wecom/withdraw/{permit.form.request_ask}")
    answer = page.act("permit.withdraw", {})
    plant.settle()
    assert answer["tone"] == "done" and permit.number in answer["words"]
    assert fresh(permit).state == "cancelled"
    assert "宓有方 08:10 撤回了这张票" in text_of(plant.current(director))
    assert not [ask for ask in of_subject(permit.subject) if ask.state in MOVABLE]
    assert "宓有方 08:10 撤回了这张票，不用签" in plant.phone(DIRECTOR).sign(late)["words"]


def test_a_permit_withdrawn_before_the_start_is_nowhere_reported_as_started_and_its_people_hear_it(
    plant: Plant,
) -> None:
    permit = approved(plant)
    plant.set_time(permit.starts_at - minutes(5))
    brief(plant, permit)
    measures = plant.phone(GUARDIAN).card(lambda title: "请确认措施" in title)
    assert measures and "停工" in text_of(plant.expect(WELDER, "交底签了"))
    page_of(plant, FOREMAN, f"withdraw/{permit.form.request_ask}").act("permit.withdraw", {})
    plant.settle()
    off = "不用确认措施了", f"宓有方 {plant.now:%H:%M} 撤回了这张票"
    assert all(words in text_of(plant.current(measures)) for words in off)
    told = text_of(plant.expect(WELDER, "宓有方撤回了"))
    assert permit.number in told and "不要开工" in told
    assert "停工" not in text_of(plant.expect(WELDER, "这张票撤回了"))
    plant.expect(GUARDIAN, "宓有方撤回了")
    plant.expect_all(*ON_SITE)
    shown = [text_of(each) for person in ON_SITE for each in plant.phone(person).messages()]
    assert not [words for words in shown if "已经测了" in words or f"{plant.now:%H:%M} 开工" in words]


def test_a_returned_permit_is_withdrawn_from_its_card(plant: Plant) -> None:
    permit, card = given_back(plant)
    assert withdraw(plant, card)["tone"] == "done"
    assert fresh(permit).state == "cancelled"
    assert "已撤回" in text_of(plant.current(card))


def test_nobody_else_withdraws(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    plant.expect(FOREMAN, "请确认")
    with pytest.raises(PageRefused, match="不是你"):
        plant.phone(MANAGER).open(f"{plant.base}/h5/wecom/withdraw/{permit.form.request_ask}")
    page = plant.phone(MANAGER).open(f"{plant.base}/h5/wecom/permit/{permit.number}").html
    assert "/withdraw/" not in page and f"/again/{permit.number}" in page


def test_a_permit_at_work_is_not_withdrawn(plant: Plant) -> None:
    permit = ask_for_permit(plant)
    plant.expect(FOREMAN, "请确认")
    page = plant.phone(FOREMAN).open(f"{plant.base}/h5/wecom/withdraw/{permit.form.request_ask}")
    Permit.update(state="working").where(Permit.id == permit.id).execute()
    assert "不能撤回" in page.act("permit.withdraw", {})["words"]
    assert fresh(permit).state == "working"
    assert [ask.state for ask in asks_of(permit, FOREMAN)] == ["open"]
