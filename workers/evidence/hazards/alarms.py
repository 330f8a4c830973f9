"""Sensors that stand at the second level on a hazard: the rows by which nobody may go on there, against the entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models import sensor as sensors
from models.hazard import Hazard
from models.seals import Written
from workers.evidence.difference import NOTHING, Difference

SECOND, AGAIN, CLOSED = "sensor.second", "sensor.again", "hazard.closed_out"
OVER = ("sensor.normal", "sensor.moved")


def differences(row: Hazard, chain: Sequence[Written]) -> Iterator[Difference]:
    """Alarms that stand by the entries and not by the rows. What follows when it is closed is in no entry of it."""
    there = {each.sensor for each in sensors.of_ticket(row.number) if _stands(each)}
    for sensor, seq in _told(chain).items():
        if sensor not in there:
            yield Difference(f"{sensor} 的二级报警", "还在报警", NOTHING, seq)


def _told(chain: Sequence[Written]) -> dict[str, int]:
    """Each sensor that stands at the second level, with the entry that says so."""
    found: dict[str, int] = {}
    ever: set[str] = set()
    for entry in chain:
        data = entry.line["data"]
        sensor = str(data.get("sensor", ""))
        begins = entry.kind == "hazard.reported" and data.get("level") == 2 and data.get("danger")
        if begins or entry.kind == SECOND or (entry.kind == AGAIN and sensor in ever):
            found[sensor] = entry.seq
            ever.add(sensor)
        elif entry.kind in OVER:
            found.pop(sensor, None)
        elif entry.kind == CLOSED:
            found.clear()
    return found


def _stands(alarm: sensors.SensorAlarm) -> bool:
    return alarm.what == "alarm" and alarm.level == 2 and alarm.over_at is None
