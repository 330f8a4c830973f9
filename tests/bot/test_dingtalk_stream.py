"""The Stream client against the simulated platform: pushes arrive, acks go out, lost connections come back."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from dingtalk_rig import BRISK, House, Plant, plant, settings, until
from pydantic import SecretStr

from bot.channel import Action
from bot.dingtalk import frames
from bot.dingtalk.inbox import Inbox
from bot.dingtalk.line import answered
from bot.dingtalk.seen import FirstSeen
from bot.dingtalk.stream import Stream
from simulator.server import Running


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    # A spacing of 0.1 s makes the redeliveries after 16 s and 60 s come after 0.16 s and 0.6 s.
    with Running(plant(callback_spacing_s=0.1)) as sim:
        yield sim.url


@pytest.fixture
def sim(server: str) -> Plant:
    here = Plant(server)
    here.control("reset", {})
    return here


@pytest.fixture
def fresh() -> Iterator[Plant]:
    """A platform that has seen no connection yet, so that it can judge the pace of ours."""
    with Running(plant(callback_spacing_s=0.1)) as sim:
        yield Plant(sim.url)


def test_a_tap_is_answered_on_the_phone_of_the_one_who_tapped(sim: Plant) -> None:
    house = House()
    with sim.connected(house):
        sim.send()
        told = sim.tap(choices={"measure": ["1"]}, text="看过")
    assert (told["status"], told["notice"]) == (200, "已记下")
    (action,) = house.actions
    assert (action.ask, action.rendition, action.name, action.card) == (7, 1, "sign", "card-1")
    assert (action.choices, action.text) == ({"measure": ("1",)}, "看过")
    assert sim.reports() == []


@pytest.mark.parametrize("again", [None, "new_id"], ids=["same messageId", "new messageId"])
def test_a_redelivered_tap_has_the_key_of_the_first(sim: Plant, again: str | None) -> None:
    house = House()
    with sim.connected(house):
        sim.send()
        sim.fault("callback", "duplicate", code=again)
        sim.tap()
        until(lambda: len(house.actions) == 2)
    assert len({action.key for action in house.actions}) == 1


def test_another_button_has_another_key(sim: Plant) -> None:
    house = House()
    with sim.connected(house):
        sim.send()
        sim.tap()
        sim.tap(button="why")
    assert [action.name for action in house.actions] == ["sign", "why"]
    assert len({action.key for action in house.actions}) == 2


@pytest.mark.parametrize("shape", ["value", "loose_params", "no_type", "extra_fields", "typed_params"])
def test_every_shape_that_was_seen_is_understood(sim: Plant, shape: str) -> None:
    house = House()
    with sim.connected(house):
        sim.send()
        sim.control("dingtalk/shape", {"shape": shape})
        assert sim.tap()["status"] == 200
    assert (house.actions[0].name, house.actions[0].ask) == ("sign", 7)


def test_a_tap_that_the_house_could_not_take_is_asked_for_again(sim: Plant) -> None:
    house = House()
    house.fail = True
    with sim.connected(house):
        sim.send()
        assert sim.tap()["status"] == 500
        house.fail = False
        until(lambda: len(house.actions) >= 2)
    assert len({action.key for action in house.actions}) == 1


def test_a_word_and_a_change_of_people_arrive(sim: Plant) -> None:
    house = House()
    with sim.connected(house):
        sim.control("phones/dingtalk/anna/say", {"text": "动火"})
        sim.control("phones/dingtalk/boss/event", {"event": "modify"})
    assert [(a.kind, a.name, a.account) for a in house.actions] == [
        ("word", "动火", "anna"),
        ("directory", "changed", "boss"),
    ]


def test_an_event_in_the_documented_envelope_is_understood(sim: Plant) -> None:
    house = House()
    with sim.connected(house):
        sim.control("dingtalk/shape", {"shape": "event_envelope"})
        sim.control("phones/dingtalk/boss/event", {"event": "modify"})
    assert [(action.name, action.account) for action in house.actions] == [("changed", "boss")]


def test_an_event_that_could_not_be_kept_is_asked_for_later(sim: Plant) -> None:
    house = House()
    house.fail = True
    with sim.connected(house):
        answer = sim.control("phones/dingtalk/boss/event", {"event": "modify"})
        assert answer["answer"]["status"] == "LATER"
        house.fail = False
        until(lambda: len(house.actions) == 2)
    assert house.actions[0].key == house.actions[1].key


def test_unknown_events_are_let_go(sim: Plant) -> None:
    house = House()
    with sim.connected(house):
        answer = sim.control("dingtalk/event", {"type": "nobody_knows", "data": {}})
    assert (answer["answer"]["status"], house.actions) == ("SUCCESS", [])


@pytest.mark.parametrize("kind", ["ping", "binary"])
def test_a_ping_of_the_platform_is_echoed(sim: Plant, kind: str) -> None:
    with sim.connected(House()):
        (answer,) = sim.disturb(kind)
    assert answer["status"] == 200 and answer["answer"]["opaque"]


def test_a_slow_house_does_not_hold_up_other_pushes(sim: Plant) -> None:
    release = threading.Event()

    class Slow(House):
        def __call__(self, action: Action) -> Any:
            if action.name == "sign":
                release.wait(5)
            return super().__call__(action)

    with sim.connected(Slow()):
        sim.send()
        tapping = threading.Thread(target=sim.tap)
        tapping.start()
        assert sim.tap(button="why")["ms"] < 1000
        release.set()
        tapping.join()


def test_when_told_to_disconnect_the_new_connection_comes_first(fresh: Plant) -> None:
    house = House()
    with fresh.connected(house):
        (old,) = fresh.connections()
        fresh.disturb("disconnect")
        until(fresh.is_replaced(old))
        fresh.send()
        assert fresh.tap()["status"] == 200
    assert fresh.reports() == []


def test_after_a_clean_close_it_comes_back_without_haste(fresh: Plant) -> None:
    with fresh.connected(House()):
        for _ in range(2):
            (old,) = fresh.connections()
            fresh.disturb("close")
            until(fresh.is_replaced(old))
    assert fresh.reports() == []


def test_a_dropped_connection_comes_back(sim: Plant) -> None:
    house = House()
    with sim.connected(house):
        (old,) = sim.connections()
        sim.send()
        sim.fault("callback", "drop_connection")
        sim.tap()
        until(sim.is_replaced(old))
        assert sim.tap()["status"] == 200


def test_a_silent_connection_is_given_up_and_a_quiet_one_kept(sim: Plant) -> None:
    with sim.connected(House()) as heard:
        (old,) = sim.connections()
        until(lambda: len(heard) > 4)
        assert [line["id"] for line in sim.connections()] == [old["id"]]
        sim.disturb("half_open")
        until(lambda: [c for c in sim.connections() if not c["half_open"]])


def test_a_sign_of_life_that_fails_does_not_end_the_connection(sim: Plant) -> None:
    def lost() -> None:
        raise RuntimeError("the store is away")

    house, stop = House(), threading.Event()
    running = threading.Thread(target=Stream(settings(sim.url), house, on_alive=lost, pace=BRISK).run, args=(stop,))
    running.start()
    until(sim.connections)
    sim.send()
    assert sim.tap()["status"] == 200
    stop.set()
    running.join(5)
    assert not running.is_alive()


def test_wrong_credentials_are_tried_again_slowly(sim: Plant) -> None:
    wrong = settings(sim.url, client_secret=SecretStr("wrong"))
    stop = threading.Event()
    stream = Stream(wrong, House(), on_alive=lambda: None, pace=BRISK)
    running = threading.Thread(target=stream.run, args=(stop,))
    running.start()
    until(lambda: opens(sim))
    stop.wait(1.5)
    stop.set()
    running.join(5)
    assert opens(sim) == [401]


def opens(sim: Plant) -> list[int]:
    return [line["status"] for line in sim.control("log") if line["call"] == "gateway/connections/open"]


def frame(kind: str, topic: str, data: str = "{}") -> frames.Frame:
    return frames.Frame(kind, topic, "m1", data, {"eventType": "user_leave_org", "eventId": "e1"})


@pytest.mark.parametrize(
    ("pushed", "code"),
    [
        (frame("CALLBACK", "/v1.0/nobody/knows"), 404),
        (frame("NEWS", "*"), 404),
        (frame("SYSTEM", "KEEPALIVE"), 200),
        (frame("CALLBACK", frames.CARD_TOPIC, "not json"), 400),
        (frame("CALLBACK", frames.ROBOT_TOPIC, "{}"), 400),
        (frame("EVENT", "*", "{}"), 400),
    ],
)
def test_every_push_is_acknowledged(pushed: frames.Frame, code: int) -> None:
    inbox = Inbox("", House(), FirstSeen())
    assert f'"code": {code}' in answered(inbox, pushed)
