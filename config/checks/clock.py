"""Times of day stand as people write them, without a zone: those with one can't be compared with the others.

Works on the raw data, because the shapes take a number for the seconds since midnight, and a time with a zone as it is.
"""

import re
from collections.abc import Iterator, Mapping

from config.problem import Finding
from config.references import Places

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
CLOCKS: tuple[tuple[str, str], ...] = (
    ("plant", "shifts/day/from"),
    ("plant", "shifts/day/to"),
    ("plant", "shifts/hours/*/*"),
    ("routing_rules", "windows/night/from"),
    ("routing_rules", "windows/night/to"),
    ("permit_templates", "kinds/*/levels/*/daily_window/from"),
    ("permit_templates", "kinds/*/levels/*/daily_window/to"),
)


def check(raw: Mapping[str, object]) -> Iterator[Finding]:
    """Every time that is written in another way."""
    places = Places(raw)
    for file, pattern in CLOCKS:
        for path, value in places.select(file, pattern):
            if isinstance(value, int | float | str) and not CLOCK.fullmatch(str(value)):
                yield Finding(file, path, "要写时刻，如 08:00，不写时区：请改正")
