"""Leave that people take by a card, beside that of the plant's data."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class LeaveTaken(Model):
        person = CharField(max_length=32, index=True)
        from_day = DateField()
        to_day = DateField(index=True)
        cover = CharField(max_length=32, default="")
        taken_at = MomentField()
        ended_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "leave_taken"

    db.create_tables([LeaveTaken])
