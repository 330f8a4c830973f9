"""Plant time: one row that every process reads. Deadlines, leave, validity and rate limits live in it; leases,
tokens, signatures and HTTP time-outs live in real time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from peewee import FloatField, IntegerField

from models.base import PLANT_ZONE, MomentField
from models.kept import Kept, given
from models.table import Table


class PlantClock(Table):
    """plant now = plant_anchor + (real now - real_anchor) * rate; without a row plant time is real time."""

    id = IntegerField(primary_key=True)
    real_anchor = MomentField()
    plant_anchor = MomentField()
    rate = FloatField(default=1.0)


def real_now() -> datetime:
    return datetime.now(UTC).astimezone(PLANT_ZONE)


def now() -> datetime:
    """Plant time at this moment, for the entry points of processes and requests; below them it is an argument."""
    return plant_at(real_now())


def plant_at(real: datetime) -> datetime:
    row = _row()
    if row is None:
        return real
    return cast(datetime, row.plant_anchor + (real - row.real_anchor) * row.rate)


def _row() -> PlantClock | None:
    return PlantClock.find(1)


def is_set() -> bool:
    """Whether plant time was ever set, as only a demo does."""
    return _row() is not None


def rate() -> float:
    row = _row()
    return 1.0 if row is None else row.rate


def set_clock(plant: datetime, rate: float, real: datetime) -> None:
    """Makes plant time `plant` at `real`, running `rate` times as fast (0 stands still). Demo and tests only."""
    _set.run(id=1, real_anchor=real, plant_anchor=plant, rate=rate)


@Kept
def _set() -> Any:
    changes = given(PlantClock, ("real_anchor", "plant_anchor", "rate"))
    row = PlantClock.insert({**given(PlantClock, ("id",)), **changes})
    return row.on_conflict(conflict_target=[PlantClock.id], update=changes)
