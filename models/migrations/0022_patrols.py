"""Rounds and campaigns, and what is out of service meanwhile."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Subject(Model):
        class Meta:
            database = db
            table_name = "subject"

    class Patrol(Model):
        subject = ForeignKeyField(Subject, unique=True)
        number = CharField(unique=True, max_length=24)
        kind = CharField(max_length=16, index=True)
        plan = CharField(max_length=160, index=True)
        title = CharField(max_length=120)
        state = CharField(max_length=16, index=True)
        outcome = CharField(max_length=16, default="")
        starts_at = MomentField(index=True)
        ends_at = MomentField()
        closed_at = MomentField(null=True)
        total = IntegerField(default=0)
        looked = IntegerField(default=0)
        hazard = IntegerField(default=0)
        idle = IntegerField(default=0)
        missed = IntegerField(default=0)
        sheet = JSONField(default=dict)
        rules = IntegerField()

        class Meta:
            database = db
            table_name = "patrol"

    class OutOfService(Model):
        point = CharField(max_length=32, index=True)
        reason = CharField(max_length=200)
        by = CharField(max_length=32)
        since = MomentField()
        until = MomentField()
        ended_at = MomentField(null=True)
        ended_by = CharField(max_length=32, default="")

        class Meta:
            database = db
            table_name = "out_of_service"

    db.create_tables([Patrol, OutOfService])
