"""Whoever is asked does what he is asked, from the card on his phone: one way for the making and for the going on.

Cards, taps and pages are the real ones; nothing here knows how a kind of ask is kept or decided.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from plant import Plant

from models.ask import MOVABLE, Ask, of_subject
from models.permit import Permit, by_number
from workers.scenarios import cast
from workers.scenarios.phone import Page, Phone, text_of, title
from workers.scenarios.simulator import Json
from workers.scenarios.story import Story
from workers.scenarios.turns import START_OF_WORK, at_site, round_of, take

MOST_ROUNDS = 40


class InProcess(Story):
    """A story without processes of its own: what is to be sent goes out when the test lets it."""

    def repainted(self, phone: Phone, card: Json, words: str) -> None:
        """The card is looked at after `settle`."""


def permit_of(number: str) -> Permit:
    """The permit as the store has it now."""
    found = by_number(number)
    assert found is not None, number
    return found


def open_asks(number: str, kind: str = "") -> list[Ask]:
    """What somebody is asked about the permit; of one kind where said."""
    mine = [ask for ask in of_subject(permit_of(number).subject) if ask.state in MOVABLE and ask.person]
    return [ask for ask in mine if kind in ("", ask.kind)]


def answer(plant: Plant, number: str, ask: Ask) -> None:
    """The person asked goes to the site and does it from his card; everything that follows is brought."""
    take(InProcess(plant, lambda line: None), permit_of(number), ask)  # type: ignore[arg-type]
    plant.settle()


def go_on(plant: Plant, number: str, until: str, leave: Collection[str] = ()) -> None:
    """Everybody does his part until the permit's state is `until`; `ready`: only the start is missing.

    leave: kinds of asks that nobody answers.
    """
    for _ in range(MOST_ROUNDS):
        asked = [ask for ask in round_of(permit_of(number)) if ask.kind not in leave]
        if permit_of(number).state == until or (until == "ready" and asked and asked[0].kind == START_OF_WORK):
            return
        assert asked, f"{number} stands at {permit_of(number).state}, nobody is asked: {open_asks(number)}"
        for ask in asked:
            if Ask.get_by_id(ask.id).state in MOVABLE:
                answer(plant, number, ask)
    raise AssertionError(f"{number} did not come to {until}")


def card(plant: Plant, person: str, *words: str) -> Json:
    """The newest card of this person that says all of these words."""
    cards = [message for message in plant.phone(person).messages() if message["kind"] == "card"]
    fitting = [message for message in cards if all(each in text_of(message) for each in words)]
    assert fitting, f"{person} has no card {words}: {[title(message) for message in cards]}"
    return fitting[-1]


def opened(plant: Plant, person: str, shown: Json, button: str, area: str = "") -> Page:
    """The page behind the card's button, opened on this person's phone."""
    phone = phone_at(plant, person, area)
    return phone.open(phone.tap(shown, button)["open"])


def page(plant: Plant, person: str, path: str) -> Page:
    """A page by its address, as the links of other pages open it."""
    phone = plant.phone(person)
    return phone.open(f"{plant.base}/h5/{phone.platform}/{path}")


def phone_at(plant: Plant, person: str, area: str = "") -> Phone:
    """The person's phone, where he is or in that area."""
    return at_site(plant.phone(person), area) if area else plant.phone(person)


def signed(plant: Plant, person: str, area: str) -> dict[str, Any]:
    """What a page with a pad sends, from inside the area."""
    from workers.scenarios import hand

    phone = phone_at(plant, person, area)
    lines = hand.strokes(phone.name)
    return {"strokes": lines, "png": hand.picture(lines), "position": phone.position(), "device": phone.account}


def act(plant: Plant, on: Page, name: str, data: dict[str, Any], text: str = "") -> Json:
    """One act of a page that must be taken; everything that follows is brought."""
    given = on.act(name, data, text)
    assert given.get("ok") and given["tone"] in ("done", "info", "caution"), given
    plant.settle()
    return given


def centre(plant: Plant, area: str) -> tuple[float, float]:
    from models.book import book

    return cast.centre(book(plant.now).plant.area(area))
