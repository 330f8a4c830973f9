"""Two people who sign one permit from the same phone at the same place within seconds: the safety office is told.

Nobody is judged and nothing is stopped, but somebody looks (GB 30871—2022 knows no 代签).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers import alerts, handwriting
from models import ask as ask_table
from models import ledger
from models.answered import Proven
from models.ask import Ask
from models.book import book, name_of
from models.house_asks import Alert
from models.permit import Permit
from rules.geo import apart_m
from rules.given import point

SAME_PLACE_M = 10.0


def look(permit: Permit, ask: Ask, now: datetime) -> None:
    """Compares the answer to this ask with the other signatures of the permit; one alert for each permit."""
    topic = f"same_device/{permit.number}"
    told = any(Alert.of(each).topic == topic for each in ask_table.of_subject(permit.subject))
    other = None if told else next(filter(lambda each: _alike(ask, each), ask_table.of_subject(permit.subject)), None)
    if other is None:
        return
    plant = book(now).plant
    names = f"{name_of(plant, other.person)}和{name_of(plant, ask.person)}"
    lines = [permit.number, f"{names}用同一部手机、在同一处、不到一分钟先后签字", "请问清楚是不是本人签的"]
    data = {"asks": [other.id, ask.id], "people": [other.person, ask.person]}
    ledger.append(permit.subject, "permit.same_device", now, actor={"system": "permits"}, data=data)
    alerts.notice(
        permit.subject, topic, f"请核对签名：{permit.form.area_name}", lines, alerts.responders(book(now), now)[:1], now
    )


def _alike(one: Ask, other: Ask) -> bool:
    a, b = Proven.of(one), Proven.of(other)
    return one.person != other.person and handwriting.same_phone(a, b) and _same_place(a.position, b.position)


def _same_place(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    a, b = point(one), point(other)
    return a is not None and b is not None and apart_m(a, b) <= SAME_PLACE_M
