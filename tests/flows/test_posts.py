"""Posts that change hands while a permit waits: who holds the post now is asked in the same minute, signatures stay."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import (
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    GUARDIAN,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    ask_for_permit,
    asks_of,
    at_the_dual_sign,
    confirm,
    fresh,
    open_card,
    sign_card,
    with_posts,
)
from gates import approved, brief, check, open_asks, test_gas
from plant import Plant

from handlers.plant import Faulty
from models.book import book
from models.ledger import Entry
from workers.scenarios.phone import PageRefused, text_of

SUCCESSOR = "U13"  # the water engineer of the same workshop


def taken_back() -> list[tuple[str, str]]:
    lines = [json.loads(entry.canonical) for entry in Entry.select().where(Entry.kind == "ask.post_changed")]
    return [(line["data"]["person"], line["at"][11:16]) for line in lines]


@pytest.mark.both_stores
def test_whoever_holds_the_post_now_is_asked_in_the_same_minute_and_signatures_stay(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    sign_card(plant, MANAGER, manager)
    with_posts(plant, U19=["welder"], U13=["workshop_director"])
    assert taken_back() == [(DIRECTOR, "08:10")]
    assert "苌若谷不再任公用工程车间主任" in text_of(plant.current(director))
    sign_card(plant, SUCCESSOR, plant.expect(SUCCESSOR, "请签"))
    assert fresh(permit).state == "approved"
    assert [ask.state for ask in asks_of(permit, MANAGER)] == ["done"]
    plant.expect_all(*ON_SITE, SUCCESSOR)


def test_who_lost_his_post_can_no_longer_sign_with_his_old_page(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    page = open_card(plant, DIRECTOR, director, "签批")
    with_posts(plant, U19=["welder"], U13=["workshop_director"])
    late = plant.phone(DIRECTOR).sign(page)
    assert late["tone"] == "info" and "不再任公用工程车间主任，这一栏不用你签了" in late["words"]
    with pytest.raises(PageRefused, match="这一栏不用你签了"):
        plant.phone(DIRECTOR).open(f"{plant.base}/h5/dingtalk/sign/{asks_of(permit, DIRECTOR)[0].id}")
    assert not [ask for ask in asks_of(permit, DIRECTOR) if ask.state == "done"]
    plant.expect_all(SUCCESSOR)


def test_a_post_that_is_vacated_goes_down_the_chain(plant: Plant) -> None:
    def vacate(data: dict[str, Any]) -> None:
        data["posts"]["workshop_director"]["vacant"] = ["ws2", "ws4"]

    permit, _, _ = at_the_dual_sign(plant)
    with_posts(plant, vacate, U19=["welder"])
    assert "车间主任空缺，你顶班" in text_of(plant.expect(DUTY_LEADER, "请签"))
    assert not asks_of(permit, SUCCESSOR)


def test_a_substitute_whose_paper_is_gone_is_asked_under_a_valid_one_or_not_at_all(plant: Plant) -> None:
    def without_paper(data: dict[str, Any]) -> None:
        data["authorizations"] = [each for each in data["authorizations"] if each["id"] != "SQ-2026-07"]

    permit, _, manager = at_the_dual_sign(plant)
    with_posts(plant, without_paper)
    assert "授权书 SQ-2026-07 已失效" in text_of(plant.current(manager))
    assert "SQ-2026-01" in text_of(plant.expect(MANAGER, "请签"))
    assert [ask.state for ask in asks_of(permit, MANAGER)] == ["superseded", "open"]


def test_leave_that_comes_with_new_data_brings_the_substitute_at_once(plant: Plant) -> None:
    def away(data: dict[str, Any]) -> None:
        leave = {"from": "2026-11-25", "to": "2026-11-27", "reason": "出差"}
        next(person for person in data["people"] if person["id"] == DIRECTOR)["leave"] = [leave]

    permit, _, _ = at_the_dual_sign(plant)
    with_posts(plant, away)
    plant.expect(DUTY_LEADER, "请签")
    assert [ask.state for ask in asks_of(permit, DIRECTOR)] == ["open"]
    with_posts(plant, away)
    assert len(asks_of(permit, DUTY_LEADER)) == 1


def test_where_one_of_two_may_sign_the_other_stays_asked_and_nobody_new_is(plant: Plant) -> None:
    officer, heir = "U13", "U12"

    def open_post(data: dict[str, Any]) -> None:
        data["posts"]["workshop_safety_officer"]["vacant"] = []
        next(person for person in data["people"] if person["id"] == heir).update(department="ws4", shift="C")

    both = {officer: ["workshop_safety_officer"]}
    with_posts(plant, open_post, **both)
    permit = ask_for_permit(plant)
    confirm(plant)
    for person in (SHIFT_FOREMAN, officer):
        plant.expect(person, "请签")
    with_posts(plant, open_post, **both, U27=["welder"], U12=["shift_foreman"])
    assert taken_back() == [(SHIFT_FOREMAN, "08:10")] and asks_of(permit, heir) == []
    assert [ask.state for ask in asks_of(permit, officer)] == ["open"]
    with_posts(plant, open_post, U13=["water_engineer"], U27=["welder"], U12=["shift_foreman"])
    assert [ask.state for ask in asks_of(permit, officer)] == ["superseded"]
    assert [ask.state for ask in asks_of(permit, heir)] == ["open"], "now nobody of the stage was left"
    plant.expect_all(heir, officer)


def test_without_anybody_left_the_permit_is_blocked_and_goes_on_with_the_next_data(plant: Plant) -> None:
    def nobody(data: dict[str, Any]) -> None:
        for person in data["people"]:
            person["certs"] = {**person["certs"], "T-APPROVE": "2026-11-24"}

    permit = ask_for_permit(plant)
    confirm(plant)
    plant.expect(SHIFT_FOREMAN, "请签")
    with_posts(plant, nobody, U27=["welder"])
    assert fresh(permit).state == "blocked"
    plant.expect(FOREMAN, "卡住了")
    with_posts(plant)
    assert fresh(permit).state == "signing"
    plant.expect(SHIFT_FOREMAN, "请签")
    plant.expect_all(FOREMAN, MANAGER, DUTY_LEADER, "U09")


def test_what_is_asked_before_the_start_goes_to_the_new_holder_too(plant: Plant) -> None:
    permit = approved(plant)
    brief(plant, permit)
    test_gas(plant, permit)
    assert [ask.person for ask in open_asks(permit, "permit.foreman_check")] == [SHIFT_FOREMAN]
    with_posts(plant, U27=["welder"], U13=["shift_foreman"])
    assert [ask.person for ask in open_asks(permit, "permit.foreman_check")] == [SUCCESSOR]
    assert check(plant, permit)["tone"] == "done"
    plant.expect_all(*ON_SITE, SUCCESSOR)


def test_data_that_change_no_post_take_nothing_back(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    with_posts(plant, lambda data: data["company"].update(name="安禾"))
    assert not taken_back()
    assert [ask.state for who in (DIRECTOR, MANAGER) for ask in asks_of(permit, who)] == ["open", "open"]


def test_whoever_has_something_open_can_not_be_taken_out_of_the_data(plant: Plant) -> None:
    at_the_dual_sign(plant)
    before = book(plant.now).version

    def without(data: dict[str, Any]) -> None:
        data["people"] = [each for each in data["people"] if each["id"] not in (DIRECTOR, GUARDIAN, "U39")]

    with pytest.raises(Faulty) as refused:
        with_posts(plant, without)
    assert [fault.message.split("还有")[0] for fault in refused.value.faults] == ["苌若谷（U19）", "乐正迟（U30）"]
    assert book(plant.now).version == before
    plant.expect_all(DIRECTOR, MANAGER)
