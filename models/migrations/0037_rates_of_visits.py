"""How likely a visit was drawn."""

from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column("hazard_fact", "rate", CharField(max_length=32, default="")))
