"""Whether what must arrive goes out at this moment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from models import delivery as deliveries
from models import meter, plant_time
from models.book import book

# An urgent text that has waited for so long is held up, and so is the next one to the same person.
HELD = timedelta(seconds=5)
# The part of the house that sends.
COURIER = "courier"


def deaf(people: Collection[str], now: datetime) -> list[str]:
    """To whom nothing goes out at this moment."""
    plant, silent = book(now).plant, meter.silent()
    if meter.is_late(COURIER, plant_time.real_now()):
        return list(people)
    held = deliveries.held(people, now - in_plant_time(HELD))
    return [each for each in people if plant.person(each).platform in silent or each in held]


def in_plant_time(span: timedelta) -> timedelta:
    """Sending takes real time, and in a demo plant time runs faster."""
    return span * max(1.0, plant_time.rate())
