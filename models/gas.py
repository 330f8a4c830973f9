"""Gas tests: one sampling with its readings. All limits count from the sampling, not from the typing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from peewee import AutoField, BooleanField, CharField, ForeignKeyField, JSONField, TextField

from models.base import MomentField
from models.kept import Given, Kept
from models.permit import Permit
from models.table import Table
from rules.gas import deciding


class GasTest(Table):
    """readings: `[{analyte, gas, value, unit, lel_pct, vol_pct, point}]` with numbers as text; ok: within the limits.

    source: `phone` (typed by the analyst) or `sensor` (then there is no analyst). excused: why a bad one stopped
    nothing, in words; then it counts for nothing else either. presence: where the analyst's phone was by its own word.
    """

    id = AutoField()
    permit = ForeignKeyField(Permit, backref="gas_tests")
    sampled_at = MomentField()
    recorded_at = MomentField()
    analyst = CharField(max_length=32)
    point = CharField(max_length=60)
    method = CharField(max_length=60, default="")
    instrument = CharField(max_length=60)
    calibrated_until = CharField(max_length=10)
    readings = JSONField(default=list)
    ok = BooleanField()
    words = TextField(default="")
    source = CharField(max_length=8, default="phone")
    excused = TextField(default="")
    presence = TextField(default="")


def by_point(test: GasTest) -> list[tuple[str, list[dict[str, str]]]]:
    """(point, its readings) in the order they were taken; one empty point where all were taken at one place."""
    points: dict[str, list[dict[str, str]]] = {}
    for reading in test.readings:
        points.setdefault(reading.get("point", ""), []).append(reading)
    return list(points.items())


def of_permit(permit: Permit) -> list[GasTest]:
    """Every test, the newest sampling last."""
    return _of_permit.rows(GasTest, permit=permit)


@Kept
def _of_permit() -> Any:
    mine = GasTest.select().where(GasTest.permit == Given(GasTest.permit))
    return mine.order_by(GasTest.sampled_at, GasTest.id)


def readings(test: GasTest) -> str:
    """甲烷 0.12 %vol、氧 20.8 %vol; of several points each by its name: 上：甲烷 …；中：…"""
    return "；".join(f"{point}：{_values(there)}" if point else _values(there) for point, there in by_point(test))


def _values(there: list[dict[str, str]]) -> str:
    return "、".join(map(_value, there))


def _value(reading: Mapping[str, str]) -> str:
    value = f"{reading.get('gas', '')} {reading.get('value', '')} {reading.get('unit', '')}"
    return f"{value}（超量程）" if reading.get("beyond") else value


def instrument(test: GasTest) -> str:
    """XP-302M 0017（检定到 2027-03-31）"""
    return f"{test.instrument}（检定到 {test.calibrated_until}）" if test.calibrated_until else test.instrument


def verdict_words(test: GasTest) -> str:
    """合格 / 不合格 / 不合格，没有停：…"""
    if test.excused:
        return f"不合格，没有停：{test.excused}"
    return "合格" if test.ok else "不合格"


def newest(permit: Permit, until: datetime | None = None) -> GasTest | None:
    """The test that decides now, of those that count: the newest bad one that nothing has cleared, else the newest.
    until: only those that were sampled by then."""
    here = (GasTest.permit == permit) & (GasTest.excused == "")
    counted = GasTest.select().where(here if until is None else here & (GasTest.sampled_at <= until))
    if counted.where(~GasTest.ok).exists():
        return deciding(counted)
    found: GasTest | None = counted.order_by(GasTest.sampled_at.desc(), GasTest.id.desc()).first()
    return found


def last_good(permit: Permit, now: datetime) -> GasTest | None:
    """The test that decides if it is good; after a bad one that nothing has cleared, None."""
    found = newest(permit, now)
    return found if found is not None and found.ok else None
