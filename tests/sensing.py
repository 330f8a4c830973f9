"""What devices send to the API, as docs/operations.md says, with a key of their own."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import requests
from plant import Plant, anhe, data_of

from handlers.sensors import silence
from models import api_key, store
from models.hazard import Hazard

SECOND = timedelta(seconds=1)
GAS, WARM, DAMP = "GD-102", "TH-401", "TH-402"
_seqs = itertools.count(1)


def key(plant: Plant, name: str = "gw-1", only: tuple[str, ...] = ()) -> str:
    return store.write(lambda: api_key.issue(name, ("sensor-readings",), only, plant.now))


def one(sensor: str, value: object, at: datetime, **more: Any) -> dict[str, Any]:
    return {"sensor": sensor, "ts": at.isoformat(), "seq": next(_seqs), "value": value, **more}


def post(plant: Plant, held: str, items: Sequence[Any], path: str = "/sensor-readings") -> requests.Response:
    headers = {"Authorization": f"Bearer {held}"}
    answer = requests.post(f"{plant.base}/api/v1{path}", json={"readings": list(items)}, headers=headers, timeout=20)
    plant.settle()
    return answer


def outcomes(answer: requests.Response) -> list[str]:
    assert answer.status_code == 202, answer.text
    return [each["outcome"] for each in answer.json()["results"]]


def run(plant: Plant, held: str, sensor: str, values: Iterable[object], every: float) -> None:
    """Reports these values, one each `every` seconds; the clock looks between them."""
    for value in values:
        plant.advance(every / 60)
        assert outcomes(post(plant, held, [one(sensor, value, plant.now)]))[0] in ("kept", "fault")


def tickets() -> list[Hazard]:
    return list(Hazard.select().order_by(Hazard.id))


def quiet(plant: Plant) -> None:
    """Everything that came to anybody's phone was expected."""
    for who in plant.simulator.in_use():
        plant.seen |= {each["id"] for each in plant.simulator.messages(who["platform"], who["account"])}


def with_sensor(name: str, **changes: Any) -> dict[str, Any]:
    """The plant's data with other lines for that sensor; with `gone=True` without it."""
    data = deepcopy(anhe())
    known = data["sensors"]["sensors"]
    data["sensors"]["sensors"] = [
        {**each, **changes} if each["id"] == name else each
        for each in known
        if each["id"] != name or not changes.get("gone")
    ]
    return data


def many(name: str, like: str, number: int, area: str = "") -> tuple[dict[str, Any], list[str]]:
    """The data of a plant with so many more sensors like that one, and their ids."""
    data = data_of(name)
    known = data["sensors"]["sensors"]
    model = next(each for each in known if each["id"] == like)
    ids = [f"{like}-{count:02}" for count in range(number)]
    more = [{**model, "id": each, **({"area": area} if area else {})} for each in ids]
    return {**data, "sensors": {**data["sensors"], "sensors": [*known, *more]}}, ids


__all__ = [
    "DAMP",
    "GAS",
    "SECOND",
    "WARM",
    "key",
    "many",
    "one",
    "outcomes",
    "post",
    "quiet",
    "run",
    "silence",
    "with_sensor",
]
