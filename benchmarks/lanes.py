"""How cards go out when much waits: a storm on both platforms, one of them hanging, an order to stop in each; and on an
idle house. The platforms are the simulator; in the storm its answers take 100 ms."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import house
from benchmarks.figure import Figure, fsync_ms
from handlers import alerts, asks
from handlers.asks import Wanted
from models import plant_time, store
from models.ask import Ask
from models.book import book
from models.delivery import Delivery
from models.house_asks import Alert
from models.subject import desk
from tests.demo import START
from workers.scenarios.stage import Stage, stage, wait_for

STORM, ORDINARY, IDLE = 500, 40, 40
LASTS = 15  # seconds of the storm that are looked at
SEND = {"dingtalk": "card/instances/createAndDeliver", "wecom": "message/send"}
ALLOWED = {"dingtalk": 20, "wecom": 150}  # calls a second
ORDER = "停工，马上撤离"


def figures(folder: Path) -> Iterator[Figure]:
    fsync = fsync_ms(folder)
    yield from _storm(folder / "storm", fsync)
    yield _hanging(folder / "hanging", fsync)
    yield _idle(folder / "idle", fsync)


def _storm(folder: Path, fsync: float) -> Iterator[Figure]:
    """Alerts and ordinary cards on both platforms at once, and an order to stop in the middle of them."""
    with _house(folder) as running:
        for platform in SEND:
            _fault(running, platform, "slow", times=10_000, seconds=0.1)
        asked = _alerts("dingtalk", 1, red=False)[0]
        for platform in SEND:
            _alerts(platform, STORM, red=True)
        plain = _alerts("dingtalk", ORDINARY, red=False)
        _until_sent(30)
        took = _order(asked)
        time.sleep(LASTS)  # what is measured is how much goes out in this time
        log = running.simulator.get("log")
        brought = _brought(plain)
    for platform, allowed in ALLOWED.items():
        gone = sorted(_moment(line) for line in log if (line["platform"], line["call"]) == (platform, SEND[platform]))
        rate, most = _rate(gone), _most_in_a_second(gone)
        how = f"{len(gone)} cards, at most {most} in any second, {allowed} allowed"
        yield Figure(f"storm: rate on {platform}", rate / allowed, 0.95, "×", fsync, how, floor=True)
        yield Figure(f"storm: calls over the limit on {platform}", max(most - allowed, 0), 0, "calls", fsync, how)
    yield Figure("storm: an order to stop is out", took, 1, "s", fsync, f"among {2 * STORM} alerts")
    yield Figure("storm: ordinary cards out", brought, 10, "cards", fsync, f"of {ORDINARY}", floor=True)


def _hanging(folder: Path, fsync: float) -> Figure:
    """WeCom answers nothing; an order to stop is for people on DingTalk."""
    with _house(folder) as running:
        _fault(running, "wecom", "timeout", times=10_000)
        asked = _alerts("dingtalk", 1, red=False)[0]
        _alerts("wecom", STORM, red=True)
        _until(lambda: bool(Delivery.select().where(Delivery.platform == "wecom", Delivery.lease != "").count()))
        took = _order(asked)
    return Figure("the other platform hangs: an order to stop is out", took, 10, "s", fsync, "WeCom silent")


def _idle(folder: Path, fsync: float) -> Figure:
    with _house(folder):
        took = []
        for number in range(IDLE):
            began = time.monotonic()
            asked = _alerts(("dingtalk", "wecom")[number % 2], 1, red=False)
            _until(partial(_all_brought, asked))
            took.append((time.monotonic() - began) * 1000)
            time.sleep(0.13)  # no multiple of the time between two looks, so that every phase is met
    how = f"of {IDLE}, median {statistics.median(took):.0f}"
    return Figure("idle: the next card is out, the slowest", max(took), 300, "ms", fsync, how)


@contextmanager
def _house(folder: Path) -> Iterator[Stage]:
    folder.mkdir()
    settings = house.settings_in(folder)
    # A member's own limit is not what is measured.
    os.environ.update(ANHAO_LIMIT_WECOM_MEMBER_MINUTE="100000", ANHAO_LIMIT_WECOM_MEMBER_HOUR="100000")
    os.environ["ANHAO_LIMIT_DINGTALK_API_MONTH"] = "0"
    with stage(settings, folder, START) as running:
        yield running


def _alerts(platform: str, count: int, *, red: bool) -> list[Ask]:
    """Alert cards for people of the platform in turn."""
    now = plant_time.now()
    people = [person.id for person in book(now).plant.people if person.platform == platform]

    def open_all() -> list[Ask]:
        return [_alert(people[number % len(people)], f"{platform}-{number}", now, red=red) for number in range(count)]

    return store.write(open_all)


def _alert(person: str, topic: str, now: datetime, *, red: bool) -> Ask:
    data = Alert(topic=topic, title=topic, lines=("试一试",), red=red)
    wanted = Wanted(alerts.KIND, person, ["你当班"], stage=f"alert/{topic}", urgent=red, data=data)
    return asks.open_ask(desk("bench", now), wanted, now)


def _order(ask: Ask) -> float:
    """Seconds until an order to stop, about this ask, has reached the platform."""
    began = time.monotonic()
    store.write(lambda: asks.tell(ask, ask.person, ORDER, plant_time.now(), urgent=True))
    text = (Delivery.form == "text") & (Delivery.words == ORDER) & (Delivery.state == "sent")
    _until(lambda: bool(Delivery.select().where(text).count()))
    return time.monotonic() - began


def _brought(found: list[Ask]) -> int:
    return Delivery.select().where(Delivery.ask.in_(found), Delivery.form == "card", Delivery.state == "sent").count()


def _all_brought(found: list[Ask]) -> bool:
    return _brought(found) == len(found)


def _until_sent(count: int) -> None:
    _until(lambda: Delivery.select().where(Delivery.state == "sent").count() >= count)


def _until(look: Callable[[], bool]) -> None:
    wait_for("the cards", look, 60)


def _fault(running: Stage, platform: str, kind: str, **more: float) -> None:
    running.simulator.post("faults", {"platform": platform, "call": SEND[platform], "fault": kind, **more})


def _moment(line: dict[str, Any]) -> float:
    """When the call arrived; its line was written when it was answered."""
    return datetime.fromisoformat(line["at"]).timestamp() - float(line["ms"]) / 1000


def _rate(gone: list[float]) -> float:
    """Calls a second, between the second and the last second."""
    inside = [each for each in gone if gone[0] + 1 <= each]
    return (len(inside) - 1) / (inside[-1] - inside[0])


def _most_in_a_second(gone: list[float]) -> int:
    return max(sum(begin <= each < begin + 1 for each in gone) for begin in gone)
