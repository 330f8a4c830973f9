"""What HR's system and the clock do about people, one function an act, through the door of the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import requests
from plant import Plant

from models import api_key, store
from models.staff import StaffEvent


def hr_key(plant: Plant, name: str = "hr") -> str:
    return store.write(lambda: api_key.issue(name, ("hr-events",), (), plant.now))


def day(plant: Plant, days: int = 0) -> str:
    return (plant.now + timedelta(days=days)).date().isoformat()


def event(plant: Plant, number: str, kind: str, person: str, days: int = 0, **said: Any) -> dict[str, Any]:
    return {"id": number, "kind": kind, "person": person, "on": day(plant, days), **said}


def post(plant: Plant, held: str, *events: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {held}"}
    return requests.post(f"{plant.base}/api/v1/hr-events", json={"events": events}, headers=headers, timeout=20)


def tell(plant: Plant, held: str, *events: Any) -> list[str]:
    """HR tells this, and the clock turns; what was answered to each."""
    answer = post(plant, held, *events)
    assert answer.status_code == 202, answer.text
    plant.advance(0)
    return [each["outcome"] for each in answer.json()["results"]]


def rows(*states: str) -> list[StaffEvent]:
    wanted = StaffEvent.select().order_by(StaffEvent.id)
    return [each for each in wanted if not states or each.state in states]
