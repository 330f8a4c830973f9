"""What a permit may be for: each test tells of one kind of fault that was reported against the standard's words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import (
    DIRECTOR,
    FOREMAN,
    ask_for_permit,
    at_the_dual_sign,
    filled,
    fresh,
    open_card,
    refuse,
    request_page,
)
from plant import Plant
from playwright.sync_api import Page, expect
from screens import everybody, show, stand

from handlers.permits.request import papers
from models import store
from models.ask import Ask
from models.permit import Permit


@pytest.mark.parametrize("late", [timedelta(hours=3), timedelta(minutes=1)])
def test_work_that_began_before_it_was_asked_for_gets_no_permit_afterwards(plant: Plant, late: timedelta) -> None:
    page = request_page(plant)
    answer = page.act("permit.request", filled(plant, starts_at=(plant.now - late).isoformat()))
    assert not answer["ok"] and "不能补办" in answer["words"] and "请改成 11月25日 08:10 以后" in answer["words"]
    assert Permit.select().count() == 0
    assert page.act("permit.request", filled(plant), attempt=2)["ok"]
    plant.settle()
    plant.expect_all(FOREMAN)


def test_the_minute_that_runs_is_not_the_past(plant: Plant) -> None:
    plant.set_time(plant.now + timedelta(seconds=40))
    assert ask_for_permit(plant, starts_at=plant.now.replace(second=0).isoformat()).state == "signing"
    plant.expect_all(FOREMAN)


def test_a_version_that_is_handed_in_late_does_not_reach_back_either(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    refuse(plant, DIRECTOR, director)
    plant.set_time(permit.starts_at + timedelta(minutes=15))
    page = open_card(plant, FOREMAN, plant.expect(FOREMAN, "请改"), "改好再交")
    late = page.act("permit.rework", filled(plant, starts_at=permit.starts_at.isoformat()))
    assert not late["ok"] and "不能补办" in late["words"]
    assert (fresh(permit).state, fresh(permit).version) == ("returned", 1)
    assert page.act("permit.rework", filled(plant, starts_at=plant.now.isoformat()), attempt=2)["ok"]
    plant.settle()
    assert fresh(permit).version == 2
    everybody(plant)


def test_the_form_says_it_at_its_field_before_it_is_sent(plant: Plant, screen: Page) -> None:
    request_page(plant)
    stand(plant, FOREMAN)
    request = Ask.select().where(Ask.kind == "permit.request").get()
    show(plant, screen, FOREMAN, f"request/{request.id}?r=1")
    words, start = screen.locator("#start-words"), screen.locator("[name=starts_at]")
    start.fill("2026-11-25T07:50")
    expect(words).to_contain_text("不能补办：请改成 11月25日 08:10 以后")
    start.fill("2026-11-25T08:30")
    expect(words).to_be_hidden()
    everybody(plant)


def test_paper_that_was_used_while_the_house_was_out_of_reach_still_tells_of_the_past(plant: Plant) -> None:
    form = store.write(lambda: papers.print_forms("hot_work", 1, plant.now - timedelta(days=1)))[0]
    on_paper = {name: filled(plant)[name] for name in ("area", "part", "project", "work_leader", "guardian", "workers")}
    times = {"signed_at": "2026-11-24T08:20", "starts_at": "2026-11-24T08:40", "ends_at": "2026-11-24T11:05"}
    signed = {"level": "first", "requester": FOREMAN, "signers": "两位领导", "reason": "机房停电"}
    entry = papers.read({**on_paper, **times, **signed})
    permit = store.write(lambda: papers.enter(form.number, entry, b"%PDF-1.7", "application/pdf", "office", plant.now))
    assert (permit.state, permit.started_at) == ("archived", entry.starts_at)
