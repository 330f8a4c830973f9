"""Stream connections: tickets, pings, redelivery, disconnects, hot loops, two clients."""

from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from dingtalk_cast import (
    CARD_TOPIC,
    EVENT_TOPIC,
    ROBOT_TOPIC,
    DingTalk,
    Stream,
    open_stream,
    plant,
    streaming,
)
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from simulator.server import Running


@pytest.fixture
def sim() -> Iterator[DingTalk]:
    with Running(plant(callback_spacing_s=0.05, callback_timeout_s=0.5)) as running:
        yield DingTalk(running.url).login()


def test_wrong_credentials_open_nothing(sim: DingTalk) -> None:
    wrong = {"clientId": sim.own.client_id, "clientSecret": "guess", "subscriptions": [CARD_TOPIC]}
    refused = sim.api("POST", "gateway/connections/open", wrong)
    assert (refused.status_code, refused.json()["code"]) == (401, "authFailed")


def test_a_ticket_opens_one_connection_and_must_be_encoded(sim: DingTalk) -> None:
    opened = open_stream(sim, CARD_TOPIC)
    with pytest.raises(InvalidStatus):
        connect(f"{opened['endpoint']}?ticket={opened['ticket']}", proxy=None)
    encoded = quote_plus(opened["ticket"])
    with connect(f"{opened['endpoint']}?ticket={encoded}", proxy=None):
        pass
    with pytest.raises(InvalidStatus):
        connect(f"{opened['endpoint']}?ticket={encoded}", proxy=None)
    assert "stream connect with a used, old or badly encoded ticket" in sim.reports()


def test_a_system_ping_must_be_echoed(sim: DingTalk) -> None:
    with streaming(sim) as client:
        answered = _while_answering(sim, client, "ping", echo=True)
        assert answered[0]["status"] == 200
        assert sim.reports() == []
        _while_answering(sim, client, "ping", echo=False)
        assert sim.reports() == ["system ping was not echoed"]


def _while_answering(sim: DingTalk, client: Stream, do: str, *, echo: bool) -> list[dict[str, object]]:
    asked = sim.meanwhile("dingtalk/stream", {"do": do})
    frame = client.frame()
    client.ack(frame, frame["data"] if echo else {})
    answered: list[dict[str, object]] = asked.result()
    return answered


def test_the_client_must_read_binary_frames_too(sim: DingTalk) -> None:
    with streaming(sim) as client:
        assert _while_answering(sim, client, "binary", echo=True)[0]["status"] == 200


def test_what_is_not_acked_comes_again_with_the_same_id_then_with_a_new_one(sim: DingTalk) -> None:
    sim.send_card()
    with streaming(sim) as client:
        told = sim.tapping("anna")
        frames = [client.frame() for _ in range(3)]
        client.ack(frames[2], {"response": {}})
    ids = [frame["headers"]["messageId"] for frame in frames]
    assert ids[0] == ids[1] != ids[2]
    assert frames[0]["data"] == frames[1]["data"] == frames[2]["data"]
    assert told.result()["status"] == 0


def test_an_ack_of_failure_brings_the_callback_again(sim: DingTalk) -> None:
    sim.send_card()
    with streaming(sim) as client:
        tapping = sim.tapping("anna")
        client.ack(client.frame(), {}, code=500)
        client.ack(client.frame(), {"response": {}})
    assert tapping.result()["status"] == 500


def test_a_duplicate_comes_with_the_same_or_a_new_id(sim: DingTalk) -> None:
    sim.send_card()
    same = []
    with streaming(sim) as client:
        for code in (None, "new_id"):
            fault = {"platform": "dingtalk", "call": "callback", "fault": "duplicate", "code": code}
            sim.control("faults", fault)
            tapping = sim.tapping("anna")
            frames = [client.frame(), client.frame()]
            for frame in frames:
                client.ack(frame, {"response": {}})
            assert tapping.result()["status"] == 200
            same.append(frames[0]["headers"]["messageId"] == frames[1]["headers"]["messageId"])
    assert same == [True, False]


def test_a_dropped_connection_loses_nothing(sim: DingTalk) -> None:
    sim.send_card()
    sim.control("faults", {"platform": "dingtalk", "call": "callback", "fault": "drop_connection"})
    with streaming(sim) as lost:
        tapping = sim.tapping("anna")
        with pytest.raises(ConnectionClosed):
            lost.frame()
    assert tapping.result()["status"] == 0
    with streaming(sim) as client:
        frame = client.frame()
        client.ack(frame, {"response": {}})
    assert frame["data"]["userId"] == "anna"


def test_a_half_open_connection_answers_no_ping(sim: DingTalk) -> None:
    with streaming(sim) as client:
        assert client.socket.ping().wait(1)
        sim.control("dingtalk/stream", {"do": "half_open"})
        assert not client.socket.ping().wait(0.2)


def test_a_disconnect_warns_then_closes_and_gets_no_more_pushes(sim: DingTalk) -> None:
    sim.send_card()
    with streaming(sim) as old:
        sim.control("dingtalk/stream", {"do": "disconnect"})
        warned = old.frame()
        assert (warned["type"], warned["headers"]["topic"]) == ("SYSTEM", "disconnect")
        with streaming(sim) as new:
            tapping = sim.tapping("anna")
            new.ack(new.frame(), {"response": {}})
            assert tapping.result()["status"] == 200
        with pytest.raises(ConnectionClosed):
            old.frame()


def test_an_unknown_topic_is_pushed_on_demand(sim: DingTalk) -> None:
    with streaming(sim) as client:
        sim.control("dingtalk/stream", {"do": "unknown_topic"})
        frame = client.frame()
        client.ack(frame, {}, code=404)
    assert frame["headers"]["topic"] == "/v1.0/nobody/knows"


def test_a_hot_loop_is_reported_and_two_clients_are_not(sim: DingTalk) -> None:
    with streaming(sim), streaming(sim):
        assert sim.reports() == []
    for _ in range(4):
        with streaming(sim) as client:
            sim.control("dingtalk/stream", {"do": "close"})
            with pytest.raises(ConnectionClosed):
                client.frame()
    assert any("hot reconnect" in what for what in sim.reports())


def test_two_clients_share_the_load(sim: DingTalk) -> None:
    sim.send_card()
    served = {"first": 0, "second": 0}
    with streaming(sim) as first, streaming(sim) as second:
        for _ in range(20):
            tapping = sim.tapping("anna")
            while not tapping.done():
                for name, client in (("first", first), ("second", second)):
                    try:
                        client.ack(client.frame(0.01), {"response": {}})
                        served[name] += 1
                    except TimeoutError:
                        continue
    assert sum(served.values()) == 20
    assert min(served.values()) > 0


def test_a_push_goes_only_to_who_subscribed_to_it(sim: DingTalk) -> None:
    sim.send_card()
    with streaming(sim, ROBOT_TOPIC, EVENT_TOPIC):
        assert sim.tap("anna")["status"] == 0
    with streaming(sim, ROBOT_TOPIC) as robot, streaming(sim, CARD_TOPIC) as cards:
        tapping = sim.tapping("anna")
        cards.ack(cards.frame(), {"response": {}})
        assert tapping.result()["status"] == 200
        with pytest.raises(TimeoutError):
            robot.frame(0.05)


def test_a_reset_keeps_the_connections(sim: DingTalk) -> None:
    with streaming(sim) as client:
        sim.control("reset", {})
        sim.token = ""
        sim.login().send_card()
        tapping = sim.tapping("anna")
        client.ack(client.frame(), {"response": {}})
        assert tapping.result()["status"] == 200
