"""What a sensor tells, as alarms and trials take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.shapes.sensors import Sensor


@dataclass(frozen=True)
class Told:
    """What a sensor tells at this moment. what: `alarm` or the name of its trouble; at: by the sample; lasts: it is not
    known to be over."""

    sensor: Sensor
    what: str
    level: int
    at: datetime
    why: str
    lasts: bool = True
