"""People who report hazards, mend them and look at them in a house that keeps falling over, with phones that lose
answers. What they heard is looked for by `hazard_promises`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from queue import Queue

from models import ask as asks
from models import hazard as hazards
from models import plant_time
from models.ask import MOVABLE, Ask
from models.base import database
from models.book import book
from models.hazard import Hazard
from rules.hazards.life import OVER
from tests.chaos.people import NotYet, Refused, card_of, open_card, patiently, versions
from tests.chaos.signal import Signal
from workers.scenarios import cast, hand
from workers.scenarios.phone import Page, Phone
from workers.scenarios.simulator import Json
from workers.scenarios.stage import Stage

REPORT, MEND, LOOK = "hazard.report", "hazard.mend", "hazard.look"
# Who reports, where, of which category, what: no two are alike, so that nobody is asked whether they are the same.
FOUND = (
    ("U34", "sewage", "ELEC", "配电箱门坏了，电缆露在外面"),
    ("U35", "boiler", "FIRE", "灭火器压力不够，指针在红区"),
    ("U40", "hydro", "5S", "通道堆满了杂物，过不去"),
    ("U36", "util", "MECH", "联轴器的防护罩没装，转轴露着"),
)
LOOKS = {"hazard.check": "请验隐患", "hazard.recheck": "请复查隐患", "hazard.confirm": "改好了吗"}


@dataclass
class ToldOfHazards:
    """What people were told is done: forms that were asked for, words by the hazard's number, notes of mendings and of
    looks by ask, taps that were taken (by ask and name)."""

    forms: int = 0
    reported: dict[str, str] = field(default_factory=dict)
    mended: dict[int, str] = field(default_factory=dict)
    looked: dict[int, str] = field(default_factory=dict)
    taps: list[tuple[int, str]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


class HazardCrew:
    """Plays hazards from the report to the closure; several may run at once."""

    def __init__(self, house: Stage, signal: Signal) -> None:
        self.told = ToldOfHazards()
        self._house = house
        self._signal = signal
        self._free: Queue[tuple[str, str, str, str]] = Queue()
        for found in FOUND:
            self._free.put(found)

    def play(self, run: int) -> str:
        """One hazard to its closure, by whoever is free; returns its number."""
        found = self._free.get()
        try:
            number = self._report(*found, run)
            while (hazard := _fresh(number)).state not in OVER:
                self._go_on(hazard)
        finally:
            self._free.put(found)
            database.close()
        return number

    def _report(self, finder: str, area: str, category: str, words: str, run: int) -> str:
        phone = self._phone(finder, area)
        patiently(lambda: self._ask_for_form(phone))
        page = patiently(lambda: open_card(phone, "报隐患", "去报"))
        photo = patiently(lambda: _brought(page, f"before {finder} {run}"))
        said = versions(self._signal, REPORT, lambda version: f"{words}，第 {run} 回第 {version} 处")

        def once() -> tuple[str, str]:
            mine = next(said)
            given = {"photos": [photo], "category": category, "position": phone.position()}
            answer = page.act(REPORT, given, text=mine)
            return self._number(REPORT, answer), mine if answer.get("tone") == "done" else ""

        number, mine = patiently(once)
        self.told.numbers.append(number)
        if mine:
            self.told.reported[number] = mine
        return number

    def _number(self, act: str, answer: Json) -> str:
        """The hazard's number that the answer names: its own, or that of what was sent before."""
        if self._signal.loses(act):
            raise NotYet("the answer was lost")
        words = str(answer.get("words", ""))
        if answer.get("tone") not in ("done", "caution") or "YH-" not in words:
            raise NotYet(words)
        return "YH-" + words.partition("YH-")[2][:6]

    def _ask_for_form(self, phone: Phone) -> None:
        if phone.say("报隐患").get("status") != 200:
            raise NotYet
        self.told.forms += 1

    def _go_on(self, hazard: Hazard) -> None:
        """Somebody who is asked does it; others may have done it meanwhile."""
        for ask in [ask for ask in asks.of_subject(hazard.subject) if ask.state in MOVABLE]:
            if ask.kind == "hazard.fix":
                self._fix(hazard, ask)
            elif ask.kind == "hazard.confirm":
                self._tap(hazard, ask, "改好了，认可", "confirm")
            elif ask.kind in LOOKS:
                self._page(hazard, ask, "去看", LOOK, "看过，关得严", {"ok": True, "photos": []}, self.told.looked)
            else:
                continue
            return
        raise Refused(f"{hazard.number} waits for nobody: {hazard.state}")

    def _fix(self, hazard: Hazard, ask: Ask) -> None:
        if hazard.state == "assigned":
            self._tap(hazard, ask, "接单", "accept")
        else:
            self._page(hazard, ask, "报改好了", MEND, "换了新的", {}, self.told.mended)

    def _tap(self, hazard: Hazard, ask: Ask, button: str, name: str) -> None:
        """Taps until it has an effect, or somebody else has done it."""
        phone = self._phone(ask.person, hazard.area)

        def once() -> None:
            if _fresh(hazard.number).state != hazard.state:
                return
            card = card_of(phone, ask)
            if card is not None and phone.tap(card, button).get("status") == 200:
                self.told.taps.append((ask.id, name))
            if _fresh(hazard.number).state == hazard.state:
                raise NotYet(hazard.number)

        patiently(once)

    def _page(
        self, hazard: Hazard, ask: Ask, button: str, act: str, words: str, data: Json, heard: dict[int, str]
    ) -> None:
        """Opens the page behind the card and sends what was seen there; what is acknowledged is remembered."""
        phone = self._phone(ask.person, hazard.area)
        page = patiently(lambda: self._opened(phone, hazard, ask, button))
        if page is None:
            return
        given = dict(data)
        if act == MEND:
            # Asked only where the same was closed lately.
            given["cause"] = "螺丝松了"
            given["photos"] = [patiently(lambda: _brought(page, f"after {hazard.number} {ask.id}"))]
        notes = versions(self._signal, act, lambda version: f"{words} {version}")

        def once() -> None:
            note = next(notes)
            answer = page.act(act, given, text=note)
            if self._signal.loses(act):
                raise NotYet("the answer was lost")
            if answer.get("tone") == "done":
                heard[ask.id] = note
            elif _fresh(hazard.number).state == hazard.state:
                raise Refused(str(answer)) if answer.get("tone") == "stop" else NotYet(str(answer))

        patiently(once)

    def _opened(self, phone: Phone, hazard: Hazard, ask: Ask, button: str) -> Page | None:
        if _fresh(hazard.number).state != hazard.state:
            return None
        card = card_of(phone, ask)
        opened = phone.tap(card, button) if card else {}
        if "open" not in opened:
            raise NotYet(hazard.number)
        return phone.open(opened["open"])

    def _phone(self, person: str, area: str) -> Phone:
        return replace(self._house.phone(person), at=cast.centre(book(plant_time.now()).plant.area(area)))


def _brought(page: Page, words: str) -> str:
    """The number of a picture that nobody else has."""
    try:
        return page.bring(hand.shot(words))
    except KeyError:
        raise NotYet("the picture did not come through") from None


def _fresh(number: str) -> Hazard:
    found = hazards.by_number(number)
    if found is None:
        raise Refused(f"hazard {number} was acknowledged and is lost")
    return found
