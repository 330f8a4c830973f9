"""Fingerprints of photos: beside what has come, and of all that acts have taken."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class PhotoPrint(Model):
        sha256 = CharField(primary_key=True, max_length=64)
        hash = CharField(max_length=16)
        mirror = CharField(max_length=16)
        by = CharField(max_length=32)
        at = MomentField(index=True)

        class Meta:
            database = db
            table_name = "photo_print"

    db.create_tables([PhotoPrint])
    columns = (migrator.add_column("upload", name, CharField(max_length=16, default="")) for name in ("hash", "mirror"))
    migrator.migrate(*columns)
