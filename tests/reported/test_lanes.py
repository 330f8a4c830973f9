"""Each platform has its lane: a slow one holds up no other, a stop is behind nothing, and it is said who is silent."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
import requests
from asking import DINGTALK_PERSON, WECOM_PERSON, alert, calls, fault, tell
from builders import MANAGER
from plant import Plant

from models import meter, news, store
from models.delivery import Delivery
from models.meter import Heartbeat
from simulator import wire
from workers import courier
from workers.scenarios.phone import text_of
from workers.scenarios.stage import wait_for

SEND = {"wecom": "message/send", "dingtalk": "card/instances/createAndDeliver"}


@contextmanager
def couriers(plant: Plant) -> Iterator[None]:
    """The house's lanes, until what they have in hand is out."""
    stop = threading.Event()
    running = threading.Thread(target=courier.run, args=(plant.house, stop))
    running.start()
    try:
        yield
    finally:
        stop.set()
        running.join()


def shown(plant: Plant, person: str, words: str) -> bool:
    return any(words in text_of(message) for message in plant.phone(person).messages())


@pytest.mark.parametrize(("slow", "other"), [(WECOM_PERSON, DINGTALK_PERSON), (DINGTALK_PERSON, WECOM_PERSON)])
def test_a_platform_that_hangs_holds_up_nothing_on_the_other(
    plant: Plant, monkeypatch: pytest.MonkeyPatch, slow: str, other: str
) -> None:
    # Longer than the order may take, and shorter than the courier's own patience, for which its end would wait.
    monkeypatch.setattr(wire, "HANG_S", 2.5)
    platform = plant.person(slow).platform
    fault(plant, platform, SEND[platform], "timeout", times=1000)
    asked = alert(plant, other)
    for number in range(14):
        alert(plant, slow, f"第 {number} 件")
    with couriers(plant):
        wait_for("calls that hang", lambda: begun(plant, platform) > 3)
        began = time.monotonic()
        tell(plant, asked, "停工，马上撤离", urgent=True)
        wait_for("the order on the other platform", lambda: shown(plant, other, "停工，马上撤离"))
        assert time.monotonic() - began < 2
        well_again(plant)
    plant.advance(1)
    plant.expect_all(slow, other)


def test_a_storm_of_alerts_does_not_shut_out_the_rest_and_an_order_to_stop_stands_behind_none(plant: Plant) -> None:
    asked = alert(plant, DINGTALK_PERSON)
    for number in range(120):
        alert(plant, DINGTALK_PERSON, f"第 {number} 件", red=True)
    alert(plant, DINGTALK_PERSON, "平常的一张")
    with couriers(plant):
        wait_for("the ordinary card", lambda: shown(plant, DINGTALK_PERSON, "平常的一张"))
        assert Delivery.select().where(Delivery.state == "waiting").count() > 100
        wait_for("the storm", lambda: len(calls(plant, "dingtalk", SEND["dingtalk"])) > 10)
        tell(plant, asked, "停工，马上撤离", urgent=True)
        began = time.monotonic()
        wait_for("the order", lambda: shown(plant, DINGTALK_PERSON, "停工，马上撤离"))
        assert time.monotonic() - began < 1
    left = Delivery.select().where(Delivery.state == "waiting").count()
    assert left > 60
    plant.advance(1)
    plant.expect_all(DINGTALK_PERSON)


def test_a_platform_that_does_not_answer_is_named_with_the_time_since_when(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "PULSE", 0.1)
    fault(plant, "wecom", "message/send", "5xx", times=1000)
    for number in range(8):
        alert(plant, WECOM_PERSON, f"第 {number} 件", red=True)
    with couriers(plant):
        said = wait_for("the words", lambda: [each for each in faults(plant) if "企业微信没有回应" in each])
        assert "起：要发的先排着，通了就发" in said[0]
    [since] = meter.silences().values()
    store.write(lambda: Heartbeat.update(detail="").where(Heartbeat.name == "courier").execute())
    # The next courier has not called anybody yet, and knows since when.
    with couriers(plant):
        assert wait_for("the same words", lambda: [each for each in faults(plant) if "没有回应" in each]) == said
        assert meter.silences() == {"wecom": since}
        well_again(plant)
        plant.set_time(plant.now + timedelta(minutes=2))
        wait_for("all is well", lambda: not [each for each in faults(plant) if "没有回应" in each])
    plant.advance(1)
    plant.expect_all(WECOM_PERSON)


def begun(plant: Plant, platform: str) -> int:
    """How many cards have been on their way to the platform."""
    return plant.simulator.running.within(lambda world: world.counts[platform].calls[SEND[platform]])


def well_again(plant: Plant) -> None:
    plant.simulator.running.within(lambda world: world.faults.open.clear())


def faults(plant: Plant) -> list[str]:
    return list(requests.get(f"{plant.base}/readyz", timeout=5).json()["faults"])


def test_an_order_to_stop_is_tried_soon_though_the_platform_says_that_the_month_is_used_up(plant: Plant) -> None:
    asked = alert(plant, DINGTALK_PERSON)
    plant.settle()
    code = "Forbidden.AccessDenied.ApiCountLimitForOrg"
    fault(plant, "dingtalk", "*", "refuse", times=3, code=code)
    tell(plant, asked, "停工，马上撤离", urgent=True)
    plant.settle()
    assert not shown(plant, DINGTALK_PERSON, "停工")
    well_again(plant)
    plant.advance(1)
    plant.expect(DINGTALK_PERSON, "停工，马上撤离")
    plant.expect(MANAGER, "本月额度用完，有消息在等")
    plant.expect_all(DINGTALK_PERSON)


def test_beside_the_lanes_each_platform_is_asked_who_is_still_there(plant: Plant) -> None:
    for person in (WECOM_PERSON, DINGTALK_PERSON):
        found = plant.person(person)
        plant.simulator.post(f"phones/{found.platform}/{found.account}/person", {"active": False})
        store.write(partial(news.hear, found.platform, found.account, "left", plant.now))
    with couriers(plant):
        wait_for("both answers", lambda: len(meter.unreachable()) == 2)
