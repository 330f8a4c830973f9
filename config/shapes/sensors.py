"""Sensors and how their alarms are bundled, gas detectors that report on permits: the shape of sensors.yaml.

Limits are in the sensor's own unit.
"""

from datetime import date, timedelta
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


class Measured(Shape):
    """One gas that a detector shows, in its unit from 0 to `upto`; lel_pct when the templates do not know the gas."""

    analyte: Literal["flammable", "oxygen", "toxic"]
    gas: str
    unit: Literal["%LEL", "%vol", "ppm", "mg/m3"]
    upto: float
    lel_pct: float | None = None


class Instrument(Shape):
    """A gas detector that reports by itself every `every_s`. Without an area, it is carried to where the work is."""

    id: str
    name: str
    point: str
    calibrated_until: date
    every_s: int
    measures: tuple[Measured, ...]
    area: str | None = None

    @property
    def late_after(self) -> timedelta:
        """From when a report counts as missing: when the next one is due and it has not come."""
        return timedelta(seconds=2 * self.every_s)

    def shows(self, gas: str, unit: str) -> Measured | None:
        return next((each for each in self.measures if (each.gas, each.unit) == (gas, unit)), None)


class Feed(Shape):
    """How a detector's readings are used: `keep_every_min` between two good ones that are kept as tests; where
    detection is continuous, `suspend_after_s` of silence stop the work."""

    keep_every_min: int = 10
    suspend_after_s: int = 300


class Sensors(Shape):
    """keepers: the posts whose people may put a detector under an inhibit."""

    version: int
    storm: Storm | None = None
    flapping: Flapping | None = None
    dedupe: Dedupe | None = None
    sensors: tuple[Sensor, ...] = ()
    feed: Feed = Feed()
    instruments: tuple[Instrument, ...] = ()
    keepers: tuple[str, ...] = ()

    def instrument(self, instrument_id: str) -> Instrument | None:
        return next((each for each in self.instruments if each.id == instrument_id), None)
