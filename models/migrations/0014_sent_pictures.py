"""Pictures that people send in the chat wait until their platform has given them out."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class SentPicture(Model):
        platform = CharField(max_length=16)
        account = CharField(max_length=128)
        reference = TextField()
        words = TextField(default="")
        attempts = IntegerField(default=0)
        heard_at = MomentField()
        not_before = MomentField(index=True)

        class Meta:
            database = db
            table_name = "sent_picture"

    db.create_tables([SentPicture])
