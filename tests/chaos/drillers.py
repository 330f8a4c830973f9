"""People who practise an accident alone, by cards or in the scene, in a house that keeps falling over, with phones that
lose answers. What they heard is looked for by `drill_promises`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from handlers.drills.kinds import INVITE, NODE
from models import ask as asks
from models import drill as drills
from models import plant_time
from models.ask import MOVABLE, Ask
from models.base import database
from models.book import book
from models.drill import DrillRun
from models.drill_sheet import CARDS, SCENE
from rules import duty
from tests.chaos.people import NotYet, answered, card_of, patiently, versions
from tests.chaos.signal import Signal
from workers.scenarios.drill_life import READ
from workers.scenarios.phone import Page, Phone, text_of
from workers.scenarios.stage import Stage

ORDER, BEGIN, DECIDE, CHOOSE = "drill.order", "drill.begin", "drill.decide", "drill.choose"
DRILL = "DRILL-NH3"
# Who practises in which way; neither learns, mends or asks for permits besides.
DRILLERS = (("U39", CARDS), ("U13", SCENE))
Step = tuple[str, str]


@dataclass
class ToldOfDrills:
    """What people were told is done: drills that were ordered; the letters that were sent for each step (run and node),
    and those that were acknowledged."""

    ordered: int = 0
    given: dict[Step, list[str]] = field(default_factory=lambda: defaultdict(list))
    acknowledged: list[tuple[Step, str]] = field(default_factory=list)


class Drillers:
    """Plays drills from the safety office's order to their end."""

    def __init__(self, house: Stage, signal: Signal) -> None:
        self.told = ToldOfDrills()
        self._house = house
        self._signal = signal

    def play(self, run: int) -> str:
        person, way = DRILLERS[run]
        phone = self._house.phone(person)
        try:
            self._order(person)
            number = patiently(lambda: _ordered(person))
            page = patiently(lambda: self._begin(phone, number, way))
            while (now := _now(number)).state == "running":
                self._decide(phone, page, number, now.sheet.at_node)
        finally:
            database.close()
        return f"{number} {now.state}"

    def _order(self, person: str) -> None:
        office = self._house.phone(duty.office(book(plant_time.now()).plant)[0].id)
        page = patiently(lambda: office.open(f"{self._house.base}/h5/{office.platform}/drills/now"))
        patiently(lambda: self._heard(ORDER, page, {"drill": DRILL, "people": [person]}))
        self.told.ordered += 1

    def _begin(self, phone: Phone, number: str, way: str) -> Page | None:
        """The page of the scene, where he is there."""
        [ask] = _asks(number, INVITE)
        page = phone.open(f"{self._house.base}/h5/{phone.platform}/scene/{ask.id}") if way == SCENE else None
        if page is not None:
            self._heard(BEGIN, page, {"way": SCENE, "slow": True})
        else:
            card = card_of(phone, ask)
            if card is None or phone.tap(card, "多给一半时间").get("status") != 200 or self._signal.loses(BEGIN):
                raise NotYet("the tap was not seen")
        if _now(number).state == "invited":
            raise NotYet(number)
        return page

    def _decide(self, phone: Phone, page: Page | None, number: str, node: str) -> None:
        """Decides until the step is over. Whoever hears nothing decides again, perhaps otherwise."""
        run = _now(number)
        offered = drills.options(run, drills.content(run), node)
        # The best first: whoever decides badly is soon at an end, and has lost few answers by then.
        letters = [letter for letter, _ in sorted(offered, key=lambda each: -each[1].score)]
        wanted = versions(self._signal, DECIDE, lambda version: letters[(version - 1) % len(letters)])

        def once() -> None:
            if _is_over(number, node):
                return
            if page is not None:
                self._choose(page, DECIDE, (number, node), {"at": node}, next(wanted))
            else:
                self._on_a_card(phone, (number, node), wanted)
            if not _is_over(number, node):
                raise NotYet(f"{number} {node}")

        patiently(once)

    def _on_a_card(self, phone: Phone, step: Step, wanted: Iterator[str]) -> None:
        """By a tap on a letter, or where the options are long on the card's page."""
        ask = next(iter(_asks(step[0], NODE)), None)
        card = card_of(phone, ask) if ask else None
        if card is None:
            raise NotYet("the card")
        letter = next(wanted)
        if READ in text_of(card):
            opened = phone.tap(card, READ)
            if "open" not in opened:
                raise NotYet("the page")
            self._choose(phone.open(opened["open"]), CHOOSE, step, {}, letter)
            return
        self.told.given[step].append(letter)
        phone.tap(card, letter)
        if self._signal.loses(DECIDE):
            raise NotYet("the tap was not seen")

    def _choose(self, page: Page, act: str, step: Step, more: dict[str, str], letter: str) -> None:
        self.told.given[step].append(letter)
        if self._heard(act, page, {**more, "letter": letter}) == "done":
            self.told.acknowledged.append((step, letter))

    def _heard(self, act: str, page: Page, given: dict[str, object]) -> str:
        answer = page.act(act, given)
        if self._signal.loses(DECIDE if act == CHOOSE else act):
            raise NotYet("the answer was lost")
        return str(answered(answer)["tone"])


def _ordered(person: str) -> str:
    for run in DrillRun.select().order_by(DrillRun.id.desc()):
        if run.sheet.people == [person]:
            return str(run.number)
    raise NotYet(f"no drill of {person}")


def _now(number: str) -> DrillRun:
    found = drills.by_number(number)
    assert found is not None
    return found


def _is_over(number: str, node: str) -> bool:
    run = _now(number)
    return run.state != "running" or run.sheet.at_node != node


def _asks(number: str, kind: str) -> list[Ask]:
    found = asks.of_subject(_now(number).subject)
    return [each for each in found if each.kind == kind and (each.state in MOVABLE or kind == INVITE)]
