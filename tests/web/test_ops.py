"""Operations: alive, ready or what is not well, figures; and the demo's clock."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta

import pytest
from plant import anhe
from room import NOW, Room

from handlers import not_taken
from handlers.plant import keep
from models import meter, plant_time, store
from models.book import book
from models.delivery import Delivery
from models.permit import Permit
from web.ops import PARTS, faults_of
from web.refused import MAX_BODY


def test_a_living_process_answers_whatever_else_is_down(room: Room) -> None:
    assert room.app.test_client().get("/healthz").json == {"ok": True}


def test_not_ready_lists_everything_that_is_not_well(room: Room) -> None:
    answer = room.app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["ok"] is False
    assert any("Redis" in fault for fault in answer.json["faults"])
    assert any("clock" in fault and "没有启动" in fault for fault in answer.json["faults"])


def test_plant_data_that_were_not_taken_are_said_and_make_nothing_unready(room: Room) -> None:
    client, var = room.app.test_client(), room.settings.var
    assert client.get("/readyz").json["notices"] == []
    not_taken.keep(var, ["plant.yaml:3 people：石坚（0302）还有没办完的事", "plant.yaml:9 people：另一处"])
    answer = client.get("/readyz").json
    [notice] = answer["notices"]
    assert "石坚（0302）还有没办完的事等 2 处" in notice and "现在用的还是原来的规则" in notice
    assert notice not in answer["faults"]


def test_ready_when_store_queue_and_parts_are_well(room: Room, redis_url: str) -> None:
    real = plant_time.real_now()
    store.write(lambda: [meter.beat(part, real) for part in PARTS])
    settings = room.settings.model_copy(update={"redis_url": redis_url})
    settings.__dict__.pop("redis", None)
    assert list(faults_of(settings, real)) == []
    late = real + timedelta(seconds=31)
    assert any("时钟（clock）31 秒没有动静" in fault for fault in faults_of(settings, late))


def test_the_stream_must_live_only_where_dingtalk_uses_it(room: Room) -> None:
    real = plant_time.real_now()
    assert not any("stream" in fault for fault in faults_of(room.settings, real))
    secret = {"client_id": "ding", "client_secret": type(room.settings.dingtalk.client_secret)("s")}
    used = room.settings.model_copy(update={"dingtalk": room.settings.dingtalk.model_copy(update=secret)})
    assert any("stream:dingtalk" in fault for fault in faults_of(used, real))


def test_figures_count_open_asks_waiting_cards_and_the_month_s_use(room: Room, permit: Permit) -> None:
    def seed() -> None:
        common = {"person": "U04", "platform": "wecom", "account": "anhe_u04", "purpose": "permit.sign"}
        waiting_since = NOW - timedelta(seconds=90)
        Delivery.create(ask=2, not_before=waiting_since, created_at=NOW, **common)
        meter.count("wecom", "api", "message/send", "anhe_u04", NOW)

    store.write(seed)
    text = room.app.test_client().get("/metrics").text
    assert "anhe_u04" not in text
    assert "\nanhao_open_asks 2\n" in text
    assert "\nanhao_waiting_deliveries 1\n" in text
    assert "\nanhao_oldest_waiting_seconds 90\n" in text
    assert '\nanhao_usage_this_month{platform="wecom",measure="api"} 1\n' in text


def test_the_demo_sets_plant_time(room: Room) -> None:
    client = room.app.test_client()
    body = {"now": "2026-11-25T22:00:00+08:00", "rate": 0}
    answer = client.post("/demo/clock", json=body)
    assert answer.status_code == 200
    assert plant_time.now() == datetime.fromisoformat(body["now"])
    assert client.get("/demo/clock").json["rate"] == 0


def test_the_demo_tells_who_has_come_since(room: Room) -> None:
    client = room.app.test_client()
    known = client.post("/demo/people", json={"rules": 0}).json
    assert len(known["people"]) == len(book(NOW).plant.people)
    assert client.post("/demo/people", json={"rules": known["rules"]}).json["people"] == []
    data = deepcopy(anhe())
    [welder] = [each for each in data["plant"]["people"] if each["id"] == "U34"]
    data["plant"]["people"].append(
        {**welder, "id": "U99", "name": "尉迟新", "account": "new-99", "phone": "10000000099"}
    )
    store.write(lambda: keep(data, NOW))
    come = client.post("/demo/people", json={"rules": known["rules"]}).json["people"]
    assert [(each["platform"], each["account"]) for each in come if each["name"] == "尉迟新"] == [("wecom", "new-99")]


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"now": 5},
        {"now": "2026-11-25T22:00:00"},
        {"now": "9999-12-31T23:59:59+08:00"},
        {"now": "2101-01-01T00:00:00+08:00"},
        {"now": "2026-11-25T22:00:00+08:00", "rate": -1},
        {"now": "2026-11-25T22:00:00+08:00", "rate": 1e308},
    ],
)
def test_a_time_that_is_none_is_refused(room: Room, body: object) -> None:
    answer = room.app.test_client().post("/demo/clock", json=body)
    assert answer.status_code == 400
    assert answer.json["words"] and answer.json["todo"]
    assert not plant_time.is_set()


def test_the_demo_s_doors_read_no_more_than_the_others(room: Room) -> None:
    body = b'{"now": "2026-11-25T22:00:00+08:00", "note": "' + b"x" * MAX_BODY + b'"}'
    answer = room.app.test_client().post("/demo/clock", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["words"]) == (413, "发来的内容超过 2 MB。")
    assert not plant_time.is_set()


def test_the_demo_s_door_is_open_to_this_machine_only(room: Room) -> None:
    answer = room.app.test_client().get("/demo/clock", environ_base={"REMOTE_ADDR": "10.0.0.8"})
    assert answer.status_code == 403
