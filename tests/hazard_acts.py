"""What people do about hazards, one function an act, each through the public doors."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import open_card, page_of
from PIL import Image
from plant import Plant
from roads import road

from handlers.hazards import life
from models import hazard as hazards
from models import store
from models.ask import MOVABLE
from models.ask import of_subject as asks_of
from models.book import book
from models.hazard import Hazard
from models.hazard_report import Mended, Rectification, Report
from models.ledger import of_subject
from models.subject import open_subject
from workers.scenarios import hand
from workers.scenarios.phone import Page

FINDER = "U34"
WORDS = "污水处理站 2 号配电箱门坏了，电缆露在外面"
DAY = 24 * 60
HOUR = timedelta(hours=1)


def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No second look of the safety office: nothing is drawn, and the department has had its look of the month."""
    monkeypatch.setattr("rules.hazards.drawing.share_of", lambda *given: 0.99)
    monkeypatch.setattr("handlers.hazards.drawn.first_of_month", lambda *given: False)


def form(plant: Plant, person: str = FINDER) -> Page:
    """「报隐患」, its card, the page behind its button."""
    plant.phone(person).say("报隐患")
    plant.settle()
    return open_card(plant, person, plant.expect(person, "报隐患"), "去报")


def report(plant: Plant, person: str = FINDER, words: str = WORDS, *, shot: bytes = b"", **more: object) -> Hazard:
    page = form(plant, person)
    photo = page.bring(shot or hand.shot("before"))
    answer = page.act("hazard.report", {"photos": [photo], **more}, text=words)
    assert answer["ok"], answer
    plant.settle()
    plant.expect(person, "你来跟踪")
    return newest()


def another_shot() -> bytes:
    """A photo that looks like none of the others."""
    file = io.BytesIO()
    Image.radial_gradient("L").save(file, "JPEG")
    return file.getvalue()


def newest() -> Hazard:
    found: Hazard = Hazard.select().order_by(Hazard.id.desc()).get()
    return found


@road
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
    answer = mend(plant, hazard, phone.card(lambda title: "整改中" in title))
    assert answer["ok"], answer
    return again(hazard)


def mend(plant: Plant, hazard: Hazard, card: dict[str, Any], **more: object) -> dict[str, Any]:
    """The owner reports it mended, from the page behind his card."""
    page = open_card(plant, hazard.owner, card, "报改好了")
    answer = page.act("hazard.mend", {"photos": [page.bring(hand.shot("after"))], **more}, text="门换了，电缆穿了管")
    plant.settle()
    return answer


def again(hazard: Hazard) -> Hazard:
    found = hazards.by_number(hazard.number)
    assert found
    return found


def asked(hazard: Hazard, kind: str) -> str:
    """Who is asked this of the hazard now."""
    [*_, person] = [ask.person for ask in asks_of(hazard.subject) if ask.kind == kind and ask.state in MOVABLE]
    return person


def look(
    plant: Plant, hazard: Hazard, kind: str, words: str, *, ok: bool = True, note: str = "", **more: object
) -> dict[str, Any]:
    person = asked(hazard, kind)
    page = open_card(plant, person, plant.expect(person, words), "去看" if kind != "hazard.confirm" else "看照片")
    answer = page.act("hazard.look", {"ok": ok, "photos": [], **more}, text=note)
    plant.settle()
    return answer


def kinds(hazard: Hazard) -> list[str]:
    return [entry.kind for entry in of_subject(hazard.subject) if entry.kind.startswith("hazard.")]


def extend(plant: Plant, hazard: Hazard, days: float, *, photo: bool = True, **more: object) -> dict[str, object]:
    ask = next(each for each in asks_of(hazard.subject) if each.kind == "hazard.fix" and each.state in MOVABLE)
    page = page_of(plant, hazard.owner, f"fix/{ask.id}")
    until = (again(hazard).until + timedelta(days=days)).astimezone(plant.now.tzinfo)
    photos = [page.bring(hand.shot("fence"))] if photo else []
    given = {
        "until": f"{until:%Y-%m-%dT%H:%M}",
        "because": "spares",
        "reason": "后天到",
        "interim": "围起来，挂牌停用",
        "photos": photos,
    }
    answer = page.act("hazard.extend", given | more)
    plant.settle()
    return answer


def decide(plant: Plant, hazard: Hazard, button: str = "同意") -> str:
    """Somebody decides whether there is more time, on the page that shows the photo of the interim measure."""
    person = asked(hazard, "hazard.extension")
    page = open_card(plant, person, plant.expect(person, "批延期"), "看照片，去批")
    name, words = ("hazard.grant", "") if button == "同意" else ("hazard.deny", "备件今天就到")
    assert page.act(name, {}, text=words)["ok"]
    plant.settle()
    return person


def everybody(plant: Plant) -> None:
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def says(hazard: Hazard, kind: str, **more: Any) -> None:
    """What another room writes into the trail."""
    store.write(lambda: life.tell_trail(hazards.locked(hazard.subject_id), kind, more.pop("now"), data=more))


def cleared(owner: str, at: datetime, number: int, finder: str = FINDER) -> Hazard:
    """A hazard that was closed in time, as the store keeps it."""
    name = f"YH-9{number:04d}0"
    return Hazard.create(
        subject=open_subject(f"hazard/{name}", at),
        number=name,
        state="closed_out",
        category=book(at).config.hazards.categories[0].id,
        area=book(at).plant.areas[0].id,
        finder=finder,
        follower=finder,
        owner=owner,
        found_at=at,
        received_at=at,
        due_at=at + 48 * HOUR,
        until=at + 48 * HOUR,
        closed_at=at + 20 * HOUR,
        report=Report(words="护栏松了"),
        work=Rectification(mended=(Mended(by=owner, at=at + 10 * HOUR, note="紧了"),)),
        rules=book(at).version,
    )
