"""Everybody does what he is asked, from the card on his phone: used both to make a kept house and to play it on.

Cards, taps and pages are real; nothing here knows how a kind of ask is kept or decided.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner
from kept_stores.stored import Row, rows
from plant import Plant

from models.ask import MOVABLE, Ask, of_subject
from models.permit import Permit, by_number
from workers.evidence import commands
from workers.scenarios import hand
from workers.scenarios.phone import Page, Phone, text_of, title
from workers.scenarios.simulator import Json
from workers.scenarios.story import Story
from workers.scenarios.turns import START_OF_WORK, TURNS, at_site, take

FORM = (
    *("kind", "level", "area", "part", "project", "starts_at", "ends_at", "contractor"),
    *("work_leader", "guardian", "workers", "inputs"),
)
MOST_ROUNDS, MOMENT = 40, timedelta(seconds=2)


class InProcess(Story):
    """A story without its own processes: what is to be sent goes out when the test lets it."""

    def repainted(self, phone: Phone, card: Json, words: str) -> None:
        """Nothing to wait for: the card is looked at after `settle`."""


def permit_of(number: str) -> Permit:
    """The permit as the store has it now."""
    found = by_number(number)
    assert found is not None, number
    return found


def stored(number: str) -> Row:
    """The permit as it is in the store."""
    [row] = rows("permit", number=number)
    return row


def sent(number: str) -> Row:
    """The permit's form as a phone sends it."""
    return {name: stored(number)["form"][name] for name in FORM}


def open_asks(number: str, kind: str = "") -> list[Ask]:
    """What people are asked about the permit, or only the asks of one kind."""
    mine = [ask for ask in of_subject(permit_of(number).subject) if ask.state in MOVABLE and ask.person]
    return [ask for ask in mine if kind in ("", ask.kind)]


def answer(plant: Plant, number: str, *asked: Ask) -> None:
    """Each person asked goes to the site and answers from his card; then everything that follows is delivered."""
    has_acted: set[str] = set()
    for ask in asked:
        if ask.person in has_acted:
            # His two cards look alike until the first one says that it is done.
            plant.settle()
        if Ask.get_by_id(ask.id).state in MOVABLE:
            has_acted.add(ask.person)
            take(InProcess(plant, lambda line: None), permit_of(number), ask)
    plant.settle()
    # Nobody is that fast: the platforms' limits count plant time.
    plant.set_time(plant.now + MOMENT)


def go_on(plant: Plant, number: str, until: str, leave: Collection[str] = ()) -> None:
    """Everybody does his part until the permit's state is `until`; `ready`: only the start is missing.

    leave: kinds of asks that nobody answers; it stops when only these are left.
    """
    for _ in range(MOST_ROUNDS):
        asked = _next(number, leave)
        if permit_of(number).state == until or (until == "ready" and asked and asked[0].kind == START_OF_WORK):
            return
        if leave and not asked:
            return
        assert asked, f"{number} stands at {permit_of(number).state}, nobody is asked: {open_asks(number)}"
        answer(plant, number, *asked)
    raise AssertionError(f"{number} did not come to {until}")


def _next(number: str, leave: Collection[str]) -> list[Ask]:
    """What is asked first at the site, all of one kind."""
    waiting = [ask for ask in open_asks(number) if ask.kind in TURNS and ask.kind not in leave]
    first = next((kind for kind in TURNS if kind in {ask.kind for ask in waiting}), "")
    return [ask for ask in waiting if ask.kind == first]


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
    phone = phone_at(plant, person, area)
    lines = hand.strokes(phone.name)
    return {"strokes": lines, "position": phone.position(), "device": phone.account}


def act(plant: Plant, on: Page, name: str, data: dict[str, Any], text: str = "") -> Json:
    """One act of a page, which must be accepted; then everything that follows is delivered."""
    given = on.act(name, data, text)
    assert given.get("ok") and given["tone"] in ("done", "info", "caution"), given
    plant.settle()
    return given


def export(number: str, target: Path) -> None:
    """The permit's package, as the command line makes it."""
    house = click.Group("house")
    commands.register(house)
    made = CliRunner().invoke(house, ["export", "permit", number, "-o", str(target)])
    assert made.exit_code == 0, made.output
