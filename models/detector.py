"""What is known of gas detectors beside the plant's data: inhibits, and their newest good readings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from peewee import AutoField, CharField

from models.base import MomentField
from models.kept import Given, Kept
from models.table import Table

Point = tuple[str, str]


class Inhibit(Table):
    """A detector's readings stop no work until then, for the reason of a named person. ended_at: taken off earlier."""

    id = AutoField()
    instrument = CharField(max_length=60, index=True)
    by = CharField(max_length=32)
    reason = CharField(max_length=200)
    since = MomentField()
    until = MomentField()
    ended_at = MomentField(null=True)
    ended_by = CharField(max_length=32, default="")


class LastGood(Table):
    """When a detector's reading of one gas at one point was good for the last time (by its sampling)."""

    id = AutoField()
    instrument = CharField(max_length=60)
    point = CharField(max_length=40)
    gas = CharField(max_length=20)
    sampled_at = MomentField()

    class Meta:
        indexes = ((("instrument", "point", "gas"), True),)


def inhibit_at(instrument: str, moment: datetime) -> Inhibit | None:
    """The inhibit under which the detector was at that moment."""
    return _inhibit.row(Inhibit, instrument=instrument, moment=moment)


@Kept
def _inhibit() -> Any:
    moment = Given(Inhibit.since, "moment")
    mine = Inhibit.select().where(Inhibit.instrument == Given(Inhibit.instrument), Inhibit.since <= moment)
    running = mine.where(Inhibit.until > moment, Inhibit.ended_at.is_null() | (Inhibit.ended_at > moment))
    return running.order_by(Inhibit.id.desc()).limit(1)


def was_good(instrument: str, points: Iterable[Point], sampled_at: datetime) -> None:
    """Keeps that these points (point, gas) were good then, unless a newer one is known."""
    for point, gas in points:
        LastGood.insert(instrument=instrument, point=point, gas=gas, sampled_at=sampled_at).on_conflict(
            conflict_target=[LastGood.instrument, LastGood.point, LastGood.gas],
            update={LastGood.sampled_at: sampled_at},
            where=LastGood.sampled_at < sampled_at,
        ).execute()


def good_since(instrument: str, points: Iterable[Point], moment: datetime) -> datetime | None:
    """When all of these points had been good again after that moment; None when one of them was not."""
    found = []
    for point, gas in points:
        same = (LastGood.instrument == instrument) & (LastGood.point == point) & (LastGood.gas == gas)
        newer = LastGood.select().where(same, LastGood.sampled_at > moment).first()
        if newer is None:
            return None
        found.append(newer.sampled_at)
    return min(found, default=None)
