"""What the safety office does about a peak of hazards."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class PeakMeasure(Model):
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

        class Meta:
            database = db
            table_name = "peak_measure"

    db.create_tables([PeakMeasure])
