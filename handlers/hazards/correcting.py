"""The finder sets right once where his report was put, and writes how it is told that it is mended (怎样算改好), while
nobody has begun to mend it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.hazards import assigning, life, repeats
from models import hazard as hazards
from models import ledger
from models.book import book, name_of
from models.hazard import Hazard
from rules.plant import Person

MOST_WELL = 100
ONCE = ("hazard.corrected", "hazard.well")
BEGUN = Answer("已经有人在办，这里改不了。请当面告诉责任人或安全部门。", "caution")


def correct(action: Action, person: Person, now: datetime) -> Answer:
    """On the hazard's page: `{number, category, area, well}`; who mends it and until when follow."""
    found = hazards.by_number(str(action.data.get("number", "")))
    if found is None:
        return Answer("没有这条隐患。请核对编号。", "stop")
    hazard = hazards.locked(found.subject_id)
    if not hazards.correctable(hazard, person.id):
        return _told_before(hazard, person, now)
    category = hazards.rules_of(hazard).of(str(action.data.get("category") or hazard.category))
    area = next((each for each in book(now).plant.areas if each.id == (action.data.get("area") or hazard.area)), None)
    if category is None or area is None:
        return Answer("选类别和地点。", "stop")
    moved = (category.id, area.id) != (hazard.category, hazard.area)
    words, actor = well_of(action), asks.unasked(person)
    if not moved and words == hazard.work.well:
        return Answer("和原来一样，没有改。", "info")
    tell_well(hazard, words, now, actor=actor)
    if not moved:
        life.show(hazard, now)
        return Answer("记下了，责任人和去验的人都看得到。", "done")
    data = {"category": category.id, "category_name": category.name, "area": area.id, "area_name": area.name}
    moves = {"category": category.id, "area": area.id, "due_at": None, "until": None}
    hazards.keep(hazard, **moves, work=hazard.work.but(corrected=True))
    life.tell_trail(hazard, "hazard.corrected", now, actor=actor, data=data)
    repeats.link(hazard, now)
    assigning.assign(hazard, now)
    return Answer(f"改好了：{category.name}，{area.name}，由{name_of(book(now).plant, hazard.owner)}负责。", "done")


def _told_before(hazard: Hazard, person: Person, now: datetime) -> Answer:
    """Why he can't; who has set it right already reads what counts: mostly the answer to that was lost."""
    if person.id != hazard.finder:
        return Answer("只有报的人能改。请告诉他，或安全部门。", "stop")
    mine = (entry for entry in reversed(ledger.of_subject(hazard.subject)) if entry.kind in ONCE)
    lines = (json.loads(entry.canonical) for entry in mine)
    at = next((line["at"] for line in lines if line["actor"].get("person") == person.id), "")
    if not at or not hazard.work.corrected:
        return BEGUN
    plant, well = book(now).plant, hazard.work.well
    clock = f"{datetime.fromisoformat(at).astimezone(plant.zone):%H:%M}"
    where = f"{hazards.category_name(hazard)}，{hazards.area_name(hazard)}{f'，怎样算改好：{well}' if well else ''}"
    owner = name_of(plant, hazard.owner)
    words = (
        f"你 {clock} 已经改过，那次算数：{where}，现在归{owner}改。这次的没有收，再要改请当面告诉{owner}或安全部门。"
    )
    return Answer(words, "stop")


def well_of(action: Action) -> str:
    return str(action.data.get("well") or "").strip()[:MOST_WELL]


def tell_well(hazard: Hazard, words: str, now: datetime, *, actor: Mapping[str, str]) -> None:
    """Owner and those who look read it; nothing where nobody wrote any."""
    if words and words != hazard.work.well:
        life.note(hazard, hazard.work.but(well=words))
        life.tell_trail(hazard, "hazard.well", now, actor=actor, data={"words": words})
