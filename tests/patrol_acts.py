"""What people do in rounds and campaigns, one function an act, each through the public doors."""

from __future__ import annotations

from typing import Any

from builders import open_card
from plant import Plant

from handlers import site_codes
from handlers.patrols.kinds import WALK
from models import patrol as patrols
from models import plant_time, store
from models.ask import MOVABLE
from models.ask import of_subject as asks_of
from models.book import book
from models.ledger import of_subject
from models.patrol import Patrol
from workers.scenarios.phone import Page


def desk(plant: Plant, person: str) -> Page:
    """「巡检」, its card, the page behind it."""
    phone = plant.phone(person)
    phone.say("巡检")
    plant.settle()
    plant.expect(person, "巡检和专项检查")
    return phone.open(f"{plant.base}/h5/{phone.platform}/patrols/now")


def officer() -> str:
    """Somebody of the safety office."""
    here = book(plant_time.now()).plant
    return next(person.id for post in here.roles.safety_office for person in here.holders(post))


def begin(plant: Plant) -> None:
    answer = desk(plant, officer()).act("patrol.begin", {})
    assert answer["tone"] == "done", answer


def newest() -> Patrol:
    found: Patrol = Patrol.select().order_by(Patrol.id.desc()).get()
    return found


def of(plan: str) -> Patrol:
    """The newest round whose plan's key begins with this."""
    found: Patrol = Patrol.select().where(Patrol.plan.startswith(plan)).order_by(Patrol.id.desc()).get()
    return found


def again(patrol: Patrol) -> Patrol:
    found = patrols.by_number(patrol.number)
    assert found
    return found


def asked(patrol: Patrol) -> list[str]:
    """Who is asked to look now."""
    return [ask.person for ask in asks_of(patrol.subject) if ask.kind == WALK and ask.state in MOVABLE]


def page(plant: Plant, person: str, words: str = "请巡检") -> Page:
    """The page behind the card of a round."""
    return open_card(plant, person, plant.expect(person, words), "去查")


def code(plant: Plant, area: str) -> str:
    """The text of the code posted at this area, or on this machine."""
    key = plant.house.settings.signing_key
    here = book(plant.now).plant.machine(area) or book(plant.now).plant.area(area)
    return site_codes.text_of(store.write(lambda: site_codes.posted_at(here, "", plant.now)), key)


def look(page: Page, point: str, *, ok: bool = True, note: str = "", **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = page.act("patrol.look", {"point": point, "ok": ok, **more}, text=note)
    return answer


def kinds(patrol: Patrol) -> list[str]:
    return [entry.kind for entry in of_subject(patrol.subject) if entry.kind.startswith("patrol.")]
