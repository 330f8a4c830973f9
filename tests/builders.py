"""What the people of the story do, one function an act, each through the public doors: cards, taps, pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any

from demo import ANSWERS, PLACE_OF_THE_STORY, form
from plant import Plant, anhe
from roads import road

from handlers import site_codes
from handlers.plant import keep
from models import ledger, store
from models.ask import Ask, of_subject
from models.book import book
from models.permit import Permit
from workers.scenarios import hand
from workers.scenarios.cast import centre
from workers.scenarios.phone import Page, text_of
from workers.scenarios.simulator import Json

FOREMAN, SHIFT_FOREMAN, DIRECTOR, MANAGER = "U33", "U27", "U19", "U04"
WELDER, GUARDIAN, CONTRACTOR, ANALYST = "U34", "U30", "U36", "U28"
# Everybody who gets a card between the last signature and the start of the story's permit.
ON_SITE = (FOREMAN, SHIFT_FOREMAN, GUARDIAN, WELDER, ANALYST)
# Who is asked when nobody signs: instead of the director the duty leader, instead of the manager the deputy general
# manager.
DUTY_LEADER, DEPUTY_GM, GM = "U08", "U02", "U01"
# The story's guardian is in a crew, and off shift on most other days; this one works days.
DAY_GUARDIAN = "U20"


def request_page(plant: Plant, person: str = FOREMAN) -> Page:
    """The word 「动火」, the card that it brings, the form behind its button."""
    phone = plant.phone(person)
    phone.say("动火")
    plant.settle()
    return open_card(plant, person, plant.expect(person, "动火票申请"), "填写申请")


def filled(plant: Plant, person: str = FOREMAN, **changes: Any) -> dict[str, Any]:
    """The story's form, with changes."""
    return {**form(plant.now), "position": plant.phone(person).position(), **changes}


def answers(**changes: Any) -> dict[str, Any]:
    """The story's answers to the questions of hot work, with changes."""
    return {**ANSWERS, **changes}


@road
def ask_for_permit(plant: Plant, person: str = FOREMAN, **changes: Any) -> Permit:
    """A permit whose first ask has arrived."""
    answer = request_page(plant, person).act("permit.request", filled(plant, person, **changes))
    assert answer["ok"], answer
    plant.settle()
    permit: Permit = Permit.select().order_by(Permit.id.desc()).get()
    return permit


def open_card(plant: Plant, person: str, card: Json, button: str) -> Page:
    """The page behind a card's button, opened by this person; raises PageRefused."""
    phone = plant.phone(person)
    return phone.open(phone.tap(card, button)["open"])


def sign_card(plant: Plant, person: str, card: Json, at: tuple[float, float] | None = None) -> Json:
    """Signs by hand behind the card's main button, at the site or at `at`; returns the page's answer."""
    card = plant.current(card)
    page = open_card(plant, person, card, main_button(card))
    answer = plant.phone(person).sign(page, at=at)
    plant.settle()
    return answer


def main_button(card: Json) -> str:
    shown = text_of(card)
    return next(words for words in ("到场再签", "签批", "确认签字") if words in shown)


def sign(plant: Plant, person: str, words: str = "请签", area: str = PLACE_OF_THE_STORY) -> Json:
    """The person signs the newest card in the area; returns the card as it looks afterwards."""
    card = plant.expect(person, words)
    answer = sign_card(plant, person, card, centre(book(plant.now).plant.area(area)))
    assert answer["tone"] == "done", answer
    return plant.current(card)


def confirm(plant: Plant, person: str = FOREMAN) -> Json:
    return sign(plant, person, "请确认")


def refuse(plant: Plant, person: str, card: Json, reason: str = "措施没落实") -> Json:
    """Gives the permit back; returns the page's answer."""
    answer = open_card(plant, person, card, "退回").act("permit.refuse", {}, reason)
    plant.settle()
    return answer


@road
def at_the_dual_sign(plant: Plant, **changes: Any) -> tuple[Permit, Json, Json]:
    """A permit that waits for its two directors; returns it with the director's and the manager's card."""
    permit = ask_for_permit(plant, **changes)
    confirm(plant)
    sign(plant, SHIFT_FOREMAN)
    return permit, plant.expect(DIRECTOR, "请签"), plant.expect(MANAGER, "请签")


def signature(plant: Plant, person: str, **changes: Any) -> dict[str, Any]:
    """What the signature page sends, with changes."""
    position = plant.phone(person).position()
    return {"strokes": hand.strokes(plant.person(person).name), "position": position, "device": "test", **changes}


def site_code(plant: Plant, area: str = PLACE_OF_THE_STORY) -> str:
    """The code on the area's poster, as its QR holds it behind `/s/`."""
    place = book(plant.now).plant.area(area)
    code = store.write(lambda: site_codes.posted_at(place, "", plant.now))
    return site_codes.text_of(code, plant.house.settings.signing_key)


def page_of(plant: Plant, person: str, name: str) -> Page:
    """A page by its address, opened by this person; raises PageRefused."""
    phone = plant.phone(person)
    return phone.open(f"{plant.base}/h5/{phone.platform}/{name}")


def entries(permit: Permit, kind: str) -> list[dict[str, Any]]:
    """The permit's trail, or only its entries of one kind."""
    lines = [json.loads(entry.canonical) for entry in ledger.of_subject(permit.subject)]
    return [line for line in lines if line["kind"] == kind]


def with_posts(plant: Plant, change: Callable[[dict[str, Any]], None] = lambda data: None, **posts: list[str]) -> None:
    """Keeps new plant data, as `load-plant` does, in which these people hold these posts."""
    data = deepcopy(anhe())
    for person in data["plant"]["people"]:
        person["posts"] = posts.get(person["id"], person["posts"])
    change(data["plant"])
    store.write(lambda: keep(data, plant.now))
    plant.settle()


def on_crew(plant: Plant, crew: str, *people: str) -> None:
    """Keeps new plant data in which these people are in this crew."""

    def change(data: dict[str, Any]) -> None:
        for person in data["people"]:
            person["shift"] = crew if person["id"] in people else person["shift"]

    with_posts(plant, change)


def fresh(permit: Permit) -> Permit:
    """The permit as the store has it now."""
    found: Permit = Permit.get_by_id(permit.id)
    return found


def asks_of(permit: Permit, person: str, kind: str = "permit.sign") -> list[Ask]:
    return [ask for ask in of_subject(permit.subject) if (ask.person, ask.kind) == (person, kind)]


def moment(text: str) -> datetime:
    """A moment in the plant's zone, from `2026-11-28T21:00`."""
    return datetime.fromisoformat(f"{text}+08:00")


def period(start: str, end: str) -> dict[str, str]:
    return {"starts_at": moment(start).isoformat(), "ends_at": moment(end).isoformat()}
