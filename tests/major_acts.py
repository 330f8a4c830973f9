"""What people do about a major hazard, one function an act, each through the public doors."""

from __future__ import annotations

from datetime import timedelta

from builders import open_card, page_of
from hazard_acts import FINDER, again, asked, form, newest
from plant import Plant
from roads import road

from models.ask import MOVABLE, Ask
from models.ask import of_subject as asks_of
from models.book import book
from models.hazard import Hazard
from workers.scenarios import hand

MAJOR_WORDS = "储罐根部阀漏了，苯漏得地上一大片"
PLAN = {
    "leader": "U15",
    "executor": "机修班 4 人",
    "measures": "先倒空，再换根部阀，最后试压",
    "money": "2.4 万元，安全费用",
    "what0": "倒空",
    "what1": "换阀试压",
    "emergency": "漏了就停泵、撤人、打 119",
    "drill": "2026-11-27",
}


def ask_of(hazard: Hazard, kind: str) -> Ask:
    [*_, found] = [ask for ask in asks_of(hazard.subject) if ask.kind == kind and ask.state in MOVABLE]
    return found


@road
def hinted(plant: Plant, words: str = MAJOR_WORDS) -> Hazard:
    """Reported in words that sound like a major one; the officer has his card."""
    page = form(plant)
    photo = page.bring(hand.shot("before"))
    answer = page.act("hazard.report", {"photos": [photo], "position": plant.phone(FINDER).position()}, text=words)
    assert answer["ok"], answer
    plant.settle()
    return newest()


def sorted_as_major(plant: Plant, hazard: Hazard, category: str = "LEAK", area: str = "tank") -> Hazard:
    """The officer stops its use and says that it is major."""
    page = page_of(plant, asked(hazard, "hazard.sort"), f"sort/{ask_of(hazard, 'hazard.sort').id}")
    given = {
        "category": category,
        "area": area,
        "grade": "major",
        "use": "stop",
        "safe": "",
        "basis": "判定标准第 5 条",
    }
    answer = page.act("hazard.sort", given)
    assert answer["ok"], answer
    plant.settle()
    return again(hazard)


def write_plan(plant: Plant, hazard: Hazard, **changes: str) -> dict[str, object]:
    ask = ask_of(hazard, "hazard.plan")
    page = page_of(plant, ask.person, f"plan/{ask.id}")
    local = plant.now.astimezone(book(plant.now).plant.zone)
    days = {f"until{n}": f"{local + timedelta(days=2 + n):%Y-%m-%dT%H:00}" for n in range(2)}
    answer = page.act("hazard.plan", {**PLAN, **days, **changes})
    plant.settle()
    return answer


def approve_all(plant: Plant, hazard: Hazard) -> list[str]:
    """Everybody who has a card approves his items; who they were."""
    people = []
    while again(hazard).state == "planning":
        ask = ask_of(hazard, "hazard.approve")
        page = open_card(plant, ask.person, plant.phone(ask.person).card(lambda t: "请批整改方案" in t), "看方案")
        answer = page.act("hazard.approve", {})
        assert answer["ok"], answer
        plant.settle()
        people.append(ask.person)
    return people


def mend_major(plant: Plant, hazard: Hazard) -> None:
    ask = ask_of(hazard, "hazard.fix")
    page = page_of(plant, ask.person, f"fix/{ask.id}")
    for place in range(2):
        assert page.act("hazard.milestone", {"place": place}, text="做完了", attempt=place + 1)["ok"]
    photo = page.bring(hand.shot("after"))
    assert page.act("hazard.mend", {"photos": [photo]}, text="阀换了，试压合格", attempt=9)["ok"]
    plant.settle()


def look_at(plant: Plant, hazard: Hazard, kind: str, *, ok: bool = True, note: str = "看过") -> dict[str, object]:
    ask = ask_of(hazard, kind)
    page = page_of(plant, ask.person, f"recheck/{ask.id}")
    answer = page.act("hazard.look", {"ok": ok, "photos": []}, text=note)
    plant.settle()
    return answer


def everybody_expects(plant: Plant) -> None:
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))
