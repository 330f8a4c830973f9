"""A sensor's own count, and how many of its readings never came."""

from peewee import *


def up(migrator, db):
    columns = {"seq": BigIntegerField(null=True), "gaps": IntegerField(default=0)}
    migrator.migrate(*(migrator.add_column("sensor_row", name, column) for name, column in columns.items()))
