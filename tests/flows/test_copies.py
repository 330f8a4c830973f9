"""抄送: who is to know is told once when a permit is approved and once when it is over; nobody answers."""

from __future__ import annotations

import pytest
import requests
from builders import (
    DIRECTOR,
    FOREMAN,
    GM,
    MANAGER,
    ON_SITE,
    answers,
    ask_for_permit,
    asks_of,
    at_the_dual_sign,
    entries,
    filled,
    fresh,
    page_of,
    request_page,
    sign_card,
)
from plant import Plant

from models.book import book
from models.permit import Permit
from workers.scenarios.phone import text_of

SAFETY_ENGINEER, FIRE_OFFICER = "U05", "U07"


def approved_with(plant: Plant, copies: list[str]) -> Permit:
    permit, director, manager = at_the_dual_sign(plant, copies=copies)
    sign_card(plant, DIRECTOR, director)
    sign_card(plant, MANAGER, manager)
    assert fresh(permit).state == "approved"
    return permit


def copies_to(plant: Plant, person: str) -> list[str]:
    return [text_of(each) for each in plant.phone(person).messages() if "抄送你" in text_of(each)]


def test_whom_the_requester_chose_is_told_of_the_approval_with_a_link_and_answers_nothing(plant: Plant) -> None:
    permit = approved_with(plant, [SAFETY_ENGINEER])
    told = text_of(plant.expect(SAFETY_ENGINEER, "抄送你：一级动火 · 污水处理站 · DH-20261125-0001 签完了"))
    assert f"/permit/{permit.number}" in told
    assert [ask.state for ask in asks_of(permit, SAFETY_ENGINEER, "permit.copy")] == ["done"]
    line = entries(permit, "permit.copied")[0]["data"]
    assert line == {"to": SAFETY_ENGINEER, "why": "签完了（申请人抄送）"}
    page = page_of(plant, SAFETY_ENGINEER, f"permit/{permit.number}").html
    assert "抄送宿明澈：签完了（申请人抄送）" in page and "催办" not in page
    plant.expect_all(*ON_SITE)


def test_they_are_told_when_it_is_over_and_of_nothing_in_between(plant: Plant) -> None:
    permit = approved_with(plant, [SAFETY_ENGINEER])
    page_of(plant, FOREMAN, f"withdraw/{fresh(permit).form.request_ask}").act("permit.withdraw", {})
    plant.settle()
    assert ["签完了" in words for words in copies_to(plant, SAFETY_ENGINEER)] == [True, False]
    plant.expect_all(*ON_SITE, DIRECTOR, MANAGER, SAFETY_ENGINEER)


def test_who_was_never_told_of_an_approval_is_not_told_of_the_end(plant: Plant) -> None:
    permit = ask_for_permit(plant, copies=[SAFETY_ENGINEER])
    page_of(plant, FOREMAN, f"withdraw/{fresh(permit).form.request_ask}").act("permit.withdraw", {})
    plant.settle()
    assert not copies_to(plant, SAFETY_ENGINEER)
    plant.expect_all(FOREMAN)


def test_whoever_signed_or_works_under_the_permit_gets_no_copy(plant: Plant) -> None:
    permit = approved_with(plant, [DIRECTOR, MANAGER])
    assert not entries(permit, "permit.copied")
    plant.expect_all(*ON_SITE)


@pytest.mark.parametrize(
    ("copies", "words"),
    [
        (["U34"], "抄送的人不在可选的名单里"),
        (["U99"], "抄送的人不在可选的名单里"),
        (["U01", "U02", "U05", "U07"], "最多选 3 人"),
    ],
)
def test_a_choice_out_of_bounds_is_said_and_nothing_is_kept(plant: Plant, copies: list[str], words: str) -> None:
    answer = request_page(plant).act("permit.request", filled(plant, copies=copies))
    assert answer["tone"] == "stop" and words in answer["words"]
    assert not Permit.select().count()


def test_the_plant_s_rule_copies_special_hot_work_to_its_head(plant: Plant) -> None:
    permit = ask_for_permit(plant, level="special", inputs=answers(equipment_running=True))
    assert fresh(permit).level == "special"
    for person in (FOREMAN, "U27", DIRECTOR, MANAGER, "U02"):
        sign_card(plant, person, plant.expect(person, "动火"))
    assert fresh(permit).state == "approved"
    assert "按规定抄送总经理（主要负责人）" in entries(permit, "permit.copied")[0]["data"]["why"]
    plant.expect(GM, "抄送你：特级动火")
    plant.expect(FIRE_OFFICER, "抄送你：特级动火")
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_the_form_offers_only_the_posts_of_the_rules(plant: Plant) -> None:
    page = request_page(plant)
    wanted = {"role": "copies", "ids": ["U05", "U34"]}
    answer = requests.post(f"{plant.base}/h5/people", json=wanted, headers={"X-Page-Token": page.token}, timeout=10)
    assert [each["id"] for each in answer.json()["people"]] == ["U05"]
