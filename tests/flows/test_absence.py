"""「我不在」 and 「我回来了」: bounded, only with an authorised stand-in, and it holds at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import (
    DAY_GUARDIAN,
    DIRECTOR,
    DUTY_LEADER,
    FOREMAN,
    MANAGER,
    SHIFT_FOREMAN,
    WELDER,
    ask_for_permit,
    asks_of,
    at_the_dual_sign,
    confirm,
    fresh,
    moment,
    open_card,
    period,
    sign,
    sign_card,
)
from plant import Plant

from models.ask import Ask
from models.book import book
from models.leave import LeaveTaken
from models.ledger import Entry
from rules.shifts import leave_at
from workers.scenarios.phone import Page, PageRefused, text_of
from workers.scenarios.simulator import Json

TODAY, DEPUTY_GM = "2026-11-25", "U02"
ENGINEER = "U06"  # of crew C, which works in the night from the 26th to the 27th


def leave_page(plant: Plant, person: str) -> Page:
    plant.phone(person).say("我不在")
    plant.settle()
    return open_card(plant, person, plant.expect(person, "登记：我不在"), "去登记")


def go_away(plant: Plant, person: str, until: str = TODAY, cover: str = "") -> Json:
    answer = leave_page(plant, person).act("leave.take", {"until": until, "cover": cover})
    plant.settle()
    return answer


def come_back(plant: Plant, person: str) -> None:
    plant.phone(person).say("我回来了")
    plant.settle()


def lines(kind: str) -> list[dict[str, Any]]:
    return [json.loads(each.canonical) for each in Entry.select().where(Entry.kind == kind).order_by(Entry.id)]


def expect_everybody(plant: Plant) -> None:
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


@pytest.mark.both_stores
def test_somebody_is_away_with_a_stand_in_and_the_trail_says_so(plant: Plant) -> None:
    answer = go_away(plant, DIRECTOR, "2026-11-27", DEPUTY_GM)
    assert answer["words"] == "登记了：到 11月27日 不在。现在没有等你办的事。"
    assert "苌若谷到 11月27日 不在，由你顶班（SQ-2026-01）" in text_of(plant.expect(DEPUTY_GM, "顶班"))
    data = lines("leave.taken")[0]["data"]
    assert (data["from"], data["until"], data["cover"]) == (TODAY, "2026-11-27", DEPUTY_GM)
    assert (data["for_post"], data["authorization"], data["rules"]) == ("workshop_director", "SQ-2026-01", "rules@1")


def test_case_01_a_known_absence_has_its_substitute_at_routing(plant: Plant) -> None:
    go_away(plant, DIRECTOR, "2026-11-25", DEPUTY_GM)
    plant.expect(DEPUTY_GM, "由你顶班")
    permit = ask_for_permit(plant)
    confirm(plant)
    sign(plant, SHIFT_FOREMAN, "请签")
    assert "车间主任请假，你顶班（SQ-2026-01）" in text_of(plant.expect(DEPUTY_GM, "请签"))
    assert not asks_of(permit, DIRECTOR)
    ask = asks_of(permit, DEPUTY_GM)[0]
    assert ask.data["authorization"] == "SQ-2026-01"
    assert "本人登记不在，11月25日–11月25日，蔺砚秋按授权书 SQ-2026-01 顶班" in ask.data["reasons"][0]
    plant.expect(MANAGER, "请签")


def test_without_a_named_stand_in_the_chain_decides(plant: Plant) -> None:
    go_away(plant, DIRECTOR)
    permit = ask_for_permit(plant)
    confirm(plant)
    sign(plant, SHIFT_FOREMAN, "请签")
    assert asks_of(permit, DUTY_LEADER) and not asks_of(permit, DIRECTOR)
    plant.expect(DUTY_LEADER, "请签")
    plant.expect(MANAGER, "请签")


def test_what_he_was_asked_is_asked_of_his_stand_in_at_once(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    answer = go_away(plant, DIRECTOR, cover=DEPUTY_GM)
    assert "等你签的 1 张已找人替" in answer["words"]
    substituted = plant.expect(DEPUTY_GM, "请签")
    assert "车间主任请假了，你顶班" in text_of(substituted)
    assert asks_of(permit, DIRECTOR)[0].state == "open"
    plant.advance(14)
    assert not asks_of(permit, DUTY_LEADER)
    expect_everybody(plant)


def test_case_24_both_cards_are_valid_when_the_approver_comes_back(plant: Plant) -> None:
    permit, director, manager = at_the_dual_sign(plant)
    go_away(plant, DIRECTOR, cover=DEPUTY_GM)
    substitute = plant.expect(DEPUTY_GM, "请签")
    come_back(plant, DIRECTOR)
    plant.expect(DIRECTOR, "谁先办算谁的")
    sign_card(plant, DIRECTOR, director)
    assert "已由苌若谷签" in text_of(plant.current(substitute))
    sign_card(plant, MANAGER, manager)
    assert fresh(permit).state == "approved"
    expect_everybody(plant)


def test_case_28_who_left_the_company_is_replaced_the_same_minute_and_signatures_stay(plant: Plant) -> None:
    permit, _, manager = at_the_dual_sign(plant)
    sign_card(plant, MANAGER, manager)
    gone = plant.person(DIRECTOR)
    plant.simulator.post(f"phones/{gone.platform}/{gone.account}/event", {"event": "leave"})
    plant.settle()
    plant.expect(DUTY_LEADER, "请签")
    substituted = lines("ask.substituted")[0]
    assert (substituted["data"]["from"], substituted["at"][11:16]) == (DIRECTOR, "08:10")
    signed = asks_of(permit, MANAGER)[0]
    assert (signed.state, signed.answer["result"]) == ("done", "signed")
    assert (fresh(permit).version, fresh(permit).state) == (1, "signing")


def test_after_coming_back_he_is_asked_again(plant: Plant) -> None:
    go_away(plant, DIRECTOR, "2026-11-30", DEPUTY_GM)
    come_back(plant, DIRECTOR)
    plant.expect(DIRECTOR, "记下了：你回来了")
    plant.expect(DEPUTY_GM, "不再找你顶班")
    plant.expect(DEPUTY_GM, "由你顶班")
    permit, _, _ = at_the_dual_sign(plant)
    assert asks_of(permit, DIRECTOR) and not asks_of(permit, DEPUTY_GM)
    assert lines("leave.ended")[0]["data"] == {"until": "2026-11-30"}


def test_leave_ends_by_itself_after_its_last_day(plant: Plant) -> None:
    go_away(plant, DIRECTOR)
    director = plant.person(DIRECTOR)
    assert leave_at(director, book(plant.now).plant, plant.now)
    plant.advance(24 * 60)
    assert not plant.person(DIRECTOR).leave


def test_a_crew_that_is_away_for_the_evening_is_away_for_its_whole_night(plant: Plant) -> None:
    plant.set_time(moment("2026-11-26T21:00"))
    go_away(plant, ENGINEER, "2026-11-26")
    plant.set_time(moment("2026-11-27T02:00"))
    ask_for_permit(plant, guardian=DAY_GUARDIAN, **period("2026-11-27T08:30", "2026-11-27T16:30"))
    confirm(plant)
    plant.advance(31)
    plant.expect(MANAGER, "【红色警报】作业票没人签")
    assert not Ask.select().where(Ask.person == ENGINEER, Ask.state == "open").count()
    come_back(plant, ENGINEER)
    plant.expect(ENGINEER, "记下了：你回来了")
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


@pytest.mark.parametrize("until", ["2026-11-24", "2026-12-26", "tomorrow", ""])
def test_leave_is_bounded_to_thirty_days(plant: Plant, until: str) -> None:
    answer = go_away(plant, DIRECTOR, until)
    assert "日期要在今天到 12月25日 之间" in answer["words"]
    assert not LeaveTaken.select().count()


@pytest.mark.parametrize("cover", [FOREMAN, WELDER, "U24", "U99", DIRECTOR])
def test_nobody_without_authorisation_stands_in(plant: Plant, cover: str) -> None:
    answer = go_away(plant, DIRECTOR, cover=cover)
    assert "不在替补链上" in answer["words"]
    assert not LeaveTaken.select().count() and not lines("leave.taken")


def test_somebody_without_a_chain_is_away_without_a_stand_in(plant: Plant) -> None:
    assert go_away(plant, WELDER)["tone"] == "done"
    assert plant.person(WELDER).leave


def test_a_form_is_sent_once(plant: Plant) -> None:
    page = leave_page(plant, DIRECTOR)
    assert page.act("leave.take", {"until": TODAY, "cover": ""})["tone"] == "done"
    assert "已经登记过" in page.act("leave.take", {"until": TODAY, "cover": ""}, attempt=2)["words"]
    plant.settle()
    with pytest.raises(PageRefused, match="已经登记过"):
        plant.phone(DIRECTOR).open(f"{plant.base}/h5/dingtalk/leave/1")


def test_coming_back_without_having_been_away(plant: Plant) -> None:
    come_back(plant, DIRECTOR)
    plant.expect(DIRECTOR, "没有登记过「我不在」")


def test_a_form_that_nobody_sends_lapses(plant: Plant) -> None:
    leave_page(plant, DIRECTOR)
    plant.advance(12 * 60)
    assert not LeaveTaken.select().count()
