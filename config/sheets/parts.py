"""The parts of plant.yaml that a workbook holds, as rows. Rows are put back so that order and other fields stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from config.problem import Path
from config.source import Json

Row = dict[str, Json]
Key = tuple[str, ...]
# The data of plant.yaml, in their right shape.
PlantData = dict[str, Any]
# Fields that an entry must have, though their cell may be empty.
ALWAYS = frozenset({"supervisor", "phone"})
# What a person's certificates are made of, and the column of each.
CERTIFIED = {"certs": "until", "cert_numbers": "number"}


class Part(Protocol):
    """key: the fields that distinguish a row from the others."""

    @property
    def key(self) -> tuple[str, ...]: ...

    def rows(self, plant: PlantData) -> list[Row]:
        """The plant's rows of this part."""

    def put(self, plant: PlantData, rows: Sequence[Row], absent: Mapping[str, Json]) -> None:
        """Replaces the plant's rows of this part; absent: what an unwritten field means."""

    def cell(self, path: Path, plant: PlantData) -> tuple[Key, str] | None:
        """The row and field for this place of plant.yaml, or None."""


@dataclass(frozen=True)
class Entries:
    """A list of entries with an `id`, or a mapping of them. fresh: what a new entry has besides its columns."""

    part: str
    fresh: Row = field(default_factory=dict)
    key: tuple[str, ...] = ("id",)

    def rows(self, plant: PlantData) -> list[Row]:
        data = plant[self.part]
        return [{"id": each, **rest} for each, rest in data.items()] if isinstance(data, dict) else list(data)

    def put(self, plant: PlantData, rows: Sequence[Row], absent: Mapping[str, Json]) -> None:
        given = {str(row["id"]): row for row in rows}
        kept = [_updated(each, given.pop(each["id"]), absent) for each in self.rows(plant) if each["id"] in given]
        whole = kept + [_new(row, absent) | self.fresh for row in given.values()]
        if isinstance(plant[self.part], dict):
            plant[self.part] = {row["id"]: {name: row[name] for name in row if name != "id"} for row in whole}
        else:
            plant[self.part] = whole

    def cell(self, path: Path, plant: PlantData) -> tuple[Key, str] | None:
        if len(path) < 2 or path[0] != self.part:
            return None
        each = path[1]
        found = str(plant[self.part][each]["id"]) if isinstance(each, int) else each
        return (found,), str(path[2]) if len(path) > 2 else "id"


def _updated(entry: Mapping[str, Any], row: Row, absent: Mapping[str, Json]) -> dict[str, Any]:
    """The entry with the row's values; when the row says the same as the entry, the entry stays as it is."""
    result = dict(entry)
    for name, value in row.items():
        if result.get(name, absent[name]) == value:
            continue
        if value == absent[name] and name not in ALWAYS:
            del result[name]
        else:
            result[name] = value
    return result


def _new(row: Row, absent: Mapping[str, Json]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in ALWAYS or value != absent[name]}


@dataclass(frozen=True)
class Certificates:
    """One row for each certificate of each person."""

    key: tuple[str, ...] = ("person", "cert")

    def rows(self, plant: PlantData) -> list[Row]:
        people: list[dict[str, Any]] = plant["people"]
        return [
            {"person": each["id"], "cert": code, "until": until, "number": each.get("cert_numbers", {}).get(code, "")}
            for each in people
            for code, until in each["certs"].items()
        ]

    def put(self, plant: PlantData, rows: Sequence[Row], absent: Mapping[str, Json]) -> None:
        until: dict[Json, dict[str, Json]] = {}
        numbers: dict[Json, dict[str, Json]] = {}
        for row in rows:
            person, code = str(row["person"]), str(row["cert"])
            until.setdefault(person, {})[code] = row["until"]
            if row["number"]:
                numbers.setdefault(person, {})[code] = row["number"]
        for place, person in enumerate(plant["people"]):
            kept = {**person, "certs": _in_order(person["certs"], until.get(person["id"], {}))}
            named = _in_order(kept.pop("cert_numbers", {}), numbers.get(person["id"], {}))
            plant["people"][place] = {**kept, "cert_numbers": named} if named else kept

    def cell(self, path: Path, plant: PlantData) -> tuple[Key, str] | None:
        if len(path) < 4 or path[0] != "people" or path[2] not in CERTIFIED:
            return None
        return (str(plant["people"][path[1]]["id"]), str(path[3])), CERTIFIED[str(path[2])]


@dataclass(frozen=True)
class Duty:
    """Who leads the plant: a row for each weekday (1 to 7) and for each special date."""

    key: tuple[str, ...] = ("day",)

    def rows(self, plant: PlantData) -> list[Row]:
        roster: dict[str, dict[str, str]] = plant["duty_roster"]
        every = {**roster["weekly"], **roster["dates"]}
        return [{"day": day, "person": person} for day, person in every.items()]

    def put(self, plant: PlantData, rows: Sequence[Row], absent: Mapping[str, Json]) -> None:
        roster = plant["duty_roster"]
        given = {str(row["day"]): row["person"] for row in rows}
        weekly = {day: person for day, person in given.items() if len(day) == 1}
        dates = {day: person for day, person in given.items() if len(day) > 1}
        plant["duty_roster"] = {
            **roster,
            "weekly": _in_order(roster["weekly"], weekly),
            "dates": _in_order(roster["dates"], dates),
        }

    def cell(self, path: Path, plant: PlantData) -> tuple[Key, str] | None:
        return ((str(path[2]),), "person") if len(path) > 2 and path[0] == "duty_roster" else None


def _in_order(before: Mapping[str, Any], given: Mapping[str, Json]) -> dict[str, Json]:
    """The given items: first those that were there before, in their old order."""
    names = [*(name for name in before if name in given), *(name for name in given if name not in before)]
    return {name: given[name] for name in names}
