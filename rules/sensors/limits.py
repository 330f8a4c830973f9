"""What a sensor measures, from which values on it alarms, and in which units it may report."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from rules.substances import MOLAR_MASSES, substance

Kind = Literal["combustible_gas", "toxic_gas", "oxygen", "temperature", "humidity", "pressure", "level"]
Level = Literal[0, 1, 2]
# What people breathe, or what may explode: above the range it is an alarm too, and it concerns work in the area.
AIR: frozenset[str] = frozenset({"combustible_gas", "toxic_gas", "oxygen"})
NAMES: Mapping[str, str] = {
    "combustible_gas": "可燃气",
    "toxic_gas": "有毒气",
    "oxygen": "氧",
    "temperature": "温度",
    "humidity": "湿度",
    "pressure": "压力",
    "level": "液位",
}
# What to do at an alarm, by what is measured: only where that is the air does it sound on site.
SOUNDING = "按现场声光报警和应急预案处置"
BY_PLAN = "按应急预案处置"
HOT = "离发热的地方远一点，按应急预案处置"
UNITS: Mapping[str, tuple[str, ...]] = {
    "combustible_gas": ("%LEL",),
    "toxic_gas": ("ppm", "mg/m3"),
    "oxygen": ("%VOL",),
    "temperature": ("°C",),
    "humidity": ("%RH",),
    "pressure": ("Pa", "kPa", "MPa", "bar"),
    "level": ("%", "m", "mm"),
}
# How else senders write these units.
ALSO: Mapping[str, str] = {
    "%lel": "%LEL", "lel": "%LEL", "%vol": "%VOL", "vol%": "%VOL", "mg/m³": "mg/m3", "℃": "°C", "c": "°C", "degc": "°C",
    "%rh": "%RH", "rh": "%RH", "pa": "Pa", "kpa": "kPa", "mpa": "MPa",
}  # fmt: skip
# One of each in the smallest one of its kind.
SIZES: Mapping[str, Decimal] = {
    "Pa": Decimal(1),
    "kPa": Decimal(1000),
    "MPa": Decimal(1000000),
    "bar": Decimal(100000),
    "mm": Decimal(1),
    "m": Decimal(1000),
}
# Litres that a mole takes at 25 °C: mg/m³ = ppm × molar mass / this.
MOLE = Decimal("24.45")


class UnknownUnit(ValueError):
    """The value can't be compared with the sensor's limits; the message says which units can."""


@dataclass(frozen=True)
class Limits:
    """Of one sensor, in its own unit. rising: too much is dangerous, else too little; high_alarm, high_reset: too much
    of what may also be too little; fault_below: under this it is a fault; delay1, delay2: how long a value must be over
    the level; range: what the instrument can show."""

    kind: str
    unit: str
    range: tuple[Decimal, Decimal]
    rising: bool
    alarm1: Decimal
    alarm2: Decimal
    reset: Decimal
    reset_hold: timedelta
    delay1: timedelta
    delay2: timedelta
    sample: timedelta
    stale_after: timedelta
    flat_after: timedelta | None = None
    high_alarm: Decimal | None = None
    high_reset: Decimal | None = None
    fault_below: Decimal | None = None
    medium: str = ""
    most_turns: int = 4
    turns_within: timedelta = timedelta(minutes=15)

    @property
    def air(self) -> bool:
        return self.kind in AIR

    def level(self, value: Decimal) -> Level:
        """Over which level the value is; the level's own value is over it."""
        if value >= self.alarm2 if self.rising else value <= self.alarm2:
            return 2
        if value >= self.alarm1 if self.rising else value <= self.alarm1:
            return 1
        return 1 if self.high_alarm is not None and value >= self.high_alarm else 0

    def cleared(self, value: Decimal) -> bool:
        """Whether the value is past the reset, so that an alarm may end."""
        past = value <= self.reset if self.rising else value >= self.reset
        return past and (self.high_reset is None or value <= self.high_reset)

    def fault(self, value: Decimal) -> str:
        """What is wrong with an instrument that shows this, in words; empty when nothing is."""
        low, high = self.range
        lowest = low if self.fault_below is None else self.fault_below
        if value > high:
            return f"超过量程（{plain(low)}–{plain(high)}{self.unit}）"
        return f"低于量程（{plain(lowest)}{self.unit}）" if value < lowest else ""

    def own(self, value: Decimal, unit: str) -> Decimal:
        """The value in the sensor's unit. Raises UnknownUnit."""
        sent = ALSO.get(unit.strip().casefold(), unit.strip()) or self.unit
        if sent == self.unit:
            return value
        if {sent, self.unit} <= SIZES.keys() and {sent, self.unit} <= set(UNITS[self.kind]):
            return value * SIZES[sent] / SIZES[self.unit]
        mass = MOLAR_MASSES.get(substance(self.medium))
        if self.kind == "toxic_gas" and mass and {sent, self.unit} == {"ppm", "mg/m3"}:
            factor = Decimal(str(mass)) / MOLE
            return value * factor if self.unit == "mg/m3" else value / factor
        raise UnknownUnit(f"单位 {unit} 换不成 {self.unit}：请用 {self.unit} 发")


def advice(kinds: Collection[str]) -> str:
    """What people who are there do at an alarm of sensors of these kinds."""
    if AIR.intersection(kinds):
        return SOUNDING
    return HOT if "temperature" in kinds else BY_PLAN


def plain(value: Decimal) -> str:
    """The number as people write it: 20, 19.5, at most three places."""
    short = value.quantize(Decimal("0.001")) if value.is_finite() and abs(value) < Decimal("1e15") else value
    text = f"{short:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
