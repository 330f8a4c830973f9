"""Clocks that are wrong: a demo on a machine whose date is later than its own, and a clock that jumps ahead and back.
Entries get their true moments, sealing goes on, and what is dated later than now is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import forged
import pytest
import requests
from builders import DIRECTOR, FOREMAN, MANAGER, SHIFT_FOREMAN, ask_for_permit, confirm, sign
from plant import Plant, settings_for

from config.settings import Settings
from handlers import alerts
from handlers.plant import load
from models import ledger, plant_time, seals, store
from models.ask import Ask
from models.base import database
from models.ledger import Entry, Seal
from workers import afresh, start, watchman
from workers.evidence.export import export_matter
from workers.evidence.verify import verify
from workers.scenarios import stagehand

MORNING = datetime.fromisoformat("2026-11-25T08:00:00+08:00")
# Real dates of the machine, each later than the demo's.
LATER = MORNING + timedelta(days=400)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setattr(plant_time, "real_now", lambda: LATER)
    own = settings_for("http://127.0.0.1:8100", "http://127.0.0.1:8000", "", "", tmp_path)
    yield own
    database.close()


def something_happens(now: datetime) -> None:
    store.write(lambda: alerts.house_alert(f"topic/{now}", "试", ["试"], now, "U05"))


def seal_if_due(now: datetime) -> bool:
    """As clock and worker do it."""
    return seals.is_due(now) and seals.seal_all(now) is not None


def test_a_demo_on_a_machine_of_a_later_date_writes_and_seals_in_its_own_time(demo: Settings) -> None:
    for number in range(2):
        start._prepare(demo, demo.base_url, 8100)
        assert plant_time.now() == MORNING
        assert seal_if_due(MORNING)
        for minutes in (11, 22):
            now = MORNING + minutes * MINUTE
            something_happens(now)
            assert seal_if_due(now) and ledger.newest() == now
        assert {entry.recorded_at - MORNING for entry in Entry.select()} == {0 * MINUTE, 11 * MINUTE, 22 * MINUTE}
        assert not Entry.select().where(Entry.seal.is_null()).exists() and Seal.select().count() == 3
        # 「重新开始」, and once more.
        assert afresh.put_aside(demo, LATER + number * MINUTE) is not None


def test_a_demo_begins_after_what_somebody_has_loaded_by_hand(demo: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    store.open_store(demo.database)
    store.migrate()
    load(demo.plant, LATER)
    start._prepare(demo, demo.base_url, 8100)
    assert LATER < plant_time.now() < LATER + timedelta(days=9)
    monkeypatch.setattr(stagehand.subprocess, "Popen", lambda *given, **more: pytest.fail("the story turns time back"))
    assert "请按「重新开始」" in (stagehand.Stagehand(demo).start() or ("", ""))[1]


@pytest.mark.both_stores
def test_a_clock_that_jumps_ahead_and_back_stops_no_seal_and_is_said(plant: Plant, tmp_path: Path) -> None:
    permit, true = ask_for_permit(plant), plant.now
    ahead = true + timedelta(hours=1)
    plant.set_time(ahead)
    confirm(plant)
    assert seal_if_due(plant.now) and ledger.newest() == ahead
    plant.set_time(true + MINUTE)
    sign(plant, SHIFT_FOREMAN)
    assert not seal_if_due(plant.now)
    plant.set_time(true + 12 * MINUTE)
    assert seal_if_due(plant.now) and not seal_if_due(plant.now)
    sign(plant, DIRECTOR)
    plant.set_time(true + 20 * MINUTE)
    assert not seal_if_due(plant.now)
    plant.set_time(true + 23 * MINUTE)
    assert seal_if_due(plant.now)
    assert {seal.at for seal in Seal.select()} == {ahead}
    asked = plant.house.settings.model_copy(update={"administrator": MANAGER})
    house = replace(plant.house, settings=asked)
    watchman.report(house, look(plant), frozenset({"clock/back"}), plant.now, plant_time.real_now())
    said = f"时钟倒退过：最近一条记在 {ahead:%Y-%m-%d %H:%M}，比现在晚 37 分钟，请校时"
    assert said in requests.get(f"{plant.base}/readyz").json()["faults"]
    export_matter(permit.subject, tmp_path / "permit.zip", plant.base, plant.now)
    sound, words = verify(tmp_path / "permit.zip")
    assert sound, words
    plant.set_time(ahead - MINUTE)
    assert look(plant) == []
    plant.settle()
    plant.expect(MANAGER, said)
    plant.expect_all(FOREMAN, SHIFT_FOREMAN, DIRECTOR, MANAGER)


def test_a_callback_of_wecom_is_taken_whatever_its_time_and_once(plant: Plant) -> None:
    word = forged.wecom_word(plant.person(FOREMAN).account, "动火")
    for ago in (3600, 0, -3600, 90_000):
        assert forged.wecom(plant, word, ago=ago).status_code == 200
    assert Ask.select().where(Ask.kind == "permit.request").count() == 1
    plant.settle()
    plant.expect(FOREMAN, "动火票申请")


def look(plant: Plant) -> list[watchman.Trouble]:
    """What the watchman sees of the clock."""
    seen = watchman.look(plant.house, plant.now, plant_time.real_now())
    return [trouble for trouble in seen if trouble.topic == "clock/back"]
