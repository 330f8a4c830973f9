"""What is open about a matter, and an entry of one kind, are found without reading the others."""

from peewee import *


def up(migrator, db):
    migrator.migrate(
        migrator.add_index("ask", ("subject_id", "kind", "state", "person")),
        migrator.drop_index("ask", "ask_subject_id"),
        migrator.add_index("entry", ("subject_id", "kind", "seq")),
    )
