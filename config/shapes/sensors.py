"""Sensors and how their alarms are bundled, gas detectors that report on permits: the shape of sensors.yaml.

Limits are in the sensor's own unit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from config.shapes.base import Shape
from rules.sensors.limits import AIR, NAMES, Limits

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
    stops_work: bool | None = None
    evacuates: bool | None = None
    calibrated_until: date | None = None

    @property
    def name(self) -> str:
        """What it measures, in words: 可燃气（甲醇）."""
        kind = NAMES.get(self.kind, self.kind)
        return f"{kind}（{self.medium}）" if self.medium else kind

    @property
    def stops(self) -> bool:
        """Whether its alarm stops work that depends on the air there; where the data say nothing, gas and oxygen do."""
        return self.kind in AIR if self.stops_work is None else self.stops_work

    @property
    def hurts(self) -> bool:
        """Whether people there are to leave at its second level; where the data say nothing, for gas and oxygen, and
        where that level is major."""
        if self.evacuates is not None:
            return self.evacuates
        return self.kind in AIR or self.grade.alarm2 == "major"

    def limits(self, flapping: Flapping | None) -> Limits:
        """Its limits as the rules use them. flapping: how many crossings in which time are too many."""
        second = timedelta(seconds=1)
        flat = None if self.flat_after_s is None else self.flat_after_s * second
        own = Limits(
            kind=self.kind,
            unit=self.unit,
            range=(_exact(self.range[0]), _exact(self.range[1])),
            rising=self.direction == "high",
            alarm1=_exact(self.alarm1),
            alarm2=_exact(self.alarm2),
            reset=_exact(self.reset),
            reset_hold=self.reset_hold_s * second,
            delay1=self.on_delay_s.alarm1 * second,
            delay2=self.on_delay_s.alarm2 * second,
            sample=self.sample_s * second,
            stale_after=self.stale_after_s * second,
            flat_after=flat,
            high_alarm=None if self.high_alarm is None else _exact(self.high_alarm),
            high_reset=None if self.high_reset is None else _exact(self.high_reset),
            fault_below=None if self.negative_fault_below is None else _exact(self.negative_fault_below),
            medium=self.medium or "",
        )
        if flapping is None:
            return own
        return replace(own, most_turns=flapping.max_transitions, turns_within=flapping.window_s * second)


def _exact(number: float) -> Decimal:
    """The number as it stands in the file."""
    return Decimal(str(number))


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


class Trouble(Shape):
    """Who looks after a sensor that is silent, stuck or faulty."""

    category: str
    owner_post: str


class Sensors(Shape):
    """keepers: the posts whose people may put a detector under an inhibit; trouble: who mends instruments, where that
    is not whoever owns what they measure."""

    version: int
    storm: Storm | None = None
    flapping: Flapping | None = None
    dedupe: Dedupe | None = None
    sensors: tuple[Sensor, ...] = ()
    feed: Feed = Feed()
    instruments: tuple[Instrument, ...] = ()
    keepers: tuple[str, ...] = ()
    trouble: Trouble | None = None

    def sensor(self, sensor_id: str) -> Sensor | None:
        return next((each for each in self.sensors if each.id == sensor_id), None)

    def detector(self, detector_id: str) -> Instrument | Sensor | None:
        """What may be put under an inhibit: what reports on permits, or watches an area."""
        return self.instrument(detector_id) or self.sensor(detector_id)

    @property
    def detectors(self) -> tuple[Instrument | Sensor, ...]:
        """All of them, each once."""
        known = {each.id for each in self.instruments}
        return (*self.instruments, *(each for each in self.sensors if each.id not in known))

    def instrument(self, instrument_id: str) -> Instrument | None:
        return next((each for each in self.instruments if each.id == instrument_id), None)
