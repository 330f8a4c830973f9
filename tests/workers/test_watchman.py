"""The watchman sees what should have moved, tells the administrator once and /readyz, and pings when all is well."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import redis
import requests
from asking import alert
from plant import Plant

from handlers import alerts, asks
from models import meter, plant_time, store
from models.ask import Ask
from models.delivery import Delivery
from models.meter import Heartbeat
from models.subject import desk
from workers import watchman
from workers.house import House
from workers.queue import Wake
from workers.scenarios.phone import text_of
from workers.scenarios.stage import wait_for
from workers.watchman import SILENCE, look, report

ADMINISTRATOR = "U05"
PARTS = ("courier", "clock", "worker")


@dataclass
class Outside:
    """Whoever listens for the dead-man ping."""

    url: str = ""
    pings: list[str] = field(default_factory=list)


@pytest.fixture
def outside() -> Iterator[Outside]:
    heard = Outside()

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.pings.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """The test reads `pings`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        heard.url = f"http://127.0.0.1:{server.server_port}/alive"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield heard
        server.shutdown()


@pytest.fixture
def house(plant: Plant, outside: Outside) -> House:
    """A house in which everything has just shown a sign of life."""
    more = {"administrator": ADMINISTRATOR, "heartbeat_url": outside.url}
    store.write(lambda: [meter.beat(part, plant_time.real_now()) for part in PARTS])
    return replace(plant.house, settings=plant.house.settings.model_copy(update=more))


def watch(plant: Plant, house: House) -> list[str]:
    """One look and its report, as if the look before had seen the same; returns the topics seen."""
    real = plant_time.real_now()
    seen = look(house, plant.now, real)
    topics = [trouble.topic for trouble in seen]
    assert report(house, seen, frozenset(topics), plant.now, real) == frozenset(topics)
    return topics


def faults(plant: Plant) -> list[str]:
    found: list[str] = requests.get(f"{plant.base}/readyz").json()["faults"]
    return found


def _an_ask_without_next_step(plant: Plant) -> None:
    ask = _arrived(plant)
    store.write(lambda: Ask.update(next_at=None).where(Ask.id == ask.id).execute())


def _an_ask_without_card(plant: Plant) -> None:
    ask = _arrived(plant)
    store.write(lambda: Delivery.update(form="text").where(Delivery.ask == ask).execute())


def _a_clock_that_stands(plant: Plant) -> None:
    _arrived(plant)
    plant.set_time(plant.now + timedelta(hours=2))


def _a_card_that_nobody_takes(plant: Plant) -> None:
    alert(plant, "U04", "甲")
    plant.set_time(plant.now + timedelta(minutes=2))


def _held_by_the_gate(plant: Plant) -> None:
    """What is urgent has been tried, and waits two minutes later."""
    later = plant.now + timedelta(minutes=2)
    texts = Delivery.update(not_before=later + timedelta(minutes=1)).where(Delivery.form == "text")
    store.write(texts.execute)
    plant.set_time(later)


def _an_order_that_waits(plant: Plant) -> None:
    ask = _arrived(plant)
    store.write(lambda: asks.tell(ask, "U04", "停工，马上撤离", plant.now, purpose="permit.work", urgent=True))
    _held_by_the_gate(plant)


def _an_alert_that_nobody_takes(plant: Plant) -> None:
    ask = alert(plant, "U04", "甲", red=True)
    plant.settle()
    store.write(lambda: alerts.step(ask, desk("test", plant.now), "repeat", plant.now))
    _held_by_the_gate(plant)
    assert "deliveries/orders" not in [each.topic for each in look(plant.house, plant.now, plant_time.real_now())]


def _a_dead_worker(plant: Plant) -> None:
    old = plant_time.real_now() - SILENCE - timedelta(seconds=1)
    store.write(lambda: Heartbeat.update(at=old).where(Heartbeat.name == "worker").execute())


def _a_stuck_queue(plant: Plant) -> None:
    wake = Wake(plant.house.redis)
    for _ in range(watchman.CROWDED + 1):
        wake.pulse()


def _arrived(plant: Plant) -> Ask:
    ask = alert(plant, "U04", "甲")
    plant.settle()
    plant.expect("U04", "甲")
    return ask


TROUBLES: dict[str, tuple[Callable[[Plant], None], str]] = {
    "asks/lost": (_an_ask_without_next_step, "没有下一步"),
    "asks/no_card": (_an_ask_without_card, "没有卡片"),
    "asks/overdue": (_a_clock_that_stands, "时钟可能停了"),
    "deliveries/standing": (_a_card_that_nobody_takes, "排着没发出去"),
    "deliveries/orders": (_an_order_that_waits, "有 1 条停工、撤离这样的通知还没送到"),
    "deliveries/nudges": (_an_alert_that_nobody_takes, "有 1 条催办警报这样的急消息还没送到"),
    "silent/worker": (_a_dead_worker, "工作进程没有动静"),
    "queue/crowded": (_a_stuck_queue, "队列里积了"),
}


def test_all_is_well_so_the_ping_goes_out(plant: Plant, house: House, outside: Outside) -> None:
    _arrived(plant)
    assert watch(plant, house) == []
    assert outside.pings == ["/alive"]
    assert faults(plant) == []


@pytest.mark.parametrize("topic", TROUBLES)
def test_a_trouble_is_one_alert_a_failing_readyz_and_no_ping(
    plant: Plant, house: House, outside: Outside, topic: str
) -> None:
    happen, words = TROUBLES[topic]
    happen(plant)
    assert topic in watch(plant, house)
    assert topic in watch(plant, house)
    assert any(words in fault for fault in faults(plant))
    assert outside.pings == []
    plant.settle()
    assert words in text_of(plant.expect(ADMINISTRATOR, words))
    plant.expect_all("U04")


def test_a_dead_stream_is_a_trouble_where_dingtalk_uses_it(plant: Plant, house: House) -> None:
    ding = house.settings.dingtalk.model_copy(update={"callback": "stream"})
    house = replace(house, settings=house.settings.model_copy(update={"dingtalk": ding}))
    assert watch(plant, house) == ["silent/stream:dingtalk"]
    plant.settle()
    plant.expect(ADMINISTRATOR, "钉钉长连接没有动静")


def test_a_redis_that_is_away_is_a_trouble(plant: Plant, house: House) -> None:
    gone = redis.Redis.from_url("unix:///nowhere.sock")
    house = replace(house, wake=Wake(gone))
    assert watch(plant, house) == ["redis"]
    plant.settle()
    plant.expect(ADMINISTRATOR, "Redis 连不上")


def test_a_trouble_that_is_over_closes_its_alert(plant: Plant, house: House, outside: Outside) -> None:
    _a_dead_worker(plant)
    watch(plant, house)
    plant.settle()
    card = plant.expect(ADMINISTRATOR, "工作进程没有动静")
    store.write(lambda: meter.beat("worker", plant_time.real_now()))
    assert watch(plant, house) == []
    plant.settle()
    assert "已经恢复正常" in text_of(plant.current(card))
    assert outside.pings == ["/alive"]


def test_a_trouble_that_somebody_took_is_not_told_again_for_two_hours(plant: Plant, house: House) -> None:
    _a_dead_worker(plant)
    watch(plant, house)
    plant.settle()
    plant.phone(ADMINISTRATOR).tap(plant.expect(ADMINISTRATOR, "工作进程没有动静"), "收到，我处理")
    watch(plant, house)
    plant.settle()
    plant.set_time(plant.now + timedelta(hours=2, minutes=1))
    watch(plant, house)
    plant.settle()
    plant.expect(ADMINISTRATOR, "工作进程没有动静")


def test_what_is_seen_the_first_time_is_no_trouble_yet(plant: Plant, house: House, outside: Outside) -> None:
    _a_dead_worker(plant)
    real = plant_time.real_now()
    seen = look(house, plant.now, real)
    assert report(house, seen, frozenset({"asks/overdue"}), plant.now, real) == {"silent/worker"}
    assert Ask.select().count() == 0
    assert outside.pings == []


def test_a_part_that_is_only_starting_is_given_its_time(plant: Plant, house: House) -> None:
    store.write(lambda: Heartbeat.delete().execute())
    real = plant_time.real_now()
    assert look(house, plant.now, real, since=real - SILENCE) == []
    assert len(look(house, plant.now, real + timedelta(seconds=1), since=real - SILENCE)) == len(PARTS)


def test_the_running_watchman_shows_that_it_watches(plant: Plant, house: House) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=watchman.run, args=(house, stop))
    thread.start()
    wait_for("its sign of life", lambda: Heartbeat.get_or_none(Heartbeat.name == "watchman"))
    stop.set()
    thread.join()
