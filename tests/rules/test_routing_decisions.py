"""The reviewed page of the routing's decisions is what the rules decide, for every combination in the demo plant."""

from pathlib import Path

import pytest
from routing_decisions import AREAS, LEVELS, TIMES, WHO, Decision, Place, decisions, table

Found = dict[Decision, list[tuple[Place, bool]]]


@pytest.fixture(scope="module")
def found() -> Found:
    return decisions()


def test_the_decisions_are_the_reviewed_ones() -> None:
    reviewed = Path(__file__).parent / "data" / "routing_decisions.md"
    assert table() == reviewed.read_text(encoding="utf-8")


def test_every_combination_is_decided_once(found: Found) -> None:
    assert sum(map(len, found.values())) == len(LEVELS) * len(AREAS) * len(TIMES) * len(WHO)
    assert all(stages != "不得作业" for _, _, _, stages, _ in found)


def test_by_day_somebody_is_found_for_every_stage(found: Found) -> None:
    by_day = [staffed for places in found.values() for (_, when, _), staffed in places if when == "白天"]
    assert by_day
    assert all(by_day)
