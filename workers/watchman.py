"""The watchman: apart from the clock, it asks of everything "should this have moved by now?".

It looks at the promises themselves (each open ask has a next step in time, and its person has a card), not at the code.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial

import requests
from redis import RedisError

from handlers import alerts, flows
from models import gaps, ledger, meter, plant_time, posted, store, turns, vouched
from models.ask import MOVABLE, Ask
from models.base import from_milliseconds
from models.delivery import TO_BRING, Delivery
from models.gaps import KEEP
from models.house_asks import Alert
from models.subject import desk
from rules.phrases import duration
from workers.house import House
from workers.patience import patiently

log = logging.getLogger("anhao.watchman")
LOOK_EVERY = 5.0
PATIENCE = timedelta(seconds=60)
SILENCE = meter.MISSED
CROWDED = 1000
SHOWN = 5
TITLE = "安好自己有东西没动"


@dataclass(frozen=True)
class Trouble:
    """topic: a stable name, so that one trouble is one alert; words: what is so and what to do."""

    topic: str
    words: str


def look(house: House, now: datetime, real: datetime, since: datetime | None = None) -> list[Trouble]:
    """Everything that should have moved by now and has not. `now` is plant time, `real` real time.

    since: when the house was started (real time); a part without a sign of life yet gets its time from then on.
    """
    patience = PATIENCE * max(1.0, plant_time.rate())
    late = now - patience
    own = [*_asks(late), *_unowned(now), *_deliveries(late), *_heartbeats(house, real, since), *_queue(house)]
    return [*own, *_turned_back(now, patience), *_records(house, real)]


def report(house: House, seen: list[Trouble], before: frozenset[str], now: datetime, real: datetime) -> frozenset[str]:
    """Keeps the troubles for /readyz, asks the administrator once about each, and closes those that are over.

    before: the topics of the last look. What is seen for the first time may pass by itself, because plant time can
    jump. Returns the topics of this look.
    """
    troubles = [trouble for trouble in seen if trouble.topic in before]
    words = json.dumps([trouble.words for trouble in troubles], ensure_ascii=False)
    store.write(lambda: meter.beat("watchman", real, words))
    for trouble in troubles:
        store.write(partial(_tell, house, trouble, now))
    if recovered := _open_topics() - {_topic(trouble) for trouble in seen}:
        store.write(lambda: alerts.over(desk("house", now), recovered, "已经恢复正常", now))
    store.write(lambda: house.budget.ask_in_time(now, house.settings.administrator))
    if not seen:
        _still_alive(house)
    return frozenset(trouble.topic for trouble in seen)


def run(house: House, stop: threading.Event) -> None:
    """Looks every few seconds until `stop`."""
    since, before = plant_time.real_now(), frozenset[str]()
    while not stop.is_set():
        seen = patiently(partial(_round, house, since, before), stop)
        before = before if seen is None else seen
        stop.wait(LOOK_EVERY)


def _round(house: House, since: datetime, before: frozenset[str]) -> frozenset[str]:
    now, real = plant_time.now(), plant_time.real_now()
    return report(house, look(house, now, real, since), before, now, real)


def _asks(late: datetime) -> list[Trouble]:
    open_asks = Ask.select().where(Ask.state.in_(MOVABLE))
    lost = open_asks.where(Ask.next_at.is_null()).count()
    overdue = Ask.select().where(Ask.next_at < late).count()
    with_card = Delivery.select(Delivery.ask).where(Delivery.form == "card")
    # A permit's timetable is an ask of the house to itself: it has no person and needs no card.
    without = open_asks.where(Ask.person != "", Ask.id.not_in(with_card)).count()
    found = [
        ("asks/lost", lost, "件待办没有下一步"),
        ("asks/overdue", overdue, "件待办到点没动，时钟可能停了"),
        ("asks/no_card", without, "件待办没有卡片"),
    ]
    return [Trouble(topic, f"有 {number} {words}，请看后台进程") for topic, number, words in found if number]


def _unowned(now: datetime) -> list[Trouble]:
    numbers = flows.here().unowned(now)
    words = f"{'、'.join(numbers[:SHOWN])}{f' 等 {len(numbers)} 条' if len(numbers) > SHOWN else ''}"
    return [Trouble("matters/unowned", f"没有人负责：{words}，管的人都不在了，请马上当面指定人")] if numbers else []


def _deliveries(late: datetime) -> list[Trouble]:
    # Of a platform that does not answer the courier says so itself.
    heard = Delivery.platform.not_in(sorted(meter.silent()))
    standing = Delivery.select().where(Delivery.state == "waiting", Delivery.not_before < late, heard).count()
    held = (Delivery.form == "text") & Delivery.urgent & Delivery.state.in_(TO_BRING) & (Delivery.created_at < late)
    order = turns.is_order()
    lost, nudges = (Delivery.select().where(held, each).count() for each in (order, ~order))
    found = [
        ("deliveries/standing", standing, f"有 {standing} 张卡片排着没发出去，请看发送进程和 Redis"),
        ("deliveries/orders", lost, f"有 {lost} 条停工、撤离这样的通知还没送到，请打电话或当面通知"),
        ("deliveries/nudges", nudges, f"有 {nudges} 条催办警报这样的急消息还没送到，请看发送进程的日志"),
    ]
    return [Trouble(topic, words) for topic, number, words in found if number]


def _heartbeats(house: House, real: datetime, since: datetime | None) -> list[Trouble]:
    wanted = {"courier": "发送进程", "clock": "时钟", "worker": "工作进程"}
    if "dingtalk" in house.channels and house.settings.dingtalk.callback == "stream":
        wanted["stream:dingtalk"] = "钉钉长连接"
    if house.settings.mqtt_url:
        wanted["mqtt"] = "传感器的 MQTT"
    beats = {beat.name: beat.at for beat in meter.Heartbeat.select()}
    born = since or from_milliseconds(0)
    dead = [name for name in wanted if real - max(beats.get(name, born), born) > SILENCE]
    return [
        *(Trouble(f"silent/{name}", f"{wanted[name]}没有动静，请重启它") for name in dead),
        *_instances(real, born, dead, {**wanted, "watchman": "看守进程", "web": "网页进程"}),
    ]


def _instances(real: datetime, born: datetime, dead: list[str], names: Mapping[str, str]) -> Iterator[Trouble]:
    """One of several processes of a part that has not been ended on purpose, and gives no sign."""
    for beat in meter.instances(real):
        part, _, where = beat.name.partition("@")
        if part not in dead and real - max(beat.at, born) > SILENCE:
            yield Trouble(f"silent/{beat.name}", f"{names.get(part, part)}（{where}）没有动静，请重启它")


def _queue(house: House) -> list[Trouble]:
    try:
        waiting = house.wake.waiting()
    except RedisError:
        return [Trouble("redis", "Redis 连不上，请看它是否在运行")]
    return [Trouble("queue/crowded", f"队列里积了 {waiting} 件，请加工作进程")] if waiting > CROWDED else []


def _turned_back(now: datetime, patience: timedelta) -> Iterator[Trouble]:
    """What the ledger holds is dated later than now: what is written meanwhile bears its newest seal's moment."""
    newest = ledger.newest()
    if newest is not None and newest > now + patience:
        words = f"时钟倒退过：最近一条记在 {newest:%Y-%m-%d %H:%M}，比现在晚 {duration(newest - now)}，请校时"
        yield Trouble("clock/back", words)


def _records(house: House, real: datetime) -> Iterator[Trouble]:
    """Sealed entries that are gone, by their number each minute; and each hour whatever else no longer is what was
    sealed, because that means reading all of it."""
    store_, minute = str(house.settings.database), int(real.timestamp()) // 60
    words = list(dict.fromkeys([*_counted(store_, minute), *_faults(store_, minute // 60)]))
    if words:
        more = [f"……还有 {len(words) - SHOWN} 处"] if len(words) > SHOWN else []
        yield Trouble("records", f"{'；'.join([*words[:SHOWN], *more])}。{KEEP}")


@lru_cache(maxsize=1)
def _counted(_store: str, _minute: int) -> tuple[str, ...]:
    return tuple(gap.words for gap in gaps.counted())


@lru_cache(maxsize=1)
def _faults(_store: str, _hour: int) -> tuple[str, ...]:
    return (*gaps.faults(), *vouched.faults(), *posted.faults())


def _tell(house: House, trouble: Trouble, now: datetime) -> None:
    administrator = house.settings.administrator
    alerts.house_alert(_topic(trouble), TITLE, [trouble.words], now, administrator)


def _topic(trouble: Trouble) -> str:
    return f"watch/{trouble.topic}"


def _open_topics() -> set[str]:
    """The watchman's own alerts that nobody has taken yet."""
    mine = Ask.select().where(Ask.state.in_(MOVABLE), Ask.stage.startswith("alert/watch/"))
    return {Alert.of(ask).topic for ask in mine}


def _still_alive(house: House) -> None:
    """The dead-man ping: whoever listens outside raises the alarm when it does not come."""
    if not house.settings.heartbeat_url:
        return
    try:
        requests.get(house.settings.heartbeat_url, timeout=5)
    except requests.RequestException as error:
        log.warning("the heartbeat address did not answer: %s", type(error).__name__)
