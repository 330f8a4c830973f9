"""People in a house that keeps falling over: they try again when a page or a tap fails, sometimes with something else,
and remember what they heard.

What they remember is what the service has acknowledged: `promises` looks for all of it in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from queue import Queue
from typing import TypeVar

import requests
from demo import WELDER, form
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

from models import ask as asks
from models import permit as permits
from models import plant_time
from models.ask import MOVABLE, Ask
from models.base import database
from models.book import book
from models.delivery import Delivery
from tests.chaos.killer import Killer
from tests.chaos.signal import Signal
from workers.scenarios import cast, hand
from workers.scenarios.phone import Page, PageRefused, Phone, text_of, title
from workers.scenarios.simulator import Json
from workers.scenarios.stage import Stage

T = TypeVar("T")
PATIENCE = 120.0
# The requester, who leads the work himself, and the place. Every kind of phone signs, and nobody gets so many messages
# that the platform's limit for one person decides how long it takes. A requester's new form replaces his older one, so
# a team plays one permit at a time.
TEAMS = (("U33", "sewage"), ("U28", "hydro"), ("U41", "chlor"), ("U29", "sewage"), ("U07", "hydro"), ("U09", "chlor"))
LANES = 4
REQUEST, SIGN = "permit.request", "permit.sign"
# How the title of a card begins that still asks for a signature.
ASKING = ("请签", "请确认")
GUARDIANS = {"sewage": "U30", "hydro": "U31", "chlor": "U30"}


# No work begins before it is asked for, and a request may take long while programs are killed. Work that goes on begins
# sooner, in seconds of real time.
AHEAD, SOON = timedelta(hours=1), 30
# Which of so many permits go on to the end of their work: early ones, while plant time runs fast.
GO_ON, OF = (1, 4), 20


class NotYet(Exception):
    """It did not work this time: the person will try again."""


class Refused(Exception):
    """The service refuses it: trying again would be useless."""


@dataclass
class Told:
    """What people were told is done: words that got through, permits by number, the work in each form that was taken
    (by the permit's number), the strokes of each signature (by ask), reasons that were asked for."""

    words: list[str] = field(default_factory=list)
    permits: list[str] = field(default_factory=list)
    works: dict[str, str] = field(default_factory=dict)
    signed: dict[int, object] = field(default_factory=dict)
    whys: list[int] = field(default_factory=list)


def patiently(act: Callable[[], T]) -> T:
    """Tries until `act` works and returns its result. After two minutes it raises what stopped it."""
    passing = (NotYet, PageRefused, requests.RequestException)
    again = Retrying(
        retry=retry_if_exception_type(passing),
        wait=wait_random(0.15, 0.4),
        stop=stop_after_delay(PATIENCE),
        reraise=True,
    )
    return again(act)


def versions(signal: Signal, act: str, made: Callable[[int], T]) -> Iterator[T]:
    """What somebody gives at each try of an act: the same as before, or something else."""
    version = 1
    while True:
        yield made(version)
        version += signal.changes_mind(act)


class Crew:
    """Plays permits from request to approval, and some further; several may run at once, each team in one thread."""

    def __init__(self, house: Stage, killer: Killer, signal: Signal, kills: int, go_on: Callable[[str], None]) -> None:
        """kills: in how many of the first runs a program is killed. go_on: what follows the approval of some."""
        self.told = Told()
        self._house = house
        self._killer = killer
        self._signal = signal
        self._kills = kills
        self._go_on = go_on
        self._free: Queue[tuple[str, str]] = Queue()
        for team in TEAMS:
            self._free.put(team)

    def play(self, run: int) -> str:
        """One permit from the word 「动火」 to the last signature, by a team that is free; returns its number.

        In the first run a signer waits until he is reminded.
        """
        team = self._free.get()
        try:
            if run < self._kills:
                self._killer.strike_soon()
            goes_on = run % OF in GO_ON
            number = self._request(*team, goes_on)
            with ThreadPoolExecutor(2) as signers:
                while permits.by_number(number).state != "approved":
                    list(signers.map(partial(self._sign, number, run == 0), _open_asks(number)))
            if goes_on:
                self._go_on(number)
        finally:
            self._free.put(team)
            database.close()
        return number

    def _request(self, requester: str, area: str, soon: bool) -> str:
        phone = self._phone(requester, area)
        patiently(lambda: self._say(phone))
        page = patiently(lambda: open_card(phone, "请填：动火票申请", "填写申请"))
        wanted = {**form(plant_time.now()), "area": area, "work_leader": requester, "guardian": GUARDIANS[area]}
        wanted |= {"workers": [WELDER], "starts_at": _begins(plant_time.now(), soon)}
        works = versions(self._signal, REQUEST, lambda version: f"{wanted['project']}，第 {version} 处")

        def once() -> tuple[Json, str]:
            work = next(works)
            given = {**wanted, "project": work, "position": phone.position()}
            return self._heard(REQUEST, page.act(REQUEST, given)), work

        answer, work = patiently(once)
        number = str(answer["words"]).split("：")[1].split("。")[0]
        self.told.permits.append(number)
        if answer["tone"] == "done":
            self.told.works[number] = work
        return number

    def _heard(self, act: str, answer: Json) -> Json:
        """The service's own answer. Raises NotYet when the signal fails, Refused when it says no."""
        if self._signal.loses(act):
            raise NotYet("the answer was lost")
        return answered(answer)

    def _say(self, phone: Phone) -> None:
        if phone.say("动火").get("status") != 200:
            raise NotYet
        self.told.words.append(phone.account)

    def _sign(self, number: str, waits: bool, ask: Ask) -> None:
        """Signs by hand from the card; somebody else may have been first."""
        phone = self._phone(ask.person, permits.by_number(number).area)
        if ask.data["approval"]:
            self._ask_why(phone, ask, number)
        if waits and ask.data["stage_id"] == "area":
            patiently(lambda: _reminded(phone, ask, number))
        page = patiently(lambda: _open_to_sign(phone, ask, number))
        if page is None:
            return
        names = versions(self._signal, SIGN, lambda version: hand.strokes(f"{phone.name}{version}"))

        def once() -> tuple[Json, object]:
            strokes = next(names)
            given = {"strokes": strokes, "position": phone.position(), "device": "a phone"}
            return self._heard(SIGN, page.act(SIGN, given)), strokes

        answer, strokes = patiently(once)
        if answer["words"] == "签好了。":
            self.told.signed[ask.id] = strokes

    def _ask_why(self, phone: Phone, ask: Ask, number: str) -> None:
        """Taps 「为什么找我」 while the card is there."""

        def once() -> None:
            card = card_of(phone, ask, *ASKING)
            if card is not None and phone.tap(card, "为什么找我").get("status") == 200:
                self.told.whys.append(ask.id)
            elif still_open(ask):
                raise NotYet(number)

        patiently(once)

    def _phone(self, person: str, area: str) -> Phone:
        return replace(self._house.phone(person), at=cast.centre(book(plant_time.now()).plant.area(area)))


def answered(answer: Json) -> Json:
    """The service's own answer. Raises NotYet while only the signal fails, Refused when it says no."""
    if answer.get("tone") == "stop":
        raise Refused(answer["words"])
    if not answer.get("ok"):
        raise NotYet(str(answer))
    return answer


def _open_asks(number: str) -> list[Ask]:
    permit = permits.by_number(number)
    found = asks.of_subject(permit.subject) if permit else []
    return [ask for ask in found if ask.kind == "permit.sign" and ask.state in MOVABLE]


def still_open(ask: Ask) -> bool:
    fresh = asks.find(ask.id)
    return fresh is not None and fresh.state in MOVABLE


def card_id(message: Json) -> str:
    """The platform's id of a card."""
    body = message["body"]
    return str(body["template_card"].get("task_id") if message["platform"] == "wecom" else body["outTrackId"])


def card_of(phone: Phone, ask: Ask, *titles: str) -> Json | None:
    """The newest card of this ask, with one of these beginnings of its title if any are given. Cards of others may name
    its matter too."""
    own = {row.card for row in Delivery.select().where(Delivery.ask == ask, Delivery.form == "card")}
    cards = [each for each in phone.messages() if each["kind"] == "card" and card_id(each) in own]
    fitting = [each for each in cards if title(each).startswith(titles or ("",))]
    return fitting[-1] if fitting else None


def open_card(phone: Phone, words: str, button: str) -> Page:
    card = phone.card(lambda shown: words in shown)
    if card is None:
        raise NotYet(words)
    opened = phone.tap(card, button)
    if "open" not in opened:
        raise NotYet(words)
    return phone.open(opened["open"])


def _open_to_sign(phone: Phone, ask: Ask, number: str) -> Page | None:
    """The signature page; None when the ask was closed by somebody else meanwhile."""
    if not still_open(ask):
        return None
    card = card_of(phone, ask, *ASKING)
    if card is None:
        raise NotYet(number)
    button = "确认签字" if title(card).startswith("请确认") else "签批"
    opened = phone.tap(card, button)
    if "open" not in opened:
        raise NotYet(number)
    return phone.open(opened["open"])


def _reminded(phone: Phone, ask: Ask, number: str) -> None:
    """Some people wait until they are told again; nobody waits for what others have done meanwhile."""
    texts = [text_of(each) for each in phone.messages() if each["kind"] != "card"]
    if still_open(ask) and not any(number in text for text in texts):
        raise NotYet(number)


def _begins(now: datetime, soon: bool) -> str:
    """The story's beginning while that is far enough ahead, else an hour from now; or soon."""
    if soon:
        begins = now + timedelta(seconds=SOON * plant_time.rate())
    else:
        begins = max(datetime.fromisoformat(form(now)["starts_at"]), now + AHEAD)
    return begins.replace(second=0, microsecond=0).isoformat()
