"""Facts that are counted across hazards: second looks, visits, confirmed fakes."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Hazard(Model):
        class Meta:
            database = db
            table_name = "hazard"

    class HazardFact(Model):
        hazard = ForeignKeyField(Hazard)
        kind = CharField(max_length=16)
        person = CharField(max_length=32)
        looks = CharField(max_length=32, default="")
        department = CharField(max_length=32, default="")
        category = CharField(max_length=32, default="")
        at = MomentField(index=True)
        asked = BooleanField(default=True)
        ok = BooleanField(null=True)

        class Meta:
            database = db
            table_name = "hazard_fact"
            indexes = ((("kind", "person"), False),)

    db.create_tables([HazardFact])
