"""How far a permit has come: its stages in order, each line with who was asked and what he answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.answered import Outcome, Proven
from models.ask import Ask, of_subject
from models.permit import Permit
from models.permit_asks import Sign
from rules.plant import Plant
from web.h5.words import ASK_STATES, clock
from web.people import titled

MODES = {"all_of": "都要签", "any_of": "一人签即可"}


@dataclass(frozen=True)
class Signer:
    title: str
    word: str
    tone: str
    note: str


@dataclass(frozen=True)
class StageView:
    name: str
    mode: str
    signers: tuple[Signer, ...]


def stages(permit: Permit, plant: Plant, now: datetime) -> list[StageView]:
    """The route as frozen with the permit, filled with the asks of its present version."""
    asked = [ask for ask in of_subject(permit.subject) if ask.kind == "permit.sign"]
    return [_stage(each, permit, asked, plant, now) for each in permit.route.get("stages", ())]


def _stage(stage: Mapping[str, Any], permit: Permit, asked: list[Ask], plant: Plant, now: datetime) -> StageView:
    own = [ask for ask in asked if ask.stage == f"{permit.version}/{stage['id']}"]
    slots = stage.get("slots", ())
    added = [slot for slot in slots if "added" in slot]
    mode = MODES.get(stage.get("mode", ""), "") if len(slots) - len(added) > 1 else ""
    begun = {ask.slot for ask in own}
    later = [_later(slot["added"], plant) for slot in added if slot["id"] not in begun]
    return StageView(str(stage["name"]), mode, (*(_signer(ask, plant, now) for ask in own), *later))


def _later(added: Mapping[str, Any], plant: Plant) -> Signer:
    """A line that was added after another one and has not been asked yet."""
    return Signer(titled(plant, added["person"]), "还没轮到", "quiet", f"加签 · {added['reason']}")


def _signer(ask: Ask, plant: Plant, now: datetime) -> Signer:
    word, tone = ASK_STATES[ask.state]
    if Outcome.of(ask).result == "added":
        word = "先等加签"
    at = clock(ask.closed_at, now) if ask.closed_at and ask.state in ("done", "refused") else ""
    line = Sign.of(ask)
    parts = (
        line.signs_for,
        line.stands_in,
        Outcome.of(ask).reason,
        Proven.of(ask).presence if ask.state in ("done", "held") else "",
    )
    return Signer(
        titled(plant, ask.person), f"{word} {at}".strip(), tone, " · ".join(str(part) for part in parts if part)
    )
