"""Safety points, and the months' boards."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class PointEntry(Model):
        person = CharField(max_length=32, index=True)
        amount = IntegerField()
        why = CharField(max_length=16)
        number = CharField(max_length=16, default="", index=True)
        month = CharField(max_length=7, index=True)
        key = CharField(max_length=96, unique=True)
        reverses = IntegerField(null=True, unique=True)
        by = CharField(max_length=40, default="")
        note = CharField(max_length=200, default="")
        at = MomentField()

        class Meta:
            database = db
            table_name = "point_entry"

    class Fame(Model):
        month = CharField(max_length=7)
        revision = IntegerField()
        at = MomentField()
        board = JSONField(default=dict)
        why = CharField(max_length=200, default="")

        class Meta:
            database = db
            table_name = "fame"
            indexes = ((("month", "revision"), True),)

    db.create_tables([PointEntry, Fame])
