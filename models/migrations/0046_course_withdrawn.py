"""Why the safety office took the pass of a lesson away; nobody had done so before."""

from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column("learning", "withdrawn", CharField(max_length=160, default="")))
