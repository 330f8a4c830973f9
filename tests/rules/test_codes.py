"""Hazards and rounds in the regulator's vocabulary."""

from __future__ import annotations

from dataclasses import replace

import pytest
from anhe import ANHE

from rules.hazards.codes import Facts, Told, of_check, of_hazard
from rules.hazards.life import TO_BE_LOOKED_AT

EXCHANGE = ANHE.hazards.general.exchange
ELECTRIC, ACT = ANHE.hazards.of("ELEC"), ANHE.hazards.of("ACT")
FOUND = Facts("general", "assigned", "page")


def told(facts: Facts, category: object = ELECTRIC) -> Told:
    assert EXCHANGE is not None
    return of_hazard(facts, category, EXCHANGE)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"dangerLevel": 0, "dangerSrc": 1, "dangerManageType": 1, "dangerState": 0, "deleted": False}),
        ({"grade": "major"}, {"dangerLevel": 1}),
        ({"on_the_spot": True}, {"dangerManageType": 0}),
        ({"state": "closed_out"}, {"dangerState": 9}),
        ({"state": "merged"}, {"deleted": True}),
        ({"state": "of a later version"}, {"dangerState": 0, "deleted": False}),
        ({"way": "sensor"}, {"dangerSrc": 10}),
        ({"origin": {"source": "patrol", "number": "XJ-1", "point": "P"}}, {"dangerSrc": 1, "checkRecordId": "XJ-1"}),
        ({"origin": {"source": "seasonal", "number": "ZX-1"}}, {"dangerSrc": 4}),
        ({"origin": {"source": "patrol", "measure": "M"}}, {"dangerSrc": 9, "riskMeasureId": "M"}),
    ],
)
def test_codes_follow_from_what_is_known(changes: dict[str, object], expected: Told) -> None:
    found = told(replace(FOUND, **changes))
    assert {name: found[name] for name in expected} == expected


def test_what_sounds_major_has_no_level_before_somebody_decides() -> None:
    assert "dangerLevel" not in told(replace(FOUND, grade=""))


def test_the_category_says_what_kind_it_is_and_an_act_is_an_act() -> None:
    assert (told(FOUND)["hazardDangerType"], told(FOUND)["occurrenceLink"]) == (3, 7)
    assert told(FOUND, ACT)["managementClassification"] == 1
    assert "hazardDangerType" not in told(FOUND, None)


def test_what_waits_for_a_look_waits_there_too() -> None:
    assert {told(replace(FOUND, state=state))["dangerState"] for state in TO_BE_LOOKED_AT} == {1}


def test_each_check_has_its_status() -> None:
    assert EXCHANGE is not None
    assert [of_check(each, EXCHANGE) for each in ("normal", "hazard", "missed", "idle", "")] == [0, 1, 2, 3, 2]
