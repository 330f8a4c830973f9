"""A phone's screen in a real Chromium, on the pages of the running plant with their real headers."""

from __future__ import annotations

from plant import Plant
from playwright.sync_api import Page

from models.ask import Ask
from models.permit import Permit


def show(plant: Plant, screen: Page, person: str, path: str) -> None:
    """Opens a page as this person, by the platform's silent login."""
    phone = plant.phone(person)
    screen.context.add_cookies([{"name": "sim_phone", "value": phone.id, "url": plant.simulator.url}])
    screen.goto(f"{plant.base}/h5/{phone.platform}/{path}")


def stand(plant: Plant, person: str, mode: str = "ok", accuracy: int = 8) -> None:
    """Puts the person's phone at the sewage works, with a position as `mode` says."""
    who = plant.person(person)
    latitude, longitude = plant.phone(person).at
    place = {"mode": mode, "latitude": latitude, "longitude": longitude, "accuracy": accuracy}
    plant.simulator.post(f"phones/{who.platform}/{who.account}/position", place)


def ask_of(permit: Permit, kind: str, person: str) -> int:
    """The newest ask of this kind that this person got about the permit."""
    mine = Ask.select().where(Ask.subject == permit.subject, Ask.kind == kind, Ask.person == person)
    return int(mine.order_by(Ask.id.desc()).get().id)
