"""What people do about hazards, one function an act, each through the public doors."""

from __future__ import annotations

from builders import open_card
from plant import Plant

from models import hazard as hazards
from models.ask import MOVABLE
from models.ask import of_subject as asks_of
from models.hazard import Hazard
from models.ledger import of_subject
from workers.scenarios import hand
from workers.scenarios.phone import Page

FINDER = "U34"
WORDS = "污水处理站 2 号配电箱门坏了，电缆露在外面"
DAY = 24 * 60


def form(plant: Plant, person: str = FINDER) -> Page:
    """「报隐患」, its card, the page behind its button."""
    plant.phone(person).say("报隐患")
    plant.settle()
    return open_card(plant, person, plant.expect(person, "报隐患"), "去报")


def report(plant: Plant, person: str = FINDER, words: str = WORDS, **more: object) -> Hazard:
    page = form(plant, person)
    photo = page.bring(hand.shot("before"))
    answer = page.act("hazard.report", {"photos": [photo], **more}, text=words)
    assert answer["ok"], answer
    plant.settle()
    plant.expect(person, "你来跟踪")
    return newest()


def newest() -> Hazard:
    found: Hazard = Hazard.select().order_by(Hazard.id.desc()).get()
    return found


def owned(plant: Plant) -> Hazard:
    """Reported, and everybody has his card."""
    hazard = report(plant, position=plant.phone(FINDER).position())
    plant.expect(hazard.supervisor, "等接单")
    plant.expect(hazard.owner, "请整改")
    return hazard


def mended(plant: Plant) -> Hazard:
    """The owner has taken it on and reports it mended."""
    hazard = owned(plant)
    phone = plant.phone(hazard.owner)
    phone.tap(phone.card(lambda title: "请整改" in title), "接单")
    plant.settle()
    card = phone.card(lambda title: "整改中" in title)
    page = open_card(plant, hazard.owner, card, "报改好了")
    answer = page.act("hazard.mend", {"photos": [page.bring(hand.shot("after"))]}, text="门换了，电缆穿了管")
    assert answer["ok"], answer
    plant.settle()
    return again(hazard)


def again(hazard: Hazard) -> Hazard:
    found = hazards.by_number(hazard.number)
    assert found
    return found


def asked(hazard: Hazard, kind: str) -> str:
    """Who is asked this of the hazard now."""
    [*_, person] = [ask.person for ask in asks_of(hazard.subject) if ask.kind == kind and ask.state in MOVABLE]
    return person


def look(plant: Plant, hazard: Hazard, kind: str, words: str, *, ok: bool = True, note: str = "") -> dict[str, object]:
    person = asked(hazard, kind)
    page = open_card(plant, person, plant.expect(person, words), "去看" if kind != "hazard.confirm" else "看照片")
    answer = page.act("hazard.look", {"ok": ok, "photos": []}, text=note)
    plant.settle()
    return answer


def kinds(hazard: Hazard) -> list[str]:
    return [entry.kind for entry in of_subject(hazard.subject) if entry.kind.startswith("hazard.")]
