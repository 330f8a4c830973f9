"""Sensors are made to alarm on purpose once a month."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class SensorTrial(Model):
        sensor = CharField(max_length=60, index=True)
        by = CharField(max_length=32)
        since = MomentField(index=True)
        until = MomentField()
        level = IntegerField(default=0)
        why = CharField(max_length=200, default="")
        sampled_at = MomentField(null=True)
        received_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "sensor_trial"

    db.create_tables([SensorTrial])
