"""Sensors of one area that alarm one after the other: one ticket, few cards, and the life of that hazard to its end.

Which sensors is in the plant's data. They report by the same door as a gateway, with a key of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from config.shapes.sensors import Sensor
from models import api_key, plant_time, store
from models import sensor as sensors
from models.ask import Ask
from models.book import book
from models.delivery import Delivery
from models.hazard import Hazard
from models.sensor import SensorAlarm
from models.subject import Subject
from workers.scenarios import hazard_life
from workers.scenarios.simulator import direct
from workers.scenarios.stage import Late
from workers.scenarios.story import Story

DOOR, SCOPE = "/api/v1/sensor-readings", "sensor-readings"
MOST_CARDS = 11


def play(story: Story) -> Hazard:
    """Returns the closed hazard of the alarm that came first. What did not hold is in `story.broken`."""
    return hazard_life.through(story, storm(story))


def storm(story: Story) -> Hazard:
    """All of them alarm within seconds. Raises Late when no hazard comes of it."""
    rules = book(plant_time.now()).config
    ids = rules.demo.storm
    known = [found for each in ids if (found := rules.sensors.sensor(each))]
    now = plant_time.now()
    name = f"{story.name}-{now:%d%H%M%S}"
    held = store.write(lambda: api_key.issue(name, (SCOPE,), (), plant_time.real_now()))
    before = _cards()
    story.tell(f"{len(known)} 个传感器接连超限：{'、'.join(ids)}")
    for each in known:
        answers = _post(story, held, list(_over(each)))
        story.promise(answers == {"kept"}, f"{each.id} 的读数没有都收下：{answers}")
    rows = list(SensorAlarm.select().where(SensorAlarm.sensor.in_(ids), SensorAlarm.raised_at >= now))
    story.promise(len(rows) == len(known), f"报警记了 {len(rows)} 个，应该有 {len(known)} 个")
    tickets = list(dict.fromkeys(row.ticket for row in rows))
    story.promise(len(tickets) < len(known), f"{len(known)} 个报警没有合并：{tickets}")
    story.promise(_cards() - before <= MOST_CARDS, f"风暴发了 {_cards() - before} 张卡片，最多 {MOST_CARDS} 张")
    story.tell(f"建了 {len(tickets)} 张单，发了 {_cards() - before} 张卡片")
    hazard = Hazard.get_or_none(Hazard.number == tickets[0]) if tickets else None
    if hazard is None:
        raise Late("传感器报警的隐患")
    first: Hazard = hazard
    story.promise(len(sensors.of_ticket(first.number)) > 1 or len(tickets) > 1, f"{first.number} 上没有别的报警")
    return first


def _over(sensor: Sensor) -> Iterator[dict[str, Any]]:
    """Values that are over the first level long enough; over the second where that is no major hazard, because the
    story goes the way of an ordinary one."""
    second = timedelta(seconds=1)
    high = sensor.alarm2 if sensor.grade.alarm2 == "general" else (sensor.alarm1 + sensor.alarm2) / 2
    delay = sensor.on_delay_s.alarm2 if sensor.grade.alarm2 == "general" else sensor.on_delay_s.alarm1
    count = delay // sensor.sample_s + 2
    now = plant_time.now()
    for place in range(count):
        at = now - (count - 1 - place) * sensor.sample_s * second
        yield {"sensor": sensor.id, "ts": at.isoformat(), "seq": place, "value": f"{high:g}", "unit": sensor.unit}


def _post(story: Story, key: str, items: list[dict[str, Any]]) -> set[str]:
    headers = {"Authorization": f"Bearer {key}"}
    answer = direct().post(f"{story.house.base}{DOOR}", json={"readings": items}, headers=headers, timeout=20)
    if answer.status_code != 202:
        raise Late(f"传感器的门（{answer.status_code}：{answer.text[:200]}）")
    return {str(each["outcome"]) for each in answer.json()["results"]}


def _cards() -> int:
    """What the storm may bring: plans of a training that was played before still bring cards of their own."""
    cards = Delivery.select().join(Ask).join(Subject).where(Delivery.form == "card")
    return int(cards.where(~Subject.key.startswith("training")).count())
