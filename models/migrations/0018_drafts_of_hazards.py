"""A report made without signal has an id of its own, under which it is the same however often it is sent."""

from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column("hazard", "draft", CharField(null=True, max_length=40, unique=True)))
