"""What was said of people, beside the plant's files: as a rule version keeps it, and until the files say it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from config.building import build
from config.files import PlantConfig
from models import qualified, rulebook, staff
from models.base import PLANT_ZONE
from models.staff import StaffEvent
from rules.plant import Person, Plant
from rules.staff.folding import Roll, contained
from rules.staff.judging import unsound
from rules.staff.standing import Standing, read, with_staff, written

Files = Mapping[str, Any]
Kept = list[dict[str, Any]]


@lru_cache(maxsize=2)
def files_of(version: int, _digest: str) -> PlantConfig:
    """The plant's files that this version keeps, built, without what was said of people."""
    return build(rulebook.files(version)[1])


def today(config: PlantConfig, now: datetime) -> Kept:
    """What holds today beside the plant's files, built. An event that names something that the plant has not got any
    more is put aside."""
    day = now.astimezone(PLANT_ZONE).date()
    said = _sound(config.plant, day)
    for person, certs in qualified.earned(_config(config, said), day).items():
        said[person] = replace(said.get(person, Standing(person)), certs=certs)
    return [written(said[person]) for person in sorted(said) if said[person] != Standing(person)]


def as_if_nobody_had_left(version: int) -> Plant:
    """The plant of this rule version with those who have left still in their posts."""
    base = rulebook.base_of(version)
    said = map(read, rulebook.said(version).get(rulebook.STAFF, []))
    return with_staff(files_of(base, rulebook.digest_of(base)).plant, (replace(each, left=None) for each in said))


def once_at(version: int, platform: str, account: str) -> Person | None:
    """Whose account this was until he left."""
    return as_if_nobody_had_left(version).person_at(platform, account)


def after_load(before: Files | None, files: Files, now: datetime) -> Kept:
    """The same, of new files: what they say themselves, or say otherwise than before, is void."""
    after = build(files)
    if before is not None and staff.in_state("kept"):
        _void(build(before).plant, after.plant, now.astimezone(PLANT_ZONE).date())
    return today(after, now)


def _void(before: Plant, after: Plant, day: date) -> None:
    kept = staff.in_state("kept")
    standings, rows = staff.standings(kept, day), staff.by_person(kept)
    for person, standing in standings.items():
        was, is_ = (each.person(person) if each.knows(person) else None for each in (before, after))
        if contained(standing, was, is_):
            for row in rows[person]:
                if row.on <= day:
                    staff.set_state(row, "void", f"plant.yaml 第 {after.version} 版写了他")


def roll(now: datetime, rows: Sequence[StaffEvent]) -> Roll:
    """The plant's files in force, and these events beside them."""
    version = rulebook.current(now)
    if version is None:
        raise LookupError("no rules yet")
    base = rulebook.base_of(version.id)
    return Roll(files_of(base, rulebook.digest_of(base)).plant, tuple(row.event for row in rows))


def _sound(plant: Plant, day: date) -> dict[str, Standing]:
    """Where everybody stands by what can be right; what can't be any more is put aside."""
    kept = staff.in_state("kept")
    while faults := unsound(Roll(plant, tuple(row.event for row in kept)), day):
        for place, why in faults.items():
            staff.set_state(kept[place], "aside", why)
        kept = [row for row in kept if row.state == "kept"]
    return staff.standings(kept, day)


def _config(config: PlantConfig, said: Mapping[str, Standing]) -> PlantConfig:
    return replace(config, plant=with_staff(config.plant, said.values()))
