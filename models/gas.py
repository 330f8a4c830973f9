"""Gas tests: one sampling with its readings. All limits count from the sampling, not from the typing."""

from __future__ import annotations

from datetime import datetime

from peewee import AutoField, BooleanField, CharField, ForeignKeyField, JSONField, TextField

from models.base import MomentField
from models.permit import Permit
from models.table import Table


class GasTest(Table):
    """readings: `[{analyte, gas, value, unit, lel_pct, vol_pct, point}]` with numbers as text; ok: within the limits.

    source: `phone` (typed by the analyst) or `sensor` (then there is no analyst).
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


def by_point(test: GasTest) -> list[tuple[str, list[dict[str, str]]]]:
    """(point, its readings) in the order they were taken; one empty point where all were taken at one place."""
    points: dict[str, list[dict[str, str]]] = {}
    for reading in test.readings:
        points.setdefault(reading.get("point", ""), []).append(reading)
    return list(points.items())


def of_permit(permit: Permit) -> list[GasTest]:
    """Every test, the newest sampling last."""
    return list(GasTest.select().where(GasTest.permit == permit).order_by(GasTest.sampled_at, GasTest.id))


def newest(permit: Permit) -> GasTest | None:
    """The test with the newest sampling."""
    tests = GasTest.select().where(GasTest.permit == permit)
    found: GasTest | None = tests.order_by(GasTest.sampled_at.desc(), GasTest.id.desc()).first()
    return found


def last_good(permit: Permit, now: datetime) -> GasTest | None:
    """The newest test if it was good; after a bad one, None."""
    so_far = GasTest.select().where(GasTest.permit == permit, GasTest.sampled_at <= now)
    found: GasTest | None = so_far.order_by(GasTest.sampled_at.desc(), GasTest.id.desc()).first()
    return found if found is not None and found.ok else None
