"""The console's sensors: how each stands, what does not fit, page by page; and what figures say of them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from room import NOW, Room
from test_console_by_hand import narrow

from handlers.sensors import readings
from handlers.sensors.readings import From
from models import store
from models.detector import Inhibit
from models.hazard import Hazard
from web.figures import lines

__all__ = ["narrow"]


def say(sensor: str, value: str, *, ago: int = 0, seq: int = 1, sender: str = "gw-tank") -> str:
    sent = {"sensor": sensor, "ts": (NOW - timedelta(seconds=ago)).isoformat(), "seq": seq, "value": value}
    [result] = store.write(lambda: readings.take([(sent, From(sender))], NOW))
    return result.outcome


@pytest.fixture
def told(room: Room) -> None:
    """One of each: fine, over both levels, faulty, old, under an inhibit, unknown, contradicting itself."""
    say("GD-101", "55")
    for ago in (9, 6, 3, 0):
        say("TX-201", "22", ago=ago, seq=10 - ago)
    for seq in (1, 2, 7):
        say("TX-203", "NaN", seq=seq)
    say("TH-401", "21.5", ago=900)
    say("OX-301", "20.9")
    say("OX-301", "20.8")
    Inhibit.create(instrument="GD-102", by="U41", reason="通标气", since=NOW, until=NOW + timedelta(hours=1))
    say("GD-102", "60")
    for number in range(51):
        say(f"NEW-{number:02}", "1")


def test_the_page_says_of_each_how_it_stands_and_leads_to_its_ticket(served: str, told: None, narrow: Page) -> None:
    narrow.goto(f"{served}/console/sensors")
    rows = narrow.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(13)
    for words in ("二级报警", "55 %LEL", "值不是数", "旧的，不算现在", "通标气", "没来过数", "漏了 4 个"):
        expect(narrow.locator("table").first).to_contain_text(words)
    expect(narrow.locator(".head .badge")).to_contain_text("个还没接上")
    expect(narrow.get_by_role("heading", name="待认领的")).to_be_visible()
    narrow.get_by_role("link", name="下一页").tap()
    expect(narrow.locator("main")).to_contain_text("第 2 页，共 3 页")
    narrow.get_by_role("link", name="上一页").tap()
    expect(narrow.locator("main")).to_contain_text("先来 20.9")
    narrow.get_by_role("link", name=re.compile("YH-")).first.tap()
    expect(narrow.locator("main")).to_contain_text("传感器报的")
    expect(narrow.locator("main")).to_contain_text(re.compile("传感器 (GD-101|TX-20[13])，当班的是"))


def test_the_houses_figures_say_how_long_alarms_took(room: Room, told: None) -> None:
    written = "\n".join(lines(room.settings, NOW, NOW))
    assert Hazard.select().count() == 3
    assert 'anhao_sensor_ticket_seconds{quantile="0.95"} 3' in written
    assert 'anhao_sensors{state="alarm"} 3' in written and "anhao_unknown_sensors 51" in written
