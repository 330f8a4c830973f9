"""Loading the plant's data: a new rule version in the store, with an entry in the trail; open asks follow it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from config.checks import leaving
from config.checks.works import unknown
from config.loader import checked
from config.problem import PlantInvalid, Problem
from handlers import absence, flows
from models import ledger, rulebook, store
from models.ask import MOVABLE, Ask
from models.base import from_milliseconds
from models.book import book
from models.subject import open_subject
from rules.shifts import leave_at
from rules.templates import Templates

BEGINNING = from_milliseconds(0)


class Faulty(Exception):
    """The data has faults; nothing was kept, and the present rules stay in force."""

    def __init__(self, faults: list[Problem]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True)
class Loaded:
    version: int
    new: bool


def load(folder: Path, now: datetime) -> Loaded:
    """Keeps the plant's data as a rule version in force from `now`; the first version always holds. Raises Faulty."""
    try:
        data = checked(folder, held(now), needed(now))
    except PlantInvalid as error:
        raise Faulty(list(error.problems)) from error
    return store.write(lambda: keep(data, now))


def notes(templates: Templates) -> list[str]:
    """What somebody has to read although nothing is wrong: the kinds for which the check knows no floor."""
    names = "、".join(unknown(templates.kinds.values()))
    words = "本厂自定的作业，没有标准的底线可比。措施、分级、检测够不够，检查看不出来，请安全负责人逐条看过再用。"
    return [f"{names}：{words}"] if names else []


def held(now: datetime) -> dict[str, Any] | None:
    """The plant's data in force at `now`, as they were loaded; None before the first load."""
    version = rulebook.current(now)
    return None if version is None else dict(rulebook.RuleVersion.get_by_id(version.id).data)


def needed(now: datetime) -> dict[str, str]:
    """Everybody who has something open, whom new data must still have: id → name."""
    asked = Ask.select(Ask.person).where(Ask.state.in_(MOVABLE), Ask.person != "").distinct()
    people = {ask.person for ask in asked} | flows.here().needed()
    return {person: book(now).plant.person(person).name for person in people}


def keep(data: Mapping[str, Any], now: datetime) -> Loaded:
    """Keeps checked data (as `config.loader.raw` gives it), in the caller's transaction. Raises Faulty when somebody
    who is no longer in them still has something open."""
    # A matter may have been opened since the files were checked.
    if left := list(_left_behind(data, now)):
        raise Faulty(left)
    # There were no rules before the first ones, so they hold for any earlier moment too.
    holds_from = now if rulebook.exists() else BEGINNING
    version, new = rulebook.add(data, holds_from, now)
    if new:
        subject = open_subject("rules/plant", now)
        entry = {"version": version.id, "digest": version.digest, "holds_from": ledger.stamp(holds_from)}
        ledger.append(subject, "rules.changed", now, actor={"system": "load-plant"}, data=entry)
        _follow(now)
    return Loaded(version.id, new)


def _follow(now: datetime) -> None:
    """Open matters go on under the new data; people whom they put on leave are no longer asked."""
    for flow in flows.here():
        flow.plant_changed(now)
    plant = book(now).plant
    for person in plant.people:
        if leave_at(person, plant, now):
            absence.hand_on(person, now)


def _left_behind(data: Mapping[str, Any], now: datetime) -> Iterator[Problem]:
    here = {person["id"] for person in data["plant"]["people"]}
    for person, name in sorted(needed(now).items()):
        if person not in here:
            yield Problem("plant.yaml", 0, "people", leaving.words(person, name))
