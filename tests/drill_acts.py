"""What people do about drills, one function an act, each through the public doors."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from builders import open_card, page_of
from plant import Plant

from models import drill as drills
from models.ask import MOVABLE, Ask
from models.book import book
from models.drill import DrillRun
from models.drill_sheet import Node
from models.ledger import of_subject
from rules import duty
from rules.training.drilling import best
from workers.scenarios.phone import text_of
from workers.scenarios.simulator import Json

# Pages that are opened within one second have one token.
TRIES = count(1)


def office(plant: Plant) -> str:
    return duty.office(book(plant.now).plant)[0].id


def order(plant: Plant, drill: str, *people: str) -> dict[str, Any]:
    """The safety office orders a drill for these people, each alone."""
    given = {"drill": drill, "people": list(people)}
    answer = page_of(plant, office(plant), "drills/now").act("drill.order", given, attempt=next(TRIES))
    plant.settle()
    return answer


def order_team(plant: Plant, drill: str, **posts: str) -> dict[str, Any]:
    answer = page_of(plant, office(plant), "drills/now").act(
        "drill.team", {"drill": drill, "team": posts}, attempt=next(TRIES)
    )
    plant.settle()
    return answer


def newest() -> DrillRun:
    found: DrillRun = DrillRun.select().order_by(DrillRun.id.desc()).get()
    return found


def begin(plant: Plant, person: str, button: str = "开始") -> None:
    card = plant.expect(person, "演练：")
    plant.phone(person).tap(card, button)
    plant.settle()


def asked(run: DrillRun, person: str) -> Ask:
    """The decision that this person is asked for now."""
    mine = (Ask.subject == run.subject, Ask.kind == "drill.node", Ask.person == person, Ask.state.in_(MOVABLE))
    found: Ask = Ask.select().where(*mine).order_by(Ask.id.desc()).get()
    return found


def letter(run: DrillRun, ask: Ask, option: str = "") -> str:
    """Under which letter an option stands; the best one's where none is named."""
    drill, node = drills.content(run), Node.of(ask)
    shown = drills.options(run, drill, node.at_node, node.part)
    wanted = option or best(drill.asked(node.at_node, run.sheet.parts[node.part].post).options).id
    return next(each for each, own in shown if own.id == wanted)


def decide(plant: Plant, person: str, option: str = "") -> Json:
    """Taps the best option on the newest card, or the one that is named; returns the card as it looks then."""
    run = newest()
    ask = asked(run, person)
    card = plant.expect(person, f"演练第 {Node.of(ask).place} 步")
    own = letter(run, ask, option)
    if "看选项，去选" in text_of(card):
        open_card(plant, person, card, "看选项，去选").act("drill.choose", {"letter": own})
    else:
        plant.phone(person).tap(card, own)
    plant.settle()
    return plant.current(card)


def play(plant: Plant, person: str, wrong: Mapping[str, str] | None = None) -> DrillRun:
    """Decides until the drill is over; wrong: where not the best, by node."""
    while newest().state == "running":
        node = newest().sheet.at_node
        decide(plant, person, (wrong or {}).get(node, ""))
    return newest()


def kinds(run: DrillRun) -> list[str]:
    return [each.kind for each in of_subject(run.subject) if each.kind.startswith("drill.")]
