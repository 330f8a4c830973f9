"""Whether somebody may work alone: who was here before, or had finished the levels, needs nobody's signature."""

from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column("training_file", "alone", CharField(default="", max_length=8)))
