"""What a tap on a card sends over HTTP and over Stream, and what its answer changes."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from dingtalk_cast import DingTalk, Service, card, plant, service, streaming

from simulator.dingtalk.crypto import card_signature
from simulator.server import Running

SIGNED = {
    "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
    "cardData": {"cardParamMap": {"status": "已签"}},
    "userPrivateData": {"cardParamMap": {"notice": "你已签字"}},
}


@pytest.fixture
def sim() -> Iterator[DingTalk]:
    with Running(plant(callback_spacing_s=0.05, callback_timeout_s=0.5)) as running:
        yield DingTalk(running.url).login()


def register(sim: DingTalk, door: Service, secret: str = "CardSecret2026", **more: Any) -> Any:
    wanted = {"callbackRouteKey": "anhao", "callbackUrl": door.url, "apiSecret": secret}
    return sim.api("POST", "card/callbacks/register", wanted | more)


def send_http_card(sim: DingTalk, **more: Any) -> None:
    sim.send_card(callbackType="HTTP", callbackRouteKey="anhao", **more)


def test_a_tap_over_http_is_signed_and_its_answer_shows_on_the_card(sim: DingTalk) -> None:
    with service(lambda _seen: SIGNED) as door:
        register(sim, door)
        send_http_card(sim)
        told = sim.tap("anna", "签字", text="同意", choices=["a"])
        seen = door.seen.get(timeout=1)
    stamp = seen["headers"]["x-ddpaas-signature-timestamp"]
    assert seen["headers"]["x-ddpaas-signature"] == card_signature("CardSecret2026", stamp)
    assert abs(int(stamp) / 1000 - time.time()) < 10
    assert (seen["body"]["userId"], seen["body"]["outTrackId"]) == ("anna", "ask-anna")
    inner = json.loads(seen["body"]["content"])["cardPrivateData"]
    wanted = {"ask": "7", "rendition": "12", "action": "sign", "text": "同意", "choices": ["a"]}
    assert inner == {"actionIds": ["sign"], "params": wanted}
    assert (told["status"], told["answer"], told["notice"]) == (200, SIGNED, "你已签字")
    assert sim.messages("anna")[0]["answers"][0]["notice"] == "你已签字"


def test_the_answer_reaches_the_clicker_only(sim: DingTalk) -> None:
    with service(lambda _seen: SIGNED) as door:
        register(sim, door)
        send_http_card(sim, openSpaceId="dtv1.card//IM_ROBOT.anna;IM_ROBOT.boss")
        sim.tap("anna")
    shown = [sim.messages(name)[0]["body"]["cardParamMap"].get("status") for name in ("anna", "boss")]
    assert shown == ["已签", None]


def test_a_route_key_has_one_address_until_it_is_forced(sim: DingTalk) -> None:
    with service() as door, service() as other:
        assert register(sim, door).json()["result"]["callbackUrl"] == door.url
        assert register(sim, door).status_code == 200
        refused = register(sim, other)
        assert (refused.status_code, refused.json()["code"]) == (500, "param.callbackRouteKeyExist")
        assert register(sim, other, forceUpdate=True).json()["result"]["callbackUrl"] == other.url


@pytest.mark.parametrize("lacks", ["callbackRouteKey", "callbackUrl"])
def test_a_registration_without_key_or_address_is_refused(sim: DingTalk, lacks: str) -> None:
    body = {"callbackRouteKey": "k", "callbackUrl": "http://x", "apiSecret": "s"} | {lacks: ""}
    assert sim.api("POST", "card/callbacks/register", body).json()["code"] == f"param.{lacks}Empty"


def test_a_tap_over_stream_is_one_frame_and_its_ack_the_answer(sim: DingTalk) -> None:
    sim.send_card()
    with streaming(sim) as client:
        tapping = sim.tapping("anna")
        frame = client.frame()
        client.ack(frame, {"response": SIGNED})
        told = tapping.result()
    assert (frame["type"], frame["headers"]["topic"]) == ("CALLBACK", "/v1.0/card/instances/callback")
    assert frame["data"]["userId"] == "anna"
    assert (told["status"], told["notice"]) == (200, "你已签字")
    assert sim.messages("anna")[0]["body"]["cardParamMap"]["status"] == "已签"


def test_a_tap_without_a_stream_client_gives_the_platforms_toast(sim: DingTalk) -> None:
    sim.send_card()
    told = sim.tap("anna")
    assert (told["status"], told["answer"]) == (0, None)
    assert told["toast"]


def test_links_open_and_buttons_that_are_gone_are_dead(sim: DingTalk) -> None:
    sim.send_card()
    assert sim.tap("anna", "看票") == {"open": "http://anhao/h5"}
    assert sim.tap("anna", "reject") == {"dead": True}
    cleared = {"cardParamMap": {"buttons": "[]", "status": "已签"}}
    sim.api("PUT", "card/instances", {"outTrackId": "ask-anna", "cardData": cleared})
    assert sim.tap("anna", "sign") == {"dead": True}


def test_a_card_without_callback_type_sends_none(sim: DingTalk) -> None:
    sim.send_card(callbackType=None)
    assert sim.tap("anna") == {"dead": True}


def test_an_answer_after_two_seconds_is_lost_and_reported(sim: DingTalk) -> None:
    sim.control("faults", {"platform": "dingtalk", "call": "callback", "fault": "late", "seconds": 0.6})
    with service(lambda _seen: SIGNED) as door:
        register(sim, door)
        send_http_card(sim)
        told = sim.tap("anna")
        assert door.seen.get(timeout=2)
    assert (told["status"], told["answer"]) == (0, None)
    assert "status" not in sim.messages("anna")[0]["body"]["cardParamMap"]
    assert "card callback not answered within 2 s" in sim.reports()


@pytest.mark.parametrize(
    "answer",
    [
        {"cardData": {"cardParamMap": {"status": 1}}},
        {"userPrivateData": {"anna": {"cardParamMap": {"notice": "x"}}}},
        ["no", "object"],
    ],
)
def test_a_malformed_answer_changes_nothing_and_is_reported(sim: DingTalk, answer: Any) -> None:
    with service(lambda _seen: answer) as door:
        register(sim, door)
        send_http_card(sim)
        sim.tap("anna")
    assert sim.messages("anna")[0]["body"] == {
        "cardParamMap": card()["cardData"]["cardParamMap"],
        "private": {},
        "outTrackId": "ask-anna",
    }
    assert len(sim.reports()) == 1


def test_an_update_before_the_answer_is_reported(sim: DingTalk) -> None:
    sim.send_card()
    options = {"updateCardDataByKey": True}
    update = {"outTrackId": "ask-anna", "cardData": {"cardParamMap": {"status": "已签"}}}
    with streaming(sim) as client:
        tapping = sim.tapping("anna")
        frame = client.frame()
        sim.api("PUT", "card/instances", update | {"cardUpdateOptions": options})
        client.ack(frame, {"response": {}})
        tapping.result()
    assert sim.reports() == ["card updated before its callback was answered"]


def tapped_body(sim: DingTalk, shape: str) -> dict[str, Any]:
    sim.control("dingtalk/shape", {"shape": shape})
    with service() as door:
        register(sim, door)
        send_http_card(sim)
        sim.tap("anna")
        body: dict[str, Any] = door.seen.get(timeout=1)["body"]
        return body


def test_callbacks_come_in_the_older_shapes_on_demand(sim: DingTalk) -> None:
    body = tapped_body(sim, "value")
    assert "content" not in body
    assert json.loads(body["value"])["cardPrivateData"]["params"]["action"] == "sign"


def test_params_come_beside_the_private_data_on_demand(sim: DingTalk) -> None:
    inner = json.loads(tapped_body(sim, "loose_params")["content"])
    assert inner["params"]["action"] == "sign"
    assert inner["cardPrivateData"] == {"actionIds": ["sign"]}


def test_params_come_typed_on_demand(sim: DingTalk) -> None:
    params = json.loads(tapped_body(sim, "typed_params")["content"])["cardPrivateData"]["params"]
    assert params == {"ask": 7, "rendition": 12, "action": "sign", "checked": True}


@pytest.mark.parametrize(("shape", "field", "there"), [("no_type", "type", False), ("extra_fields", "newField", True)])
def test_fields_are_missing_or_added_on_demand(sim: DingTalk, shape: str, field: str, there: bool) -> None:
    assert (field in tapped_body(sim, shape)) is there


def test_a_forwarded_card_is_tapped_by_the_stranger(sim: DingTalk) -> None:
    with service() as door:
        register(sim, door)
        send_http_card(sim)
        sim.control("dingtalk/forward", {"message": sim.messages("anna")[0]["id"], "to": "boss"})
        sim.tap("boss")
        body = door.seen.get(timeout=1)["body"]
    assert (body["userId"], body["outTrackId"]) == ("boss", "ask-anna")


STAMP, SIGNATURE = "x-ddpaas-signature-timestamp", "x-ddpaas-signature"


@pytest.mark.parametrize("how", [None, "missing", "stale", "replay"])
def test_signatures_go_wrong_on_demand(sim: DingTalk, how: str | None) -> None:
    fault = {"platform": "dingtalk", "call": "callback", "fault": "wrong_signature", "code": how}
    with service() as door:
        register(sim, door)
        send_http_card(sim)
        sim.tap("anna")
        sim.control("faults", fault)
        sim.tap("anna")
        good, bad = (door.seen.get(timeout=1)["headers"] for _ in range(2))
    assert good[SIGNATURE] == card_signature("CardSecret2026", good[STAMP])
    if how == "missing":
        assert SIGNATURE not in bad
        return
    assert (bad[SIGNATURE] == card_signature("CardSecret2026", bad[STAMP])) is (how is not None)
    assert (bad[STAMP] == good[STAMP]) is (how == "replay")
    assert (int(good[STAMP]) - int(bad[STAMP]) > 3600_000) is (how == "stale")


def test_a_duplicate_over_http_has_the_same_body(sim: DingTalk) -> None:
    sim.control("faults", {"platform": "dingtalk", "call": "callback", "fault": "duplicate"})
    with service() as door:
        register(sim, door)
        send_http_card(sim)
        sim.tap("anna")
        first, second = (door.seen.get(timeout=1)["body"] for _ in range(2))
    assert first == second
