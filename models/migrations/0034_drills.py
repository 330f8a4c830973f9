"""Drills, and lessons whose pass a fatal error in one has suspended."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Subject(Model):
        class Meta:
            database = db
            table_name = "subject"

    class DrillRun(Model):
        subject = ForeignKeyField(Subject, unique=True)
        number = CharField(unique=True, max_length=24)
        drill = CharField(max_length=32, index=True)
        kind = CharField(max_length=16, index=True)
        title = CharField(max_length=120)
        state = CharField(max_length=16, index=True)
        outcome = CharField(max_length=16, default="")
        score = IntegerField(null=True)
        opened_at = MomentField(index=True)
        begun_at = MomentField(null=True)
        closed_at = MomentField(null=True)
        sheet = JSONField(default=dict)
        rules = IntegerField()

        class Meta:
            database = db
            table_name = "drill_run"

    db.create_tables([DrillRun])
    migrator.migrate(
        migrator.add_column("learning", "suspended_by", CharField(max_length=24, default="")),
        migrator.add_column("learning", "suspended_until", DateField(null=True)),
    )
