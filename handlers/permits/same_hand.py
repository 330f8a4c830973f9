"""Two signatures that seem to be of one hand: the same drawing as somebody else's, on this permit or anywhere before,
or one phone at one place within a minute. Nobody is judged and nothing is stopped, but it stands in the trail, and
somebody of the safety office looks (GB 30871—2022 knows no 代签)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers import alerts
from models import alike, ledger, matter
from models import ask as ask_table
from models.answered import Proven
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.house_asks import Alert
from models.permit import Permit
from models.subject import Subject
from rules.geo import apart_m
from rules.given import point

SAME_PLACE_M = 10.0
# Of a drawing each is an entry, and one alert says all of them; of a phone the first of each permit.
DRAWING, PHONE = "permit.same_drawing", "permit.same_device"
TOPICS = {DRAWING: "same_drawing", PHONE: "same_device"}


def look(permit: Permit, ask: Ask, now: datetime) -> None:
    """Compares the signature that this ask was just answered with."""
    others = [each for each in ask_table.of_subject(permit.subject) if each.person != ask.person]
    mine = Proven.of(ask)
    drawn = next((each for each in others if alike.same_drawing(Proven.of(each), mine)), None) or alike.copied(ask)
    if drawn is not None:
        _drawing(permit, ask, drawn, now)
    elif phone := next((each for each in others if _one_phone(Proven.of(each), mine)), None):
        _phone(permit, ask, phone, now)


def _drawing(permit: Permit, ask: Ask, other: Ask, now: datetime) -> None:
    elsewhere = "" if other.subject_id == ask.subject_id else matter.number_of(Subject.get_by_id(other.subject_id))
    data = {"asks": [other.id, ask.id], "person": ask.person, "beside": other.person, "elsewhere": elsewhere}
    ledger.append(permit.subject, DRAWING, now, actor={"system": "permits"}, data=data)
    plant = book(now).plant
    one, beside = name_of(plant, ask.person), name_of(plant, other.person)
    seen = f"{one}的签名{alike.words('hand', beside)}{f'（{elsewhere}）' if elsewhere else ''}"
    _tell(permit, DRAWING, seen, {ask.person, other.person}, now)


def _phone(permit: Permit, ask: Ask, other: Ask, now: datetime) -> None:
    if alerts.topics(permit.subject, _topic(permit, PHONE)):
        return
    data = {"asks": [other.id, ask.id], "people": [other.person, ask.person]}
    ledger.append(permit.subject, PHONE, now, actor={"system": "permits"}, data=data)
    plant = book(now).plant
    names = f"{name_of(plant, other.person)}和{name_of(plant, ask.person)}"
    _tell(permit, PHONE, f"{names}用同一部手机、在同一处、不到一分钟先后签字", {other.person, ask.person}, now)


def _tell(permit: Permit, kind: str, seen: str, both: set[str], now: datetime) -> None:
    """One of the safety office is asked, not one of the two where there is another. What comes while he is still asked
    is added to his card."""
    topic = _topic(permit, kind)
    if asked := [each for each in alerts.called(permit.subject, {topic}) if each.state in MOVABLE]:
        number, *before, please = Alert.of(asked[0]).lines
        alerts.say(permit.subject, {topic}, [number, *before, seen, please], now, people=sorted(both))
        return
    lines = [permit.number, seen, "请问清楚是不是本人签的"]
    called = alerts.responders(book(now), now)
    people = [each for each in called if each not in both] or called
    alerts.notice(permit.subject, topic, f"请核对签名：{permit.form.area_name}", lines, people[:1], now)


def _topic(permit: Permit, kind: str) -> str:
    return f"{TOPICS[kind]}/{permit.number}"


def _one_phone(one: Proven, other: Proven) -> bool:
    return alike.same_phone(one, other) and _same_place(one.position, other.position)


def _same_place(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    a, b = point(one), point(other)
    return a is not None and b is not None and apart_m(a, b) <= SAME_PLACE_M
