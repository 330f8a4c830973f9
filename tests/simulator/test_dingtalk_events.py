"""Directory events over Stream and encrypted over HTTP, with retries and the failed list."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from dingtalk_cast import EVENT_TOPIC, DingTalk, Service, plant, service, streaming

from simulator.config import DingtalkConfig
from simulator.dingtalk.crypto import BadEnvelope, EventCrypto
from simulator.server import Running

OWN = DingtalkConfig()
CRYPTO = EventCrypto(OWN.token, OWN.aes_key, OWN.client_id)
PHONE = "phones/dingtalk/anna/event"


@pytest.fixture
def sim() -> Iterator[DingTalk]:
    with Running(plant(callback_spacing_s=0.05, callback_timeout_s=0.5)) as running:
        yield DingTalk(running.url).login()


def success(_seen: dict[str, Any]) -> dict[str, Any]:
    return dict(CRYPTO.seal("success", str(int(time.time() * 1000)), "n1"))


def opened(seen: dict[str, Any]) -> dict[str, Any]:
    query = seen["query"]
    encrypted = seen["body"]["encrypt"]
    text = CRYPTO.open(query["msg_signature"], query["timestamp"], query["nonce"], encrypted)
    event: dict[str, Any] = json.loads(text)
    return event


def subscribe(sim: DingTalk, door: Service) -> None:
    sim.control("reset", {"dingtalk": {"event_callback_url": door.url}})
    sim.token = ""
    sim.login()


@pytest.mark.parametrize(
    ("event", "kind", "part"),
    [
        ("join", "user_add_org", {"userId": ["anna"]}),
        ("leave", "user_leave_org", {"userId": ["anna"]}),
        ("modify", "user_modify_org", {"userId": ["anna"]}),
        ("dept", "org_dept_modify", {"deptId": [100]}),
    ],
)
def test_an_event_comes_encrypted_and_success_ends_it(
    sim: DingTalk, event: str, kind: str, part: dict[str, Any]
) -> None:
    with service(success) as door:
        subscribe(sim, door)
        assert sim.control(PHONE, {"event": event}) == {"status": 200, "answer": "success"}
        seen = door.seen.get(timeout=1)
        assert door.seen.empty()
    found = opened(seen)
    assert (found["EventType"], found["CorpId"]) == (kind, OWN.corp_id)
    assert part.items() <= found.items()
    assert seen["query"]["signature"] == seen["query"]["msg_signature"]


def test_check_url_is_answered_with_success(sim: DingTalk) -> None:
    with service(success) as door:
        subscribe(sim, door)
        assert sim.control("dingtalk/check_url", {}) == {"status": 200, "answer": "success"}
        assert opened(door.seen.get(timeout=1)) == {"EventType": "check_url"}


def test_a_wrong_answer_brings_the_event_twice_more_and_onto_the_failed_list(sim: DingTalk) -> None:
    with service(lambda _seen: {"errcode": 0}) as door:
        subscribe(sim, door)
        assert sim.control(PHONE, {"event": "leave"})["status"] == 0
        events = [opened(door.seen.get(timeout=1)) for _ in range(3)]
    assert len({event["eventId"] for event in events}) == 1
    failed = failed_list(sim)
    assert [(line["call_back_tag"], line["userid"]) for line in failed] == [("user_leave_org", ["anna"])]
    assert failed_list(sim, wait=False) == []


def failed_list(sim: DingTalk, wait: bool = True) -> list[dict[str, Any]]:
    """The failed list; the last try ends a moment after the service saw it."""
    for _ in range(100 if wait else 1):
        url = f"{sim.url}/call_back/get_call_back_failed_result"
        found = sim.http.get(url, params={"access_token": sim.token}, timeout=5).json()
        if found.get("failed_list"):
            break
        sim.control("time", {"advance_s": 1})
    listed: list[dict[str, Any]] = found["failed_list"]
    return listed


@pytest.mark.parametrize("fault", ["wrong_signature", "wrong_receiver"])
def test_spoilt_events_come_on_demand(sim: DingTalk, fault: str) -> None:
    with service(success) as door:
        subscribe(sim, door)
        sim.control("faults", {"platform": "dingtalk", "call": "callback", "fault": fault})
        sim.control(PHONE, {"event": "leave"})
        with pytest.raises(BadEnvelope):
            opened(door.seen.get(timeout=1))


def test_a_duplicate_has_the_same_event_id(sim: DingTalk) -> None:
    with service(success) as door:
        subscribe(sim, door)
        sim.control("faults", {"platform": "dingtalk", "call": "callback", "fault": "duplicate"})
        sim.control(PHONE, {"event": "leave"})
        events = [opened(door.seen.get(timeout=1)) for _ in range(2)]
    assert events[0] == events[1]


def test_a_held_event_is_overtaken_by_the_next_one(sim: DingTalk) -> None:
    with service(success) as door:
        subscribe(sim, door)
        sim.control("faults", {"platform": "dingtalk", "call": "callback", "fault": "reorder"})
        held = sim.meanwhile(PHONE, {"event": "leave"})
        while sim.control("faults"):
            continue
        sim.control("phones/dingtalk/boss/event", {"event": "leave"})
        held.result()
        order = [opened(door.seen.get(timeout=1))["userId"] for _ in range(2)]
    assert order == [["boss"], ["anna"]]


def test_over_stream_the_headers_name_the_event(sim: DingTalk) -> None:
    with streaming(sim, EVENT_TOPIC) as client:
        pushed = sim.meanwhile(PHONE, {"event": "modify", "changes": {"name": "安娜"}})
        frame = client.frame()
        client.ack(frame, {"status": "LATER", "message": ""})
        again = client.frame()
        client.ack(again, {"status": "SUCCESS", "message": ""})
        pushed.result()
    assert (frame["type"], frame["headers"]["eventType"]) == ("EVENT", "user_modify_org")
    assert frame["headers"]["eventId"] == again["headers"]["eventId"]
    diff = frame["data"]["diffInfo"]
    assert (diff["prev"]["name"], diff["curr"]["name"], diff["userid"]) == ("anna", "安娜", "anna")


def test_unknown_events_and_the_envelope_come_on_demand(sim: DingTalk) -> None:
    sim.control("dingtalk/shape", {"shape": "event_envelope"})
    with streaming(sim, EVENT_TOPIC) as client:
        pushed = sim.meanwhile("dingtalk/event", {"type": "moon_landing", "data": {"who": "anna"}})
        frame = client.frame()
        client.ack(frame, {"status": "SUCCESS"})
        assert pushed.result()["status"] == 200
    assert (frame["data"]["eventType"], frame["data"]["data"]) == ("moon_landing", {"who": "anna"})
    assert "eventType" not in frame["headers"]


def test_without_any_subscriber_an_event_goes_nowhere(sim: DingTalk) -> None:
    assert sim.control(PHONE, {"event": "leave"})["dropped"] == "nobody subscribed"
    assert sim.oapi("topapi/v2/user/get", {"userid": "anna"})["errcode"] == 60121
