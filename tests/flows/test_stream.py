"""DingTalk's Stream mode: taps, words and news come in over one connection, and a redelivery doubles nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import cast

import pytest
from asking import DINGTALK_PERSON, alert, fault, taken
from plant import Log, Plant, running_plant
from worlds import Here

from bot.channel import Channel
from bot.dingtalk.client import DingtalkChannel
from bot.dingtalk.line import Pace
from bot.dingtalk.seen import FirstSeen
from bot.dingtalk.stream import Stream
from bot.tokens import TokenCache
from models import meter, plant_time, store
from models.meter import Heartbeat
from workers.scenarios.phone import text_of
from workers.scenarios.stage import wait_for

# As patient between two connections as in service; only the looking out is quicker.
QUICK = Pace(refused=0.1, tick=0.05, ping=0.2, silence=0.6, sign=0.05)
TAKE = "收到，我处理"


@pytest.fixture(scope="module")
def streaming(simulator: Here, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    """A plant whose DingTalk talks over one Stream connection, as `flask stream` keeps one."""
    folder = tmp_path_factory.mktemp("stream")
    with running_plant(simulator, f"sqlite:///{folder / 'anhao.db'}", redis_url, folder) as plant:
        stop = threading.Event()
        thread = threading.Thread(target=_stream(plant).run, args=(stop,))
        thread.start()
        wait_for("the connection", lambda: simulator.get("dingtalk/stream"))
        yield plant
        stop.set()
        thread.join()
        assert not plant.unexpected()
        assert not simulator.get("reports")


def _stream(plant: Plant) -> Stream:
    settings = plant.house.settings.dingtalk.model_copy(update={"callback": "stream"})
    tokens = TokenCache(plant.house.redis, "anhao:token")
    channel = DingtalkChannel(settings, plant.house.budget, tokens, base_url=plant.base)
    cast("dict[str, Channel]", plant.house.channels)["dingtalk"] = channel

    def alive() -> None:
        store.write(lambda: meter.beat("stream:dingtalk", plant_time.real_now()))

    return Stream(settings, plant.house.dispatch, on_alive=alive, seen=FirstSeen(plant.house.redis), pace=QUICK)


def test_a_tap_is_answered_and_kept(streaming: Plant) -> None:
    ask = alert(streaming, DINGTALK_PERSON)
    streaming.settle()
    card = streaming.expect(DINGTALK_PERSON, "请看一下")
    assert streaming.phone(DINGTALK_PERSON).tap(card, TAKE)["notice"] == "记下了：你在处理。"
    streaming.settle()
    assert "接了" in text_of(streaming.current(card))
    assert taken(ask) == 1


def test_a_word_to_the_robot_brings_its_card(streaming: Plant) -> None:
    assert streaming.phone(DINGTALK_PERSON).say("动火")["status"] == 200
    streaming.settle()
    streaming.expect(DINGTALK_PERSON, "动火票申请")


def test_somebody_who_leaves_is_known_once_the_platform_says_so(streaming: Plant) -> None:
    events = f"phones/dingtalk/{streaming.person('U11').account}/event"
    streaming.simulator.post(events, {"event": "leave"})
    streaming.inquire()
    assert meter.unreachable() == {"U11"}
    streaming.simulator.post(events, {"event": "join"})
    assert meter.unreachable() == set()


@pytest.mark.parametrize("code", [None, "new_id"], ids=["same message id", "new message id"])
def test_a_push_that_comes_twice_doubles_nothing(streaming: Plant, code: str | None) -> None:
    ask = alert(streaming, DINGTALK_PERSON)
    streaming.settle()
    card = streaming.expect(DINGTALK_PERSON, "请看一下")
    account = streaming.person(DINGTALK_PERSON).account
    fault(streaming, "dingtalk", "callback", "duplicate", account=account, code=code)
    streaming.phone(DINGTALK_PERSON).tap(card, TAKE)
    fault(streaming, "dingtalk", "callback", "duplicate", account=account, code=code)
    streaming.phone(DINGTALK_PERSON).say("动火")
    streaming.settle()
    streaming.expect(DINGTALK_PERSON, "动火票申请")
    assert taken(ask) == 1
    assert "接了" in text_of(streaming.current(card))


def test_a_tap_whose_connection_broke_is_redelivered_and_kept(streaming: Plant, log: Log) -> None:
    ask = alert(streaming, DINGTALK_PERSON)
    streaming.settle()
    card = streaming.expect(DINGTALK_PERSON, "请看一下")
    fault(streaming, "dingtalk", "callback", "drop_connection", account=streaming.person(DINGTALK_PERSON).account)
    streaming.phone(DINGTALK_PERSON).tap(card, TAKE)
    wait_for("the redelivered tap", lambda: taken(ask) == 1)
    streaming.settle()
    assert "接了" in text_of(streaming.current(card))
    log.expect("stream connection lost")


def test_the_connection_shows_that_it_lives(streaming: Plant) -> None:
    beaten = wait_for("a sign of life", lambda: Heartbeat.get_or_none(Heartbeat.name == "stream:dingtalk"))
    wait_for("the next one", lambda: Heartbeat.get(Heartbeat.name == "stream:dingtalk").at > beaten.at)
