"""From approved to working, one function an act, each through cards and pages as the people do it."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from builders import (
    ANALYST,
    DIRECTOR,
    MANAGER,
    ON_SITE,
    SHIFT_FOREMAN,
    ask_for_permit,
    confirm,
    fresh,
    open_card,
    sign,
    signature,
)
from plant import Plant, anhe
from roads import road

from handlers.plant import keep
from models import store
from models.ask import MOVABLE, Ask, of_subject
from models.permit import Permit
from workers.scenarios import hand
from workers.scenarios.simulator import Json

OPENS = {
    "permit.gas_test": "填结果",
    "permit.gas_record": "填结果",
    "permit.measures": "逐条确认",
    "permit.foreman_check": "到现场验票",
    "permit.start": "看开工关",
}
GOOD = [
    {"analyte": "flammable", "gas": "甲烷", "value": "2", "unit": "%LEL", "lel_pct": "5.0"},
]
BAD = [{**GOOD[0], "value": "32"}]


def asking(plant: Plant, measure: str, **line: Any) -> None:
    """From now on a line of hot work asks for this instead."""
    data = deepcopy(anhe())
    lines = data["permit_templates"]["kinds"]["hot_work"]["measures"]
    next(each for each in lines if each["id"] == measure).update(line)
    store.write(lambda: keep(data, plant.now))


@road
def approved(plant: Plant, **changes: Any) -> Permit:
    """The story's permit with its last signature; the cards that follow have arrived."""
    permit = ask_for_permit(plant, **changes)
    confirm(plant)
    sign(plant, SHIFT_FOREMAN)
    sign(plant, MANAGER)
    sign(plant, DIRECTOR)
    plant.expect_all(*ON_SITE)
    return fresh(permit)


@road
def prepared(plant: Plant, **changes: Any) -> Permit:
    """Briefed and confirmed: the gas is tested next; plant time is the beginning of the period."""
    permit = approved(plant, **changes)
    plant.set_time(max(plant.now, permit.starts_at))
    brief(plant, permit)
    confirm_measures(plant, permit)
    return fresh(permit)


@road
def to_be_checked(plant: Plant, **changes: Any) -> Permit:
    """Briefed, confirmed and tested: the foreman checks next."""
    permit = prepared(plant, **changes)
    test_gas(plant, permit)
    return fresh(permit)


@road
def ready(plant: Plant, **changes: Any) -> Permit:
    """Every gate is open and only the guardian's start is missing."""
    permit = to_be_checked(plant, **changes)
    check(plant, permit)
    plant.expect_all(*ON_SITE)
    return fresh(permit)


@road
def working(plant: Plant, **changes: Any) -> Permit:
    permit = ready(plant, **changes)
    answer = start(plant, permit)
    assert answer["tone"] == "done", answer
    plant.expect_all(*ON_SITE)
    return fresh(permit)


def open_asks(permit: Permit, kind: str) -> list[Ask]:
    return [ask for ask in of_subject(permit.subject) if ask.kind == kind and ask.state in MOVABLE]


def page_of(plant: Plant, ask: Ask) -> Any:
    """The page behind the main button of this ask's card."""
    titles = {"permit.brief": "交底", "permit.start": "请开工", "permit.measures": "请确认措施"}
    words = titles.get(ask.kind, "请测气" if "gas" in ask.kind else "请验票")
    phone = plant.phone(ask.person)
    card = phone.card(lambda title: words in title)
    assert card is not None, f"{ask.person} has no card {words}"
    button = OPENS.get(ask.kind) or ("交底签字" if ask.data["part"] == "giver" else "看交底，签字")
    return open_card(plant, ask.person, card, button)


def test_gas(
    plant: Plant, permit: Permit, readings: list[dict[str, str]] = GOOD, sampled: datetime | None = None, **changes: Any
) -> Json:
    """The analyst's test; sampled now, or at the given time."""
    [ask] = open_asks(permit, "permit.gas_test") or open_asks(permit, "permit.gas_record")
    answer: Json = page_of(plant, ask).act("permit.gas", {**sampling(plant, readings, sampled), **changes})
    plant.settle()
    return answer


test_gas.__test__ = False


def sampling(plant: Plant, readings: list[dict[str, str]] = GOOD, sampled: datetime | None = None) -> dict[str, Any]:
    toxic = {"analyte": "toxic", "gas": "硫化氢", "value": "0", "unit": "ppm", "lel_pct": None}
    return {
        "readings": [*readings] if readings is GOOD or readings is BAD else readings or [toxic],
        "point": "动火点周围10米",
        "sampled_at": (sampled or plant.now).isoformat(),
        "method": "便携式检测仪",
        "instrument": "XP-302M 0017",
        "calibrated_until": "2027-03-31",
        "position": plant.phone(ANALYST).position(),
        "device": "story phone",
    }


def brief(plant: Plant, permit: Permit) -> None:
    """Whoever briefs signs that he did, then each worker that he was told."""
    for part in ("giver", "worker"):
        for ask in open_asks(permit, "permit.brief"):
            if ask.data["part"] == part:
                answer = page_of(plant, ask).act("permit.brief", signature(plant, ask.person, device=ask.person))
                assert answer["tone"] == "done", answer
        plant.settle()


def confirm_measures(plant: Plant, permit: Permit, leave: tuple[str, ...] = ()) -> None:
    """Every confirmer taps each of his measures, except those left out."""
    for ask in open_asks(permit, "permit.measures"):
        page = page_of(plant, ask)
        for number, measure in enumerate(each for each in ask.data["measures"] if each not in leave):
            point = {"place": "现场", "tag": measure, "lock": f"S-{measure}", "keeper": ask.person}
            answer = page.act("permit.measure", tap(measure, points=[point]), attempt=number + 1)
            assert answer["ok"], answer
        plant.settle()


def tap(measure: str, **changes: Any) -> dict[str, Any]:
    return {"measure": measure, "applies": "yes", "photo": hand.photo(measure), "note": _note(measure), **changes}


@cache
def _notes() -> dict[str, str]:
    kinds = anhe()["permit_templates"]["kinds"].values()
    return {line["id"]: hand.reading(line) for kind in kinds for line in kind["measures"]}


def _note(measure: str) -> str:
    return _notes().get(measure, "0")


def check(plant: Plant, permit: Permit) -> Json:
    """The shift foreman's check on site."""
    [ask] = open_asks(permit, "permit.foreman_check")
    answer: Json = page_of(plant, ask).act("permit.foreman_check", signature(plant, ask.person, device=ask.person))
    plant.settle()
    return answer


def start(plant: Plant, permit: Permit, **changes: Any) -> Json:
    """The guardian's tap on 「开工」."""
    [ask] = open_asks(permit, "permit.start")
    data = {"position": plant.phone(ask.person).position(), "device": ask.person, **changes}
    answer: Json = page_of(plant, ask).act("permit.start", data)
    plant.settle()
    return answer


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)
