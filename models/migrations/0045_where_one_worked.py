"""Where somebody worked when news of him was followed, and whether he began anew by it; what was followed before stays
as it was taken then."""

from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column("staff_event", "place", TextField(default="")))
    migrator.migrate(migrator.add_column("staff_event", "placed", BooleanField(default=True)))
