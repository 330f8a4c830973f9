"""Whom the platforms' directories list, as they were last read."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class DirectoryMember(Model):
        platform = CharField(max_length=16)
        account = CharField(max_length=128)
        name = CharField(max_length=64, default="")
        departments = JSONField(default=list)
        seen_at = MomentField()

        class Meta:
            database = db
            table_name = "directory_member"
            primary_key = CompositeKey("platform", "account")

    class DirectoryLook(Model):
        platform = CharField(max_length=16, primary_key=True)
        next_at = MomentField()
        looked_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "directory_look"

    db.create_tables([DirectoryMember, DirectoryLook])
