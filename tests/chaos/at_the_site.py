"""People who go on with an approved permit in a house that keeps falling over, with phones that lose answers: gas test,
measures, briefing, the foreman's check, start and end of the work. What they heard is looked for by `promises`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from handlers.permits import raised
from models import ask as asks
from models import permit as permits
from models import plant_time
from models.ask import MOVABLE, Ask
from models.book import book
from models.permit import Permit
from models.permit_asks import Measures
from tests.chaos.people import NotYet, Refused, answered, card_of, patiently, still_open, versions
from tests.chaos.signal import Signal
from workers.scenarios import cast, hand, turns
from workers.scenarios.phone import Page, Phone
from workers.scenarios.simulator import Json
from workers.scenarios.stage import Stage

T = TypeVar("T")
GAS, MEASURE, BRIEF, CHECK = "permit.gas", "permit.measure", "permit.brief", "permit.foreman_check"
START, FINISH = "permit.start", "permit.finish"
ACTS = (GAS, MEASURE, BRIEF, CHECK, START, FINISH)
# By the kind of ask, in their order at the site: the buttons behind which its page is.
BUTTONS = {
    "permit.gas_test": ("填结果",),
    "permit.measures": ("逐条确认",),
    BRIEF: ("交底签字", "看交底，签字"),
    CHECK: ("到现场验票",),
    START: ("看开工关",),
    FINISH: ("报完工",),
}
LIVE = ("approved", "working")


@dataclass
class ToldAtTheSite:
    """What people were told is done: permits whose work is over, gas tests by ask and point, measures by ask, strokes
    by ask."""

    finished: list[str] = field(default_factory=list)
    tested: list[tuple[int, str]] = field(default_factory=list)
    confirmed: list[tuple[int, str]] = field(default_factory=list)
    signed: dict[int, object] = field(default_factory=dict)


class Site:
    """Takes permits from the approval to the report of the end, one after the other: they have a worker in common."""

    def __init__(self, house: Stage, signal: Signal) -> None:
        self.told = ToldAtTheSite()
        self._house = house
        self._signal = signal
        self._lock = threading.Lock()

    def play(self, number: str) -> None:
        """From the approval to the report of the end. Raises NotYet where nobody is asked for two minutes."""
        with self._lock:
            while (permit := _fresh(number)).state in LIVE:
                ask = patiently(lambda: _next(_fresh(number)))
                phone = replace(self._house.phone(ask.person), at=_centre(permit))
                page = patiently(lambda ask=ask, phone=phone: _opened(phone, ask))
                if page is not None:
                    DOES[ask.kind](self, permit, ask, phone, page)

    def test_gas(self, permit: Permit, ask: Ask, phone: Phone, page: Page) -> None:
        now = plant_time.now()
        test = {
            "readings": [turns.flammable(permit), *turns.READINGS],
            "sampled_at": now.isoformat(),
            "method": "便携式检测仪",
            "instrument": "XP-302M 0017",
            "calibrated_until": now.date().replace(year=now.year + 1).isoformat(),
        }
        point, answer = self._act(page, GAS, ask, phone, lambda v: f"第 {v} 点", lambda point: {**test, "point": point})
        if str(answer["words"]).startswith("记下了"):
            self.told.tested.append((ask.id, point))

    def confirm(self, permit: Permit, ask: Ask, phone: Phone, page: Page) -> None:
        lines = {line["id"]: line for line in permit.template["measures"]}
        for number, measure in enumerate(Measures.of(ask).measures, 1):
            point = {"place": "作业点旁", "tag": f"P-{measure}", "lock": f"S-{measure}", "keeper": ask.person}
            given = {"measure": measure, "applies": "yes", "points": [point], "note": hand.reading(lines[measure])}
            photos, sent = partial(_photo, measure), partial(_with_photo, given)
            _, answer = self._act(page, MEASURE, ask, phone, photos, sent, attempt=number)
            if answer.get("tone") in ("info", "done"):
                self.told.confirmed.append((ask.id, measure))

    def sign(self, permit: Permit, ask: Ask, phone: Phone, page: Page) -> None:
        """The briefing and the foreman's check."""

        def drawn(version: int) -> Any:
            return hand.strokes(f"{phone.name}{version}")

        strokes, answer = self._act(page, ask.kind, ask, phone, drawn, lambda strokes: {"strokes": strokes})
        if answer.get("tone") == "done":
            self.told.signed[ask.id] = strokes

    def start(self, permit: Permit, ask: Ask, phone: Phone, page: Page) -> None:
        gates = [each.id for each in raised.kind_of(permit).start_gate_extra]
        # Plant time runs by itself here.
        while plant_time.now() <= permit.starts_at:
            time.sleep(0.2)
        self._act(page, START, ask, phone, int, lambda _: {"confirmed": gates})
        if _fresh(permit.number).state == "approved":
            raise Refused(f"{permit.number} was told to be at work and is not")

    def finish(self, permit: Permit, ask: Ask, phone: Phone, page: Page) -> None:
        _, answer = self._act(page, FINISH, ask, phone, int, lambda _: {})
        if answer.get("tone") == "done":
            self.told.finished.append(permit.number)

    def _act(
        self,
        page: Page,
        act: str,
        ask: Ask,
        phone: Phone,
        made: Callable[[int], T],
        data: Callable[[T], Json],
        attempt: int = 1,
    ) -> tuple[T, Json]:
        """What was sent at last, and the answer that was heard. Sends until the answer comes through, and again where
        something else was still missing."""
        given, missing = versions(self._signal, act, made), 0

        def once() -> tuple[T, Json]:
            nonlocal missing
            mine = next(given)
            body = {**data(mine), "position": phone.position(), "device": "a phone"}
            answer = page.act(act, body, attempt=attempt + missing)
            if self._signal.loses(act):
                raise NotYet("the answer was lost")
            if act in (CHECK, START, FINISH) and answer.get("tone") != "done" and still_open(ask):
                missing += 1
                raise NotYet(str(answer))
            return mine, answered(answer)

        return patiently(once)


def _photo(measure: str, version: int) -> str:
    return hand.photo(f"{measure} {version}")


def _with_photo(given: Json, photo: str) -> Json:
    return {**given, "photo": photo}


DOES: dict[str, Callable[[Site, Permit, Ask, Phone, Page], None]] = {
    "permit.gas_test": Site.test_gas,
    "permit.measures": Site.confirm,
    BRIEF: Site.sign,
    CHECK: Site.sign,
    START: Site.start,
    FINISH: Site.finish,
}


def _next(permit: Permit) -> Ask:
    """Who is asked first, in the order of the site. Raises NotYet while nobody is."""
    waiting = [each for each in asks.of_subject(permit.subject) if each.state in MOVABLE and each.person]
    for kind in BUTTONS:
        for ask in waiting:
            if ask.kind == kind:
                return ask
    raise NotYet(turns.standing(permit))


def _opened(phone: Phone, ask: Ask) -> Page | None:
    """The page behind the card; None when the ask was closed meanwhile."""
    if not still_open(ask):
        return None
    card = card_of(phone, ask)
    for button in BUTTONS[ask.kind] if card is not None else ():
        opened = phone.tap(card, button)
        if "open" in opened:
            return phone.open(opened["open"])
    raise NotYet(ask.kind)


def _fresh(number: str) -> Permit:
    found = permits.by_number(number)
    if found is None:
        raise Refused(f"permit {number} was acknowledged and is lost")
    return found


def _centre(permit: Permit) -> tuple[float, float]:
    return cast.centre(book(plant_time.now()).plant.area(permit.area))
