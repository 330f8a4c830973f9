"""The house's figures in Prometheus' text format. None of them vanishes when it is 0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import redis
from peewee import fn

from bot.channel import PLATFORM_NAMES
from config.logs import version
from config.settings import Settings
from models import hazard as hazards
from models import meter, redis_line, sensor
from models.ask import MOVABLE, Ask
from models.delivery import Delivery
from models.meter import Reach, Usage
from web import requested

QUEUE = "rq:queue:anhao"
MEASURES = ("api", "push")
MOST_ALARMS = 100
Labels = Mapping[str, str]
Value = tuple[Labels, float]


def lines(settings: Settings, now: datetime, real: datetime) -> Iterator[str]:
    """`now`: plant time; `real`: real time, for signs of life."""
    yield from _one("anhao_build_info", "The version that runs", 1, version=version())
    yield from _asks()
    yield from _deliveries(now)
    yield from _sensors(now)
    yield from _usage(now)
    yield from _one("anhao_queue_jobs", "Jobs that no worker has taken yet; NaN without Redis", jobs(settings))
    ages = [(_of(beat.name), (real - beat.at).total_seconds()) for beat in meter.beats()]
    yield from _figure(
        "anhao_heartbeat_age_seconds", "Real seconds since a part's, or a process's, last sign of life", ages
    )
    yield from requested.lines()


def _asks() -> Iterator[str]:
    waiting = Ask.select().where(Ask.state.in_(MOVABLE), Ask.person != "").count()
    yield from _one("anhao_open_asks", "Asks that wait for an answer", waiting)
    yield from _one("anhao_unreachable_people", "People whom a platform can't reach", Reach.select().count())


def _deliveries(now: datetime) -> Iterator[str]:
    waiting, come = Delivery.state == "waiting", Delivery.not_before <= now
    may_go = Delivery.select().where(waiting, come)
    yield from _one("anhao_waiting_deliveries", "Cards and texts that may be sent now", may_go.count())
    oldest = may_go.order_by(Delivery.not_before).first()
    seconds = (now - oldest.not_before).total_seconds() if oldest else 0
    yield from _one("anhao_oldest_waiting_seconds", "Plant seconds that the oldest of them waits", seconds)
    words = "Cards and texts that wait for a limit or a new try"
    yield from _figure("anhao_held_back_deliveries", words, _by_platform(waiting, ~come))
    yield from _figure("anhao_waiting_by_platform", "Cards and texts that wait, by platform", _by_platform(waiting))
    stuck = _by_platform(Delivery.state == "stuck")
    yield from _figure("anhao_stuck_by_platform", "Cards and texts that a platform refuses", stuck)


def _sensors(now: datetime) -> Iterator[str]:
    """How long alarms of sensors took, from the sample, over the last hundred of a day; NaN without any."""
    rows = list(sensor.raised(now - timedelta(days=1), MOST_ALARMS))
    tickets = [(row.raised_at - row.sampled_at).total_seconds() for row in rows]
    cards = [(at - row.sampled_at).total_seconds() for row in rows if (at := first_brought(row.ticket))]
    for name, words, seconds in (
        ("anhao_sensor_ticket_seconds", "Plant seconds from a sample to its hazard", tickets),
        ("anhao_sensor_card_seconds", "Plant seconds from a sample to its first card", cards),
    ):
        yield from _figure(name, words, [({"quantile": "0.95"}, _ninety_fifth(seconds))])
    yield from _figure("anhao_sensors", "Sensors by how they stand", [({"state": k}, n) for k, n in sensor.stands()])
    yield from _one("anhao_unknown_sensors", "Sensors that nobody knows", sensor.UnknownSensor.select().count())


def first_brought(number: str) -> datetime | None:
    """When the first card of this hazard arrived."""
    hazard = hazards.by_number(number)
    mine = Delivery.select(Delivery.delivered_at).join(Ask).where(Ask.subject == (hazard.subject_id if hazard else 0))
    first = mine.where(Delivery.delivered_at.is_null(False)).order_by(Delivery.delivered_at).first()
    return first.delivered_at if first else None


def _ninety_fifth(seconds: Sequence[float]) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] if ordered else float("nan")


def _by_platform(*where: Any) -> list[Value]:
    rows = Delivery.select(Delivery.platform, fn.COUNT(Delivery.id)).where(*where).group_by(Delivery.platform)
    counted = dict(cast("list[tuple[str, int]]", list(rows.tuples())))
    return [({"platform": platform}, counted.get(platform, 0)) for platform in PLATFORM_NAMES]


def _usage(now: datetime) -> Iterator[str]:
    rows = Usage.select(Usage.platform, Usage.measure, Usage.month, fn.SUM(Usage.count))
    summed = rows.group_by(Usage.platform, Usage.measure, Usage.month)
    used = [(row[:2], row[2] == f"{now:%Y-%m}", row[3]) for row in cast(Iterable[Any], summed.tuples())]
    keys = [(platform, measure) for platform in PLATFORM_NAMES for measure in MEASURES]
    month = [(_call(key), sum(number for of, this, number in used if of == key and this)) for key in keys]
    ever = [(_call(key), sum(number for of, _, number in used if of == key)) for key in keys]
    yield from _figure("anhao_usage_this_month", "Calls and pushes counted against the month", month)
    yield from _figure("anhao_calls_total", "Calls and pushes since the store began", ever, kind="counter")


def _call(key: tuple[str, str]) -> Labels:
    return {"platform": key[0], "measure": key[1]}


def jobs(settings: Settings) -> float:
    """How many jobs wait; NaN where Redis does not answer."""
    client = redis_line.client(settings.redis)
    try:
        return client.llen(QUEUE)
    except (redis.RedisError, OSError):
        return float("nan")
    finally:
        client.close()


def _of(beat: str) -> Labels:
    part, _, where = beat.partition("@")
    return {"part": part, "instance": where}


def _one(name: str, words: str, value: float, **labels: str) -> Iterator[str]:
    yield from _figure(name, words, [(labels, value)])


def _figure(name: str, words: str, values: Iterable[Value], kind: str = "gauge") -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
    for labels, value in values:
        yield f"{name}{requested.written(labels)} {value:g}"
