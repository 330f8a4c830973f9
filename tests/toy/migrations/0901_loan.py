"""The toy flow's table."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Subject(Model):
        class Meta:
            database = db
            table_name = "subject"

    class Loan(Model):
        subject = ForeignKeyField(Subject, unique=True)
        number = CharField(unique=True, max_length=32)
        thing = CharField(max_length=32)
        borrower = CharField(max_length=32)
        area = CharField(max_length=32)
        state = CharField(max_length=16)
        asked_at = MomentField()

        class Meta:
            database = db
            table_name = "loan"

    db.create_tables([Loan])
