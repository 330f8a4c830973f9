"""Accounts of the console, and an index by which the permits of a day are found without reading all of them."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Admin(Model):
        name = CharField(max_length=40, unique=True)
        password = CharField(max_length=256)
        one_time = BooleanField(default=True)
        round = IntegerField(default=1)
        created_at = MomentField()

        class Meta:
            database = db
            table_name = "admin"

    db.create_tables([Admin])
    migrator.migrate(migrator.add_index("permit", ("ends_at",)))
