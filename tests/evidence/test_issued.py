"""Numbers that have left the house are never given out again after a restore."""

from __future__ import annotations

from datetime import datetime

from models.issued import ENDLESS, Issued, number_above
from models.subject import next_number

NOW = datetime.fromisoformat("2026-11-25T09:00:00+08:00")


def test_what_is_counted_without_end_goes_on_above_what_the_lost_store_had(fresh_store: str) -> None:
    for _ in range(3):
        next_number("hazard")
    number_above(Issued({}, {"hazard": 40}), NOW)
    assert next_number("hazard") == 40 + ENDLESS + 1
