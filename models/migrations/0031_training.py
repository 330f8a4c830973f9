"""Training files, lessons and papers."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Subject(Model):
        class Meta:
            database = db
            table_name = "subject"

    class TrainingFile(Model):
        subject = ForeignKeyField(Subject, unique=True)
        number = CharField(unique=True, max_length=16)
        person = CharField(unique=True, max_length=32)
        opened_at = MomentField(index=True)
        closed_at = MomentField(null=True)
        rules = IntegerField()

        class Meta:
            database = db
            table_name = "training_file"

    class Learning(Model):
        file = ForeignKeyField(TrainingFile)
        lesson = CharField(max_length=40)
        course = CharField(max_length=32, index=True)
        state = CharField(max_length=16, index=True)
        months = IntegerField()
        wanted = BooleanField(default=True)
        tries = IntegerField(default=0)
        round = IntegerField(default=1)
        seconds = IntegerField(default=0)
        at = IntegerField(default=0)
        beat_at = MomentField(null=True)
        next_at = MomentField(null=True)
        passed_on = DateField(null=True)
        until = DateField(null=True, index=True)
        rung = IntegerField(default=0)
        asked_at = MomentField(null=True, index=True)

        class Meta:
            database = db
            table_name = "learning"
            indexes = ((("file", "lesson"), True),)

    class Attempt(Model):
        learning = ForeignKeyField(Learning)
        kind = CharField(max_length=8)
        outcome = CharField(max_length=8, default="", index=True)
        paper = JSONField(default=dict)
        opened_at = MomentField()
        closed_at = MomentField(null=True, index=True)
        rules = IntegerField()

        class Meta:
            database = db
            table_name = "attempt"

    db.create_tables([TrainingFile, Learning, Attempt])
