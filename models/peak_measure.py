"""What the safety office does about a peak of hazards: one row a measure, with the cell and the weeks that found it."""

from __future__ import annotations

from peewee import AutoField, CharField, DateField, IntegerField

from models.base import MomentField
from models.table import Table
from rules.hazards.effects import Spot
from rules.hazards.peaks import Band


class PeakMeasure(Table):
    """key: of the form, so that one sent twice is one. weekday, start, end, department, nature: its cell; found_from,
    found_to: first and last day of the weeks that found the peak; begins: the day from which it holds; by, ended_by:
    accounts of the console; ended_at: null while it holds."""

    id = AutoField()
    key = CharField(max_length=32, unique=True)
    weekday = IntegerField()
    start = IntegerField()
    end = IntegerField()
    department = CharField(max_length=32, default="")
    nature = CharField(max_length=16, default="")
    found_from = DateField()
    found_to = DateField()
    words = CharField(max_length=100)
    begins = DateField()
    by = CharField(max_length=40)
    at = MomentField()
    ended_at = MomentField(null=True)
    ended_by = CharField(max_length=40, default="")
    ended_why = CharField(max_length=100, default="")

    @property
    def spot(self) -> Spot:
        return Spot(self.weekday, Band(self.start, self.end), self.department, self.nature)


def of_key(key: str) -> PeakMeasure | None:
    return PeakMeasure.get_or_none(PeakMeasure.key == key)


def page(before: int, many: int) -> list[PeakMeasure]:
    """The newest first; before: below this id, 0 for all."""
    rows = PeakMeasure.select().order_by(PeakMeasure.id.desc()).limit(many)
    return list(rows.where(PeakMeasure.id < before) if before else rows)
