"""When it is tested what somebody still knows of a lesson."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    migrator.migrate(migrator.add_column("learning", "test_at", MomentField(null=True, index=True)))
