"""The permit of the story, raised and signed through `dispatch`: a stand-in for the safety director on leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from demo import ANSWERS, PLACE_OF_THE_STORY

from bot.channel import Action
from config.root import ROOT
from handlers.dispatch import dispatch
from handlers.plant import load
from models import blob, store
from models.ask import Ask
from models.base import PLANT_ZONE
from models.book import book
from models.delivery import Rendition
from models.permit import Permit, by_number
from workers.scenarios import cast, hand

MORNING = datetime(2026, 11, 25, 8, 10, tzinfo=PLANT_ZONE)
NUMBER = "DH-20261125-0001"
FORM: dict[str, Any] = {
    "kind": "hot_work",
    "level": "first",
    "area": PLACE_OF_THE_STORY,
    "part": "调节池东侧 DN80 回流管法兰",
    "project": "更换腐蚀管段，割除旧管并焊接新管",
    "starts_at": "2026-11-25T08:30:00+08:00",
    "ends_at": "2026-11-25T16:30:00+08:00",
    "work_leader": "U33",
    "guardian": "U30",
    "workers": ["U34"],
    "inputs": {**ANSWERS, "in_hazard_place": True},
}


def act(person_id: str, now: datetime, kind: str, name: str, ask: Ask | None = None, **more: Any) -> None:
    """One act of a person, as a platform's door would hand it on; the page's text is kept as its rendition."""
    person = book(now).plant.person(person_id)
    key = f"{person_id}/{name}/{ask.id if ask else 0}"
    rendition = store.write(lambda: _rendition(ask, now)) if ask else None
    action = Action(key, person.platform, person.account, kind, name, ask.id if ask else None, rendition, **more)
    answer = dispatch(action, now, now)
    assert answer.tone != "stop", answer.words


def raise_permit(now: datetime = MORNING) -> Permit:
    """Loads the plant and lets the work leader ask for the permit."""
    load(ROOT / "config" / "plants" / "anhe", now)
    act("U33", now, "word", "动火")
    act("U33", now, "page", "permit.request", open_asks("permit.request")[0], data=FORM)
    return permit()


def signed() -> None:
    """Fills a store: the permit with its last signature."""
    raise_permit()
    sign_all(MORNING)


def waiting() -> list[Ask]:
    """The signatures that are asked for now."""
    return open_asks("permit.sign")


def sign_all(now: datetime) -> Permit:
    """Everybody who is asked signs, a minute each, until nobody is asked any more."""
    while asked := waiting():
        now += timedelta(minutes=1)
        sign(asked[0], now)
    return permit()


def sign(ask: Ask, now: datetime) -> None:
    plant = book(now).plant
    strokes = hand.strokes(plant.person(ask.person).name)
    latitude, longitude = cast.centre(plant.area(PLACE_OF_THE_STORY))
    position = {"state": "ok", "latitude": latitude, "longitude": longitude, "accuracy_m": 8, "age_s": 3}
    data = {"strokes": strokes, "position": position, "device": "demo"}
    act(ask.person, now, "page", "permit.sign", ask, data=data)


def refuse(ask: Ask, reason: str, now: datetime) -> None:
    act(ask.person, now, "page", "permit.refuse", ask, text=reason)


def _rendition(ask: Ask, now: datetime) -> int:
    text = f"请签：一级动火 · 污水处理站\n待办 {ask.id}"
    row: Rendition = Rendition.create(ask=ask, text=text, shown=blob.keep_text(text, now), made_at=now)
    return row.id


def open_asks(kind: str) -> list[Ask]:
    return list(Ask.select().where(Ask.kind == kind, Ask.state == "open").order_by(Ask.id))


def permit() -> Permit:
    permit = by_number(NUMBER)
    assert permit is not None
    return permit
