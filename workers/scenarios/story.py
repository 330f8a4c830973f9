"""What a story keeps while it is played: its timeline, its figures, and the promises that were kept or broken."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models import plant_time
from models.ask import MOVABLE, Ask
from models.book import Book, book
from models.delivery import Delivery
from rules.plant import Person
from rules.shifts import on_duty
from workers.scenarios.phone import Phone, text_of, title
from workers.scenarios.simulator import Json
from workers.scenarios.stage import Late, Stage, wait_for

Say = Callable[[str], None]


@dataclass
class Story:
    """name: the story's, as `scenarios` has it; say: prints a line at once; pace: real seconds between two lines, for
    people who watch; broken: promises that did not hold; minutes: plant minutes to each signature."""

    house: Stage
    say: Say
    name: str = ""
    pace: float = 0
    taps: int = 0
    broken: list[str] = field(default_factory=list)
    minutes: dict[str, int] = field(default_factory=dict)

    def tell(self, words: str) -> None:
        self.say(f"{plant_time.now():%H:%M}  {words}")
        if self.pace:
            time.sleep(self.pace)

    def at(self, clock: str) -> None:
        """Moves plant time to HH:MM of the story's day."""
        hour, minute = clock.split(":")
        now = plant_time.now().replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
        self.house.set_time(now)
        self.house.arrived(now)

    def later(self, minutes: int) -> None:
        """Moves plant time on by whole minutes."""
        self.until(plant_time.now().replace(second=0, microsecond=0) + timedelta(minutes=minutes))

    def until(self, moment: datetime) -> None:
        """Moves plant time on to `moment`, unless it has been reached; what was asked before has arrived by then."""
        if plant_time.now() < moment:
            names = {self.house.phone(ask.person).name for ask in _on_the_way()}
            wait_for(f"送给{'、'.join(names)}的卡片", lambda: not _on_the_way())
            self.house.set_time(moment)
            self.house.arrived(moment)

    def until_at_work(self, people: Iterable[str], moments: Iterable[datetime]) -> None:
        """Moves on to the first of these moments, given in order, that is not over and at which all these people are on
        shift. Raises Late where there is none."""
        rules, now = book(plant_time.now()), plant_time.now().replace(second=0, microsecond=0)
        found = [rules.plant.person(each) for each in people]
        there = (at for at in moments if at >= now and all(_on_shift(each, rules, at) for each in found))
        if (moment := next(there, None)) is None:
            raise Late(f"{'、'.join(each.name for each in found)} 一起上班")
        self.until(moment)

    def promise(self, kept: bool, words: str) -> None:
        if not kept:
            self.broken.append(words)
            self.tell(f"✗ {words}")

    def card(self, phone: Phone, words: str, before: Collection[str] = ()) -> Json:
        """Waits for the newest card on this phone whose title says `words`, other than `before` (message ids)."""
        return wait_for(f"{phone.name} 的卡片「{words}」", lambda: phone.card(lambda text: words in text, before))

    def tap(self, phone: Phone, card: Json, button: str) -> Json:
        """Taps a button once the card stands still: nobody taps in the moment in which it changes."""
        self.taps += 1
        wait_for(f"{phone.name} 的卡片停下来", lambda: _still(card))
        return phone.tap(card, button)

    def opens(self, phone: Phone, card: Json, *buttons: str) -> str:
        """The address behind the first of these buttons that the card has. Raises Late when none opens a page."""
        shown = text_of(card)
        button = next((each for each in buttons if each in shown), None)
        answer = self.tap(phone, card, button) if button else {}
        if "open" not in answer:
            raise Late(f"{phone.name} 的「{title(card)}」里能打开的按钮「{'／'.join(buttons)}」")
        return str(answer["open"])

    def repainted(self, phone: Phone, card: Json, words: str) -> None:
        """Waits until that same card says `words`."""
        wait_for(
            f"{phone.name} 的卡片改成「{words}」",
            lambda: next((m for m in phone.messages() if m["id"] == card["id"] and words in title(m)), None),
        )

    def signed(self, who: str, card: Json) -> None:
        """Keeps how many plant minutes passed since this card arrived."""
        arrived = datetime.fromisoformat(card["sent_at"])
        self.minutes[who] = round((plant_time.now() - arrived).total_seconds() / 60)


def _on_the_way() -> list[Ask]:
    """Questions whose cards have not come yet; a permit's timetable asks nobody."""
    return list(Ask.select().where(Ask.state.in_(MOVABLE), Ask.person != "", Ask.delivered_at.is_null()))


def _still(card: Json) -> bool:
    """Whether the house is not repainting this card of DingTalk."""
    own = (Delivery.card == str(card["body"].get("outTrackId"))) & (Delivery.form == "card")
    under_way = (Delivery.state == "waiting") & (Delivery.not_before <= plant_time.now())
    return not Delivery.select().where(own & under_way).exists()


def _on_shift(person: Person, rules: Book, moment: datetime) -> bool:
    return on_duty(person, rules.plant, rules.config.rules, moment)
