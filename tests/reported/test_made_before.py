"""What the network held for minutes: an end that was reported before a stop and a resumption is refused in words, and a
stop that comes late stops at once, with both moments told and recorded."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from at_work import (
    AREA_FOREMAN,
    CREW,
    GUARDIAN,
    LEADER,
    WORKER,
    at_work,
    confirm_resume,
    finish,
    standing,
    state,
)
from builders import asks_of, entries, fresh, open_card
from builders import page_of as page_at
from itsdangerous import TimestampSigner
from plant import Plant
from playwright.sync_api import Page as Screen
from playwright.sync_api import expect
from screens import show

from models.permit import Permit
from models.seals import seal_all
from workers.evidence.export import export_matter
from workers.evidence.permits.accident import differences
from workers.evidence.verify import verify
from workers.scenarios.phone import Page, text_of

CALM = {"open_air": True, "wind_force": 4, "fog": False}


@pytest.fixture(autouse=True)
def opened_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are opened ten minutes before the acts."""
    signed = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: signed(self) - 600)


def ago(minutes: float) -> int:
    """So many minutes ago, as a page says it."""
    return int((time.time() - minutes * 60) * 1000)


def stopped_and_resumed(plant: Plant) -> None:
    plant.phone(WORKER).say("停工")
    plant.settle()
    plant.advance(1)
    for person in (GUARDIAN, AREA_FOREMAN):
        confirm_resume(plant, person)
    plant.advance(1)


def stop_page(plant: Plant, permit: Permit, person: str = WORKER) -> Page:
    found: Page = page_at(plant, person, f"stop/{permit.number}")
    return found


# Made before the work was stopped and went on ----------------------------------------------------------------------


def test_an_end_that_was_reported_before_a_stop_and_a_resumption_or_during_it_is_refused(plant: Plant) -> None:
    permit = at_work(plant)
    page = open_card(plant, LEADER, plant.expect(LEADER, "作业中"), "报完工")
    stopped_and_resumed(plant)
    answer = page.act("permit.finish", standing(plant), acted=ago(4.9))
    assert answer["tone"] == "stop" and "08:07 报完工以后停过、又复工了" in answer["words"]
    assert page.act("permit.finish", standing(plant), attempt=2, acted=ago(1.5))["tone"] == "stop"
    assert state(permit) == "working"
    assert page.act("permit.finish", standing(plant), attempt=3, acted=ago(0.5))["tone"] == "done", "he taps it now"
    plant.settle()
    plant.expect_all(*CREW)


def test_an_end_reported_before_a_stop_that_lasts_counts(plant: Plant) -> None:
    permit = at_work(plant)
    page = open_card(plant, LEADER, plant.expect(LEADER, "作业中"), "报完工")
    plant.phone(WORKER).say("停工")
    plant.settle()
    assert page.act("permit.finish", standing(plant), acted=ago(4.9))["tone"] == "done" and state(permit) == "finished"
    plant.settle()
    plant.expect_all(*CREW)


def test_a_handover_or_a_winding_up_from_before_does_not_touch_what_the_guardian_let_go_on(plant: Plant) -> None:
    permit = at_work(plant)
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "作业中"), "交接监护")
    choice = page_at(plant, GUARDIAN, f"choose/{asks_of(permit, GUARDIAN, 'permit.watch')[-1].id}")
    stopped_and_resumed(plant)
    answer = page.act("permit.handover", {"person": "U31"}, acted=ago(4.9))
    assert answer["tone"] == "stop" and "停过、又复工了" in answer["words"] and state(permit) == "working"
    answer = choice.act("card.tap", {"choice": "wind_up"})
    assert answer["tone"] == "caution" and "停过、又复工了" in answer["words"]
    assert not entries(permit, "permit.wound_up")
    plant.expect_all(*CREW)


def test_wind_that_was_too_strong_stops_the_work_from_a_card_of_before_too(plant: Plant) -> None:
    permit = at_work(plant, "height", "II", inputs={"height_m": 12, **CALM}, workers=["U41"])
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "作业中"), "起风了")
    plant.phone(LEADER).say("停工")
    plant.settle()
    for person in (GUARDIAN, AREA_FOREMAN):
        due = [each["id"] for each in permit.template["measures"]]
        confirm_resume(plant, person, measures=due)
    assert state(permit) == "working"
    assert "不用报风力" in page.act("permit.wind", {"force": "3"}, acted=ago(6))["words"]
    assert "停了" in page.act("permit.wind", {"force": "7"}, attempt=2, acted=ago(4.9))["words"]
    assert state(permit) == "suspended"
    plant.settle()
    plant.expect_all(*CREW, "U41")


def test_a_reason_that_was_held_is_that_of_its_own_stop(plant: Plant) -> None:
    permit = at_work(plant)
    page = stop_page(plant, permit)
    assert page.act("permit.stop", {"number": permit.number})["tone"] == "done"
    plant.settle()
    plant.advance(5)
    for person in (GUARDIAN, AREA_FOREMAN):
        confirm_resume(plant, person)
    plant.advance(3)
    plant.phone(WORKER).say("停工")
    plant.settle()
    assert page.act("permit.stop_reason", {"number": permit.number}, "闻到异味", acted=ago(7))["ok"]
    assert [each.why for each in fresh(permit).work.stops] == ["闻到异味", ""]
    plant.expect_all(*CREW)


# A stop that comes late --------------------------------------------------------------------------------------------


def by_page(plant: Plant, permit: Permit) -> Any:
    return stop_page(plant, permit).act("permit.stop", {"number": permit.number}, acted=ago(2.9))


@pytest.mark.parametrize("after", [False, True], ids=["at work", "after the work"])
def test_a_stop_that_was_held_stops_now_and_says_both_moments(plant: Plant, after: bool, tmp_path: Path) -> None:
    permit = at_work(plant)
    if after:
        finish(plant)
    plant.advance(1)
    answer = by_page(plant, permit)
    assert answer["tone"] == "done" and "你 08:08 点的，08:11 才收到" in answer["words"]
    plant.settle()
    stop = fresh(permit).work.last_stop
    assert (f"{stop.at:%H:%M}", f"{stop.made:%H:%M}") == ("08:11", "08:08")
    assert state(permit) == ("finished" if after else "suspended")
    told = text_of(plant.expect(LEADER, "停工"))
    assert "08:11:00 " in told and "叫停（08:08 点的，08:11 才收到）" in told
    [entry] = entries(permit, "permit.alarmed" if after else "permit.suspended")
    at, written_at = datetime.fromisoformat(entry["at"]), datetime.fromisoformat(entry["recorded_at"])
    assert written_at - at > timedelta(minutes=2.9) and entry["late"] == "08:08 点的，08:11 才收到"
    assert datetime.fromisoformat(entry["data"]["ordered_at"]) == plant.now
    plant.expect_all(*CREW, "U04", "U08")
    judged(permit, tmp_path, plant)


def judged(permit: Permit, folder: Path, plant: Plant) -> None:
    """The package verifies, and no row differs from the chain."""
    seal_all(plant.now)
    export_matter(permit.subject, folder / "p.zip", plant.base, plant.now)
    sound, words = verify(folder / "p.zip")
    assert sound, words
    assert "（08:08 点的，08:11 才收到）" in page_at(plant, GUARDIAN, f"permit/{permit.number}").html.split("经过")[1]
    assert "叫停" not in differences(fresh(permit), plant.now) and "停工：" not in differences(fresh(permit), plant.now)


def test_a_stop_that_came_at_once_has_one_moment(plant: Plant) -> None:
    permit = at_work(plant)
    answer = stop_page(plant, permit).act("permit.stop", {"number": permit.number}, acted=ago(0.3))
    assert "才收到" not in answer["words"]
    [entry] = entries(permit, "permit.suspended")
    assert "late" not in entry and "ordered_at" not in entry["data"] and entry["at"] == entry["recorded_at"]
    plant.settle()
    plant.expect_all(*CREW)


def test_the_page_counts_on_while_the_phone_sleeps(plant: Plant, screen: Screen) -> None:
    """Else a stop that is given at once would be told and recorded as one of minutes ago. Here it sleeps eight."""
    permit = at_work(plant)
    show(plant, screen, WORKER, f"stop/{permit.number}")
    screen.evaluate("() => { performance.now = () => 0; const now = Date.now; Date.now = () => now() + 480000; }")
    with screen.expect_request("**/h5/act") as sent:
        screen.locator("[data-act='permit.stop']").tap()
    assert sent.value.post_data_json["acted"] > ago(-7)
    expect(screen.get_by_role("status")).to_contain_text("停了")
    plant.settle()
    plant.expect_all(*CREW)
