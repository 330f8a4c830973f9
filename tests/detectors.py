"""A gas detector of the demo plant that reports by itself, signed as docs/operations.md says."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import requests
from plant import Plant

from models import plant_time
from web.sensors import PATH, signature

KEY = "test-sensor-key"
FOUR_GASES, PORTABLE, FIXED = "MX4-0031", "PM-0007", "GD-601"
AIR = (("氧", "20.8", "%vol"), ("甲烷", "1", "%LEL"), ("硫化氢", "0", "ppm"))
METHANE = (("甲烷", "2", "%LEL"),)
TOO_MUCH = (("甲烷", "32", "%LEL"),)
OXYGEN = (("氧", "20.9", "%vol"),)
EXPLOSIVE = (("甲烷", "60", "%LEL"),)
Values = tuple[tuple[str, str, str], ...]


def message(
    plant: Plant, number: str, values: Values, instrument: str, sampled: datetime | None = None
) -> dict[str, Any]:
    readings = [{"gas": gas, "value": value, "unit": unit} for gas, value, unit in values]
    sampled_at = (sampled or plant.now).isoformat()
    return {"instrument": instrument, "permit": number, "sampled_at": sampled_at, "readings": readings}


def send(plant: Plant, body: dict[str, Any], key: str = KEY, at: float | None = None) -> tuple[int, str]:
    """Posts the message as it is; returns the status and the words of the answer. at: unix time of the signature."""
    content = json.dumps(body).encode()
    moment = str(int(at or plant_time.real_now().timestamp()))
    headers = {"X-Anhao-Time": moment, "X-Anhao-Signature": signature(key.encode(), moment, content)}
    answer = requests.post(f"{plant.base}{PATH}", data=content, headers=headers, timeout=10)
    plant.settle()
    return answer.status_code, str(answer.json()["words"])


def report(
    plant: Plant,
    number: str,
    values: Values = AIR,
    instrument: str = FOUR_GASES,
    sampled: datetime | None = None,
    **changes: Any,
) -> str:
    """Sends a report that must be accepted; returns the words of the answer."""
    status, words = send(plant, {**message(plant, number, values, instrument, sampled), **changes})
    assert status == 200, words
    return words
