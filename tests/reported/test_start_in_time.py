"""The time at which work may begin was also the deadline for beginning (strangers, 30 November): the card says from
when, nobody is urged before, and the form proposes a beginning that leaves time for the signatures."""

from __future__ import annotations

import re
from typing import Any

import requests
from builders import FOREMAN, GUARDIAN, ON_SITE, filled, request_page
from gates import approved, brief, check, confirm_measures, open_asks, page_of, test_gas
from plant import Plant
from playwright.sync_api import Page as Screen
from playwright.sync_api import expect
from roads import road
from screens import everybody, show, stand

from models.ask import Ask
from models.permit import Permit
from workers.scenarios.phone import Page, text_of


@road
def ready_early(plant: Plant) -> Permit:
    """Everything but the start is done at 08:10, and the work may begin at 08:30."""
    permit = approved(plant)
    brief(plant, permit)
    confirm_measures(plant, permit)
    test_gas(plant, permit)
    check(plant, permit)
    return permit


def said_to(plant: Plant, person: str) -> str:
    return "".join(text_of(each) for each in plant.phone(person).messages())


def card(plant: Plant) -> str:
    return text_of(plant.phone(GUARDIAN).card(lambda title: "开工" in title))


def test_the_start_card_counts_as_many_gates_as_its_page_lists(plant: Plant) -> None:
    permit = ready_early(plant)
    [said] = re.findall(r"(\d+) 关过了", card(plant))
    [ask] = open_asks(permit, "permit.start")
    assert len(re.findall(r'class="gate\b', page_of(plant, ask).html)) == int(said)
    everybody(plant)


def test_the_start_card_says_from_when_and_nobody_is_urged_before_there_was_time(plant: Plant) -> None:
    ready_early(plant)
    assert "08:30 起" in card(plant) and "08:30 前" not in card(plant)
    assert "10 关过了 8 关，2 关开工时看，08:30 起到现场就能开工" in card(plant), "and that is true at 08:31 too"
    plant.advance(21)
    assert "还差你开工" not in said_to(plant, GUARDIAN) and "还没开工" not in said_to(plant, FOREMAN)
    plant.advance(5)
    assert "还差你开工" in said_to(plant, GUARDIAN)
    plant.advance(10)
    assert "还没开工" in said_to(plant, FOREMAN)
    plant.expect_all(*ON_SITE, GUARDIAN)


def outlook(page: Page, form: dict[str, Any]) -> dict[str, Any]:
    reply = requests.post(f"{page.base}/h5/outlook", json=form, headers={"X-Page-Token": page.token}, timeout=10)
    found: dict[str, Any] = reply.json()
    return found


def test_a_beginning_that_leaves_too_little_time_is_said_and_a_better_one_proposed(plant: Plant) -> None:
    page = request_page(plant)
    early = outlook(page, filled(plant, starts_at="2026-11-25T08:50:00+08:00"))
    assert early["start"] == "离计划开始不到 60 分钟，可能来不及签完" and early["begin"] == "2026-11-25T09:30"
    later = outlook(page, filled(plant, starts_at=f"{early['begin']}:00+08:00"))
    assert (later["start"], later["begin"]) == ("", "")


def test_the_form_s_own_beginning_moves_with_the_level_and_a_chosen_one_stays(plant: Plant, screen: Screen) -> None:
    request_page(plant)
    stand(plant, FOREMAN)
    request = Ask.select().where(Ask.kind == "permit.request").get()
    show(plant, screen, FOREMAN, f"request/{request.id}?r=1")
    words, begin = screen.locator("#start-words"), screen.locator("[name=starts_at]")
    expect(begin).to_have_value("2026-11-25T09:30")
    screen.locator("[name=level][value=special]").evaluate(
        "each => { each.closest('details').open = true; each.click(); }"
    )
    expect(begin).to_have_value("2026-11-25T10:30")
    expect(words).to_contain_text("离计划开始不到 120 分钟，可能来不及签完，已改到 11月25日 10:30")
    begin.fill("2026-11-25T08:50")
    expect(words).to_have_text("离计划开始不到 120 分钟，可能来不及签完")
    expect(begin).to_have_value("2026-11-25T08:50")
