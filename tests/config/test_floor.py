"""No kind of the standard gets less than the library gives it: of every part of every kind a line is taken away, and
then the whole. Either that is refused, or the part is free for a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from plant import anhe
from spoiling import ANHE, Rounds, spoil

from config.loader import read_folder
from rules.templates import Kind

KINDS = anhe()["permit_templates"]["kinds"]
# Part → why a plant may have less of it.
FREE = {
    "words": "how people of the plant call the work",
    "code": "the beginning of its numbers",
    "form": "another form is another kind; own_form looks at that",
    "name": "own_form looks at what it says",
    "short_job": "less of it is stricter",
    "exempt": "less of it is stricter",
    "leads_as": "without it the form must name somebody",
    "optional_roles": "roles that a permit may do without",
    "printed": "what the print shows besides; the record is whole",
    "jsa": "the steps are the plant's; none at all is refused",
    "level_inputs": "how the work is graded is compared as a whole, for each area of the plant",
    "level_rules": "the same",
    "area_says": "the same",
    "fields": "questions on which nothing rests; one that is used somewhere and missing is refused there",
    "gas_test/points": "how the places of sampling are called",
    "gas_test/source": "who says so; limits marked as the standard's are compared",
    "gas_test/time_source": "the same",
    "upgrade": "a note beside the upgrades, which are looked at in the routing rules",
    "triggers": "the part stays; without a condition it holds more often",
    "countersign_units": "which units a plant has; none at all is refused",
    "qualifications": "how a plant divides its own training; no certificate at all, or none of the state's, is refused",
    "attachments": "lists and photos of the plant's own; the plans that the standard wants are compared",
}


def test_each_part_of_a_kind_is_free_or_can_be_missing() -> None:
    assert {name.split("/")[0] for name in FREE} <= {field.name for field in fields(Kind)}


def less(value: Any) -> Iterator[tuple[str, Any]]:
    """Every way to have less of it: where, and what is left."""
    if value is True:
        yield "", False
    elif isinstance(value, list):
        yield from (("", left) for left in (value[1:], []) if left != value)
    elif isinstance(value, dict):
        yield from (("/" + key, {**value, key: left}) for key, inner in value.items() for _, left in less(inner))
        yield from (("/" + key, {other: inner for other, inner in value.items() if other != key}) for key in value)


def thinned() -> Iterator[tuple[str, str, Any]]:
    for name, kind in KINDS.items():
        for part, value in kind.items():
            for where, left in less(value):
                if part not in FREE and part + where not in FREE:
                    yield name, f"permit_templates/kinds/{name}/{part}", left


THINNED = list(thinned())
ROUNDS = Rounds((place, left) for _, place, left in THINNED)


@pytest.mark.parametrize("kind", KINDS)
def test_less_of_what_the_standard_wants_is_refused_there(kind: str) -> None:
    for number, (name, place, left) in enumerate(THINNED):
        if name == kind and not any(f"kinds.{kind}" in problem.field for problem in ROUNDS.spoilt(number).found):
            found = spoil((place, left)).found
            assert found and all(problem.message for problem in found), (place, left)


@pytest.mark.parametrize(
    ("kind", "part", "left", "says"),
    [
        ("hot_work", "required_roles", ["requester"], "作业负责人、作业人、监护人"),
        ("lifting", "required_roles", [r for r in KINDS["lifting"]["required_roles"] if r != "rigger"], "要指定"),
        ("hot_work", "qualifications", {"worker": ["C-WELD"], "gas_analyst": ["T-GAS"]}, "监护人有证"),
        ("excavation", "triggers", None, "按受限空间管"),
        ("road_closure", "countersign_units", [], "会签的单位"),
        ("hot_work", "shift_check", False, "重新验票"),
        ("height", "reconfirm_measures", False, "重新确认措施"),
        ("confined_space", "start_gate_extra", [], "开工前的关不少于 4 项，只有 0 项"),
    ],
)
def test_what_is_missing_is_named(kind: str, part: str, left: Any, says: str) -> None:
    found = spoil((f"permit_templates/kinds/{kind}/{part}", left)).found
    assert any(says in problem.message for problem in found)


@pytest.mark.parametrize(("kind", "place"), [("temp_power", "linked_validity"), ("excavation", "triggers")])
def test_what_ties_a_kind_to_another_is_wanted_where_the_plant_has_the_other(kind: str, place: str) -> None:
    kinds = read_folder(ANHE)["permit_templates"].data["kinds"]
    alone = {name: each for name, each in kinds.items() if name != "confined_space"}
    served = {**kinds["temp_power"]["linked_validity"], "to_kinds": ["hot_work"]}
    left = {**kinds[kind], place: served if kind == "temp_power" else None}

    def faults(here: dict[str, Any]) -> list[str]:
        found = spoil(("permit_templates/kinds", {**here, kind: left})).found
        return [problem.message for problem in found if f"kinds.{kind}.{place}" in problem.field]

    assert any("请照模板库补上" in words for words in faults(kinds)) and faults(alone) == []
