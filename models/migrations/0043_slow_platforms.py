"""Why a delivery's last try failed, and how often in a row nobody answered in time."""

from peewee import *

from models.base import WholeField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("delivery", "cause", CharField(max_length=16, default="")),
        migrator.add_column("delivery", "unsure", WholeField(default=0)),
    )
