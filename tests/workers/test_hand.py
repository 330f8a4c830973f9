"""What people of a story write by hand passes where a line of the checklist has a limit."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from rules.measuring import beyond, read
from rules.templates import SiteReading
from workers.scenarios import hand


@pytest.mark.parametrize(
    "wanted",
    [
        SiteReading("MPa", 10, most=1),
        SiteReading("米/秒", 5, least=0.5),
        SiteReading("℃", 60, least=5, most=40),
        SiteReading("℃", 60, most=-5, from_=-40),
        SiteReading("毫米", 60, most=40, from_=10),
    ],
)
def test_a_reading_passes(wanted: SiteReading) -> None:
    written = hand.reading({"evidence": "reading", "reading": asdict(wanted)})
    assert beyond(read(written, wanted), wanted) == ""
