"""Chapter 7: work that needs continuous detection neither starts nor resumes without it, and silence is watched from
the start. A detector reports, or the guardian registers a portable alarm on site, with its calibration and a photo.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from at_work import CREW, standing, state, tap
from builders import GUARDIAN, ON_SITE, entries, fresh, open_card
from demo import data_of, sample
from detectors import METHANE, PORTABLE, report
from gates import open_asks, page_of, ready, start
from plant import Plant, anhe
from playwright.sync_api import Page, expect
from roads import road
from screens import ask_of, everybody, photo, said_at, shoot, show, stand
from spoiling import Rounds

from handlers.plant import keep
from models import store
from models.permit import Permit
from rules.gates import DETECTION, detects
from workers.scenarios import hand

OFFICE, DUTY_LEADER = "U04", "U08"
ALARM = {"instrument": "XP-302M 0018", "calibrated_until": "2027-03-31"}


@road
def continuous(plant: Plant) -> Permit:
    """The story's permit with every other gate open, at a plant that detects continuously at its level too."""
    data = deepcopy(anhe())
    kind = data["permit_templates"]["kinds"]["hot_work"]
    kind["gas_test"]["continuous_levels"] = ["special", "first"]
    others = [each for each in kind["start_gate_extra"] if each["id"] != DETECTION]
    gate = {"id": DETECTION, "text": "正在连续检测", "levels": ["special", "first"]}
    kind["start_gate_extra"] = [*others, gate]
    store.write(lambda: keep(data, plant.now))
    return ready(plant)


def register(plant: Plant, permit: Permit, attempt: int = 1, **changes: Any) -> Any:
    [ask] = open_asks(permit, "permit.start")
    where = {"position": plant.phone(GUARDIAN).position(), "device": "his"}
    return page_of(plant, ask).act("permit.alarm", {**ALARM, **where, **changes}, attempt=attempt)


def test_without_detection_the_work_does_not_start_and_with_a_reporting_detector_it_does(plant: Plant) -> None:
    permit = continuous(plant)
    answer = start(plant, permit)
    assert "没有在连续检测可燃气体" in answer["words"] and fresh(permit).state == "approved"
    report(plant, permit.number, METHANE, PORTABLE)
    plant.advance(2)
    assert "没有在连续检测可燃气体" in start(plant, permit)["words"]
    report(plant, permit.number, METHANE, PORTABLE)
    assert start(plant, permit)["tone"] == "done"
    plant.expect_all(*ON_SITE)
    plant.advance(2)
    plant.expect(GUARDIAN, f"测气仪 {PORTABLE} 漏报一次")
    plant.advance(3)
    assert state(permit) == "suspended"
    plant.expect_all(*CREW, *ON_SITE, OFFICE, DUTY_LEADER)


def test_after_its_silence_work_resumes_only_when_something_detects_again(plant: Plant) -> None:
    permit = continuous(plant)
    report(plant, permit.number, METHANE, PORTABLE)
    start(plant, permit)
    tap(plant, GUARDIAN, "作业中", "停工")
    plant.advance(3)
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "复工要确认"), "看条件，确认复工")
    assert "没有在连续检测" in page.act("permit.resume", standing(plant))["words"]
    report(plant, permit.number, METHANE, PORTABLE)
    assert page.act("permit.resume", standing(plant), attempt=2)["tone"] == "done"
    plant.expect_all(*CREW, *ON_SITE, OFFICE, DUTY_LEADER)


def test_a_portable_alarm_counts_with_calibration_photo_and_place_only(plant: Plant) -> None:
    permit = continuous(plant)
    picture = {"photo": hand.photo("alarm")}
    refused: list[tuple[dict[str, Any], str]] = [
        ({}, "拍一张"),
        ({**picture, "calibrated_until": "2026-11-24"}, "管不到作业结束"),
        ({**picture, "calibrated_until": "someday"}, "检定有效期没填"),
        ({**picture, "instrument": " "}, "仪器编号"),
        ({**picture, "position": {"state": "denied"}}, "要在现场登记"),
    ]
    for attempt, (changes, words) in enumerate(refused, 1):
        assert words in register(plant, permit, attempt, **changes)["words"]
    assert fresh(permit).work.alarm is None
    assert register(plant, permit, 9, **picture)["words"] == "记下了，用 XP-302M 0018 连续检测。"
    [kept] = entries(permit, "permit.alarm_confirmed")
    assert kept["actor"]["person"] == GUARDIAN and kept["data"]["photo"]["sha256"]
    assert start(plant, permit)["tone"] == "done"
    plant.advance(10)
    assert state(permit) == "working"
    plant.expect_all(*ON_SITE)


def test_the_guardian_registers_it_by_hand_on_both_pages(plant: Plant, screen: Page) -> None:
    permit = continuous(plant)
    stand(plant, GUARDIAN)
    show(plant, screen, GUARDIAN, f"start/{ask_of(permit, 'permit.start', GUARDIAN)}?r=1")
    expect(screen.locator("main")).to_contain_text("没有在连续检测可燃气体")
    by_hand(screen, "拍照，登记报警仪", "XP-302M 0018")
    screen.locator("#confirm").tap()
    expect(screen.locator("#answer")).to_contain_text("开工了")
    plant.settle()
    tap(plant, GUARDIAN, "作业中", "停工")
    show(plant, screen, GUARDIAN, f"resume/{ask_of(permit, 'permit.resume', GUARDIAN)}?r=1")
    by_hand(screen, "换一台，拍照登记", "XP-302M 0019")
    assert len(entries(permit, "permit.alarm_confirmed")) == 2
    everybody(plant)


def by_hand(screen: Page, words: str, instrument: str) -> None:
    screen.locator("#alarm-shoot").tap()
    said_at(screen, "仪器编号", "还差仪器编号")
    screen.locator("#alarm-instrument").fill(instrument)
    screen.locator("#alarm-until").fill(ALARM["calibrated_until"])
    assert screen.evaluate("document.documentElement.scrollWidth") == 360
    shoot(screen, screen.get_by_role("button", name=words), photo())
    expect(screen.locator("#alarm")).to_contain_text(f"便携报警仪：{instrument}，检定到 2027-03-31")


@pytest.mark.parametrize("name", ["anhe", "lizhou", "sample"])
def test_every_plant_asks_for_it_and_records_what_a_portable_alarm_shows(name: str) -> None:
    config = sample() if name == "sample" else data_of(name)
    asked = [each for each in config.rules.after_signing.during if each.ask == "gas_record"]
    watched = [
        (key, each.id) for key, kind in config.templates.kinds.items() for each in kind.levels if detects(kind, each.id)
    ]
    assert {level for _, level in watched} <= {"special", "none"} and watched
    for key, level in watched:
        assert any(key in each.kinds and level in each.levels and each.on_silent == "suspend" for each in asked)


HOT, SPACE = "permit_templates/kinds/hot_work", "permit_templates/kinds/confined_space"
RECORD = "routing_rules/after_signing/during/gas_record"


DROPPED = [
    (f"{SPACE}/start_gate_extra/detection/levels", ["nowhere"], "没有“nowhere”这个级别"),
    (f"{SPACE}/start_gate_extra/detection/applies", "有气时", "没有检测也能开工"),
    (f"{HOT}/start_gate_extra/detection/levels", ["first"], "动火特级要连续检测，没有检测也能开工"),
    (f"{HOT}/start_gate_extra/detection/id", "detected", "没有检测也能开工"),
    (f"{HOT}/gas_test/continuous_levels", [], "标准要求动火特级连续检测"),
    (f"{RECORD}/levels", ["none"], "动火作业特级要连续检测，没有写按时记录"),
    (f"{RECORD}/on_silent", None, "受限空间作业要连续检测，没有写按时记录"),
]


def test_a_plant_that_drops_it_is_not_loaded() -> None:
    rounds = Rounds((where, left) for where, left, _ in DROPPED)
    for number, (where, _, says) in enumerate(DROPPED):
        assert any(says in problem.message for problem in rounds.spoilt(number).found), where
