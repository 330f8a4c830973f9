"""Inhibits of gas detectors, and when their readings were good for the last time."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Inhibit(Model):
        instrument = CharField(max_length=60, index=True)
        by = CharField(max_length=32)
        reason = CharField(max_length=200)
        since = MomentField()
        until = MomentField()
        ended_at = MomentField(null=True)
        ended_by = CharField(max_length=32, default="")

        class Meta:
            database = db
            table_name = "inhibit"

    class LastGood(Model):
        instrument = CharField(max_length=60)
        point = CharField(max_length=40)
        gas = CharField(max_length=20)
        sampled_at = MomentField()

        class Meta:
            database = db
            table_name = "last_good"
            indexes = ((("instrument", "point", "gas"), True),)

    db.create_tables([Inhibit, LastGood])
