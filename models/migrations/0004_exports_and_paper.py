"""Exports, legal holds, blank forms on paper; and on each seal what is still to be done for its anchor."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("seal", "anchor_at", MomentField(null=True)),
        migrator.add_index("seal", ("anchor_at",)),
        migrator.add_column("seal", "anchor_words", TextField(default="")),
    )
    db.execute_sql("UPDATE seal SET anchor_at = at")

    class ExportJob(Model):
        asked_at = MomentField()
        asked_by = CharField(max_length=60)
        scope = JSONField(default=dict)
        state = CharField(index=True, max_length=8, default="waiting")
        total = IntegerField(default=0)
        done = IntegerField(default=0)
        words = TextField(default="")
        touched_at = MomentField(default=0)
        finished_at = MomentField(null=True)
        size = BigIntegerField(default=0)
        seal = CharField(max_length=64, default="")

        class Meta:
            database = db
            table_name = "export_job"

    class Subject(Model):
        class Meta:
            database = db
            table_name = "subject"

    class Permit(Model):
        class Meta:
            database = db
            table_name = "permit"

    class Hold(Model):
        subject = ForeignKeyField(Subject, primary_key=True)
        reason = TextField()
        since = MomentField()

        class Meta:
            database = db
            table_name = "hold"

    class Paper(Model):
        number = CharField(unique=True, max_length=32)
        kind = CharField(max_length=24)
        printed_at = MomentField()
        permit = ForeignKeyField(Permit, null=True)

        class Meta:
            database = db
            table_name = "paper"

    db.create_tables([ExportJob, Hold, Paper])
