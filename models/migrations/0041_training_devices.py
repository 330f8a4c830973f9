"""Which phone's browser ended a lesson or answered, for a while."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class TrainingDevice(Model):
        device = CharField(max_length=64)
        person = CharField(max_length=32)
        lesson = CharField(max_length=40)
        at = MomentField(index=True)

        class Meta:
            database = db
            table_name = "training_device"

    db.create_tables([TrainingDevice])
