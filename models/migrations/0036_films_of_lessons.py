"""Which seconds of a lesson's film somebody has seen."""

from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column("learning", "watched", TextField(default="")))
