"""Copies of photos for boards, on which faces can't be made out."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Veil(Model):
        sha256 = CharField(primary_key=True, max_length=64)
        copy = CharField(max_length=64, default="")
        faces = IntegerField(default=0)
        state = CharField(max_length=8, default="waiting", index=True)
        at = MomentField()

        class Meta:
            database = db
            table_name = "veil"

    db.create_tables([Veil])
