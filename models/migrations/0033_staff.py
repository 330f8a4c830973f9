"""What the personnel office, the platforms' directories and sheets say of people."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class StaffEvent(Model):
        key = CharField(unique=True, max_length=200)
        source = CharField(max_length=60)
        kind = CharField(max_length=12)
        person = CharField(max_length=32, index=True)
        on = DateField(index=True)
        said = JSONField(default=dict)
        state = CharField(max_length=8, index=True)
        why = TextField(default="")
        came_at = MomentField()
        in_force_at = MomentField(null=True)
        settled_at = MomentField(null=True)
        settled_by = CharField(max_length=40, default="")
        reason = CharField(max_length=200, default="")

        class Meta:
            database = db
            table_name = "staff_event"

    db.create_tables([StaffEvent])
