"""A hazard that was reported without a name has a claim: who knows it may ask how it stands."""

from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column("hazard", "claim", CharField(null=True, max_length=64, unique=True)))
