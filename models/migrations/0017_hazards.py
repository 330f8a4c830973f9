"""Hazards: what was found where, who mends it until when."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Subject(Model):
        class Meta:
            database = db
            table_name = "subject"

    class Hazard(Model):
        subject = ForeignKeyField(Subject, unique=True)
        number = CharField(unique=True, max_length=16)
        state = CharField(max_length=16, index=True)
        category = CharField(max_length=32, default="")
        grade = CharField(max_length=8, default="general")
        area = CharField(max_length=32, default="", index=True)
        finder = CharField(max_length=32)
        follower = CharField(max_length=32)
        owner = CharField(max_length=32, default="", index=True)
        supervisor = CharField(max_length=32, default="")
        round = IntegerField(default=1)
        late = BooleanField(default=False)
        found_at = MomentField()
        received_at = MomentField(index=True)
        due_at = MomentField(null=True)
        until = MomentField(null=True, index=True)
        closed_at = MomentField(null=True)
        report = JSONField(default=dict)
        work = JSONField(default=dict)
        rules = IntegerField()

        class Meta:
            database = db
            table_name = "hazard"

    db.create_tables([Hazard])
