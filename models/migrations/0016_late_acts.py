"""The newest act of each person on each thing: an older one that comes after it is late."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Acted(Model):
        thing = CharField(primary_key=True, max_length=64)
        turn = CharField(max_length=32)
        at = MomentField()

        class Meta:
            database = db
            table_name = "acted"

    db.create_tables([Acted])
