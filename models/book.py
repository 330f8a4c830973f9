"""The rule version in force, built once a process: who works here, who may sign what, what a permit asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from config.building import build
from config.files import PlantConfig
from models import rulebook, within
from models.leave import running
from models.rulebook import RuleVersion, current, digest_of, last_named
from rules.cover import with_leave
from rules.plant import Leave, Person, Plant
from rules.shifts import days_at


class NoPlant(Exception):
    """Nobody has loaded the plant's data yet (`flask --app wsgi load-plant`)."""


@dataclass(frozen=True)
class Book:
    """digest: what the data come down to of which this was built, whatever stands beside them."""

    version: int
    config: PlantConfig
    digest: str

    @property
    def plant(self) -> Plant:
        return self.config.plant

    @property
    def name(self) -> str:
        """What trail and form call this rule version."""
        return f"rules@{self.version}"

    def person_at(self, platform: str, account: str) -> Person | None:
        """The person behind a platform account."""
        return self.plant.person_at(platform, account)


def book(now: datetime) -> Book:
    """The rules in force at `now`, with the leave that people took by a card. Raises NoPlant before the first load."""
    return within.once(("book", now), lambda: _read(now))


def _read(now: datetime) -> Book:
    version = current(now)
    if version is None:
        raise NoPlant
    plain = _build(version.id, version.digest)
    taken = tuple(_still_away(plain.plant, now))
    return _with_leave(version.id, version.digest, taken) if taken else plain


def book_of(version: int) -> Book:
    """The rules of an older version, for what was raised under it."""
    return _build(version, digest_of(version))


def name_of(plant: Plant, person_id: str) -> str:
    """The person's name; of somebody who is no longer in the plant's data the last one there; else the id."""
    if plant.knows(person_id):
        return plant.person(person_id).name
    return last_named("people", person_id) or person_id


def _still_away(plant: Plant, now: datetime) -> Iterator[tuple[str, Leave]]:
    """People whose leave by a card is not over. In a crew it lasts until the end of the turn that its last day
    touches."""
    today = plant.day(now)
    for person, leave in running(today - timedelta(days=1)):
        if leave.to >= today or (plant.knows(person) and days_at(plant.person(person), plant, now)[0] <= leave.to):
            yield person, leave


@lru_cache(maxsize=8)
def _with_leave(version: int, digest: str, taken: tuple[tuple[str, Leave], ...]) -> Book:
    plain = _build(version, digest)
    return replace(plain, config=replace(plain.config, plant=with_leave(plain.plant, taken)))


@lru_cache(maxsize=8)
def _build(version: int, digest: str) -> Book:
    """The digest is in the key because another store may have another version of the same number."""
    row: RuleVersion = RuleVersion.get_by_id(version)
    data = rulebook.contents(row.data)
    return Book(version, build(data), rulebook.digest(data))
