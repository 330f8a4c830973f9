"""When a file whose person has left was archived."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    migrator.migrate(migrator.add_column("training_file", "archived_at", MomentField(null=True)))
