"""Sensors: their states, readings, alarms, what contradicts itself, what nobody knows; keys of the API."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class ApiKey(Model):
        name = CharField(unique=True, max_length=40)
        digest = CharField(unique=True, max_length=64)
        scopes = JSONField(default=list)
        only = JSONField(default=list)
        created_at = MomentField()
        used_at = MomentField(null=True)
        revoked_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "api_key"

    class SensorRow(Model):
        sensor = CharField(primary_key=True, max_length=60)
        sender = CharField(max_length=40, default="", index=True)
        heard_at = MomentField(index=True)
        value_at = MomentField(null=True)
        late = CharField(max_length=8, default="")
        state = JSONField(default=dict)

        class Meta:
            database = db
            table_name = "sensor_row"

    class SensorReading(Model):
        sensor = CharField(max_length=60)
        at = MomentField()
        seq = BigIntegerField()
        value = CharField(max_length=40)
        unit = CharField(max_length=12)
        quality = CharField(max_length=12)
        sender = CharField(max_length=40)
        note = CharField(max_length=12)
        received_at = MomentField(index=True)

        class Meta:
            database = db
            table_name = "sensor_reading"
            indexes = ((("sensor", "at", "seq"), True),)

    class SensorConflict(Model):
        sensor = CharField(max_length=60)
        at = MomentField()
        seq = BigIntegerField()
        kept = CharField(max_length=60)
        other = CharField(max_length=60)
        sender = CharField(max_length=40)
        times = IntegerField(default=1)
        received_at = MomentField(index=True)

        class Meta:
            database = db
            table_name = "sensor_conflict"
            indexes = ((("sensor", "at", "seq", "other"), True),)

    class SensorAlarm(Model):
        sensor = CharField(max_length=60, index=True)
        what = CharField(max_length=12)
        level = IntegerField(default=0)
        place = CharField(max_length=80, index=True)
        ticket = CharField(max_length=16, default="", index=True)
        cards = IntegerField(default=0)
        times = IntegerField(default=1)
        why = CharField(max_length=200, default="")
        sampled_at = MomentField()
        received_at = MomentField()
        raised_at = MomentField(index=True)
        second_at = MomentField(null=True)
        over_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "sensor_alarm"

    class UnknownSensor(Model):
        sensor = CharField(primary_key=True, max_length=60)
        sender = CharField(max_length=40)
        why = CharField(max_length=100)
        last = CharField(max_length=120)
        times = IntegerField(default=1)
        since = MomentField()
        last_at = MomentField()

        class Meta:
            database = db
            table_name = "unknown_sensor"

    class Sender(Model):
        name = CharField(primary_key=True, max_length=40)
        heard_at = MomentField()
        offline_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "sender"

    db.create_tables([ApiKey, SensorRow, SensorReading, SensorConflict, SensorAlarm, UnknownSensor, Sender])
