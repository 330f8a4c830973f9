"""What happens after the signatures: work on site, gas tests, related permits."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    empty = {"place": "{}", "related": "[]", "work": "{}"}
    migrator.migrate(*(migrator.add_column("permit", name, JSONField(null=True)) for name in empty))
    for name, value in empty.items():
        db.execute_sql(f"UPDATE permit SET {name} = '{value}'")  # noqa: S608 - both are our own words
    migrator.migrate(*(migrator.add_not_null("permit", name) for name in empty))
    moments = ("started_at", "finished_at", "closed_at")
    migrator.migrate(
        migrator.add_column("permit", "copied_from", CharField(max_length=32, default="")),
        *(migrator.add_column("permit", name, MomentField(null=True)) for name in moments),
    )

    class Permit(Model):
        class Meta:
            database = db
            table_name = "permit"

    class GasTest(Model):
        permit = ForeignKeyField(Permit)
        sampled_at = MomentField()
        recorded_at = MomentField()
        analyst = CharField(max_length=32)
        point = CharField(max_length=60)
        method = CharField(max_length=60, default="")
        instrument = CharField(max_length=60)
        calibrated_until = CharField(max_length=10)
        readings = JSONField(default=list)
        ok = BooleanField()
        words = TextField(default="")
        source = CharField(max_length=8, default="phone")

        class Meta:
            database = db
            table_name = "gas_test"

    db.create_tables([GasTest])
