"""A world that was saved goes on in another simulator: the same phones, and cards that can still be repainted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from dingtalk_cast import DingTalk, card
from wecom_cast import LEADER, NOW, WeCom, button_card

from simulator.config import Config, read
from simulator.server import Running

PEOPLE = [
    {"platform": "wecom", "account": LEADER, "name": "石磊", "position": {"mode": "denied"}},
    {"platform": "dingtalk", "account": "anna", "name": "安娜"},
]
SHOWN = {"button": {"replace_name": "已处理"}}


def plant() -> Config:
    # WeCom takes cards with buttons only from an app with a callback; nobody taps here.
    return read({"now": NOW, "rate": 0, "people": PEOPLE, "wecom": {"callback_url": "http://127.0.0.1:1/"}})


@pytest.fixture
def before() -> Iterator[Running]:
    with Running(plant()) as running:
        yield running


@pytest.fixture
def after() -> Iterator[Running]:
    with Running(plant()) as running:
        yield running


def wecom(running: Running) -> WeCom:
    return WeCom(running.url, plant().wecom).login()


def dingtalk(running: Running) -> DingTalk:
    return DingTalk(running.url).login()


def test_what_is_on_the_phones_is_there_again_after_a_stop(tmp_path: Path) -> None:
    config = plant()
    config.kept = tmp_path / "world.json"
    with Running(config) as running:
        wecom(running).send(button_card(), to=LEADER)
    with Running(config) as running:
        [message] = running.world.phones["wecom", LEADER].messages
        assert message.id == "w1" and wecom(running).send(button_card("hz-2"), to=LEADER)["errcode"] == 0
        assert [each.id for each in running.world.phones["wecom", LEADER].messages] == ["w1", "w2"]
        # Plant time is what the service says it is, not what it was.
        assert running.world.clock.now() == config.now
    config.kept.write_text("{", "utf-8")
    with Running(config) as running:
        assert running.world.phones["wecom", LEADER].messages == []


def moved(before: Running, after: Running) -> None:
    """As a file would carry it."""
    saved: Any = json.loads(json.dumps(wecom(before).control("world")))
    assert wecom(after).control("world", saved) == {"ok": True}


def test_phones_positions_and_plant_time_go_on(before: Running, after: Running) -> None:
    wecom(before).send(button_card())
    wecom(before).advance(3600)
    moved(before, after)
    assert wecom(after).phone() == wecom(before).phone()
    assert wecom(after).control("phones")[0]["position"] == {"mode": "denied"}
    assert wecom(after).control("time") == {"now": "2026-11-25T09:00:00+08:00", "rate": 0}
    wecom(after).send(button_card("hz-2"))
    first, second = wecom(after).phone()
    assert first["id"] != second["id"]


def test_a_wecom_card_is_repainted_with_the_permission_of_before_and_only_once(before: Running, after: Running) -> None:
    code = wecom(before).send(button_card())["response_code"]
    moved(before, after)
    assert wecom(after).update(code, **SHOWN)["errcode"] == 0
    assert wecom(after).card()["replace_text"] == "已处理"
    assert wecom(after).update(code, **SHOWN)["errcode"] == 42022


def test_a_task_id_of_before_is_still_taken(before: Running, after: Running) -> None:
    wecom(before).send(button_card())
    moved(before, after)
    wecom(after).advance(3600 * 24)
    assert wecom(after).send(button_card(main_title={"title": "另一张"}))["errcode"] != 0


def test_a_dingtalk_card_is_repainted_where_it_is(before: Running, after: Running) -> None:
    dingtalk(before).send_card()
    moved(before, after)
    there = dingtalk(after)
    changed = {"outTrackId": card()["outTrackId"], "cardData": {"cardParamMap": {"title": "已签"}}}
    options = {"cardUpdateOptions": {"updateCardDataByKey": True}}
    assert there.api("PUT", "card/instances", changed | options).status_code == 200
    assert [each["body"]["cardParamMap"]["title"] for each in there.messages("anna")] == ["已签"]


@pytest.mark.parametrize("wrong", [{}, {"v": 2}, {"v": 1, "now": "soon"}, {"v": 1, "phones": []}])
def test_what_is_no_saved_world_is_refused_and_changes_nothing(after: Running, wrong: dict[str, Any]) -> None:
    wecom(after).send(button_card())
    refused = requests.post(f"{after.url}/control/world", json=wrong, timeout=10)
    assert refused.status_code == 400 and refused.json()["error"]
    assert len(wecom(after).phone()) == 1
