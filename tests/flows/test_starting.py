"""From the last signature to the start: the gates one by one, and the tap that starts or says what is missing."""

from __future__ import annotations

from builders import FOREMAN, GUARDIAN, SHIFT_FOREMAN, WELDER, fresh
from gates import (
    ANALYST,
    ON_SITE,
    approved,
    check,
    ready,
    start,
    working,
)
from plant import Plant


def test_when_every_gate_is_open_the_guardian_starts_the_work(plant: Plant) -> None:
    permit = working(plant)
    assert permit.state == "working"
