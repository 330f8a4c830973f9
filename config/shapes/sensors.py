"""Sensors and how their alarms are bundled: the shape of sensors.yaml. Limits are in the sensor's own unit."""

from typing import Literal

from config.shapes.base import Shape

Grade = Literal["general", "major"]


class Storm(Shape):
    window_s: int
    max_new_tickets: int
    group_by: tuple[str, ...]
    action: str


class Flapping(Shape):
    window_s: int
    max_transitions: int
    action: str


class Dedupe(Shape):
    key: tuple[str, ...]
    reopen_within_s: int


class Oel(Shape):
    """Occupational exposure limits of GBZ 2.1 in mg/m³."""

    pc_twa: float | None = None
    pc_stel: float | None = None
    mac: float | None = None


class Delays(Shape):
    alarm1: int
    alarm2: int


class Grades(Shape):
    alarm1: Grade
    alarm2: Grade


class Sensor(Shape):
    id: str
    area: str
    kind: str
    unit: str
    range: tuple[float, float]
    direction: Literal["high", "low"]
    alarm1: float
    alarm2: float
    reset: float
    reset_hold_s: int
    on_delay_s: Delays
    sample_s: int
    stale_after_s: int
    flat_after_s: int | None
    category: str
    grade: Grades
    owner_post: str
    place: str | None = None
    medium: str | None = None
    oel: Oel | None = None
    high_alarm: float | None = None
    high_reset: float | None = None
    negative_fault_below: float | None = None
    note: str | None = None


class Sensors(Shape):
    version: int
    storm: Storm
    flapping: Flapping
    dedupe: Dedupe
    sensors: tuple[Sensor, ...]
