"""Bad values that stopped nothing are rows of the gas tests, marked with their reason."""

from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column("gas_test", "excused", TextField(default="")))
