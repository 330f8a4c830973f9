"""Codes that are posted at areas, and later on machines."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class PostedCode(Model):
        number = CharField(unique=True, max_length=16)
        kind = CharField(max_length=16)
        thing = CharField(max_length=32)
        serial = IntegerField()
        made_at = MomentField()
        made_by = CharField(max_length=40, default="")
        replaced_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "posted_code"
            indexes = ((("kind", "thing", "serial"), True),)

    db.create_tables([PostedCode])
