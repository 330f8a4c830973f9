"""Beside a gas test stands where the analyst's phone was by its own word."""

from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column("gas_test", "presence", TextField(default="")))
