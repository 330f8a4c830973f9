"""News of a directory waits until its platform has said what holds."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class News(Model):
        platform = CharField(max_length=16)
        account = CharField(max_length=128)
        name = CharField(max_length=16)
        heard = IntegerField(default=1)
        attempts = IntegerField(default=0)
        heard_at = MomentField()
        not_before = MomentField()

        class Meta:
            database = db
            table_name = "news"
            primary_key = CompositeKey("platform", "account")

    db.create_tables([News])
