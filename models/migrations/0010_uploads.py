"""Pictures and files on their way: they come in pieces, and are kept for good only when an act takes them."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Upload(Model):
        number = CharField(primary_key=True, max_length=32)
        person = CharField(max_length=32)
        size = IntegerField()
        received = IntegerField(default=0)
        state = CharField(max_length=8, default="coming")
        told = JSONField(default=dict)
        found = JSONField(default=dict)
        made = BlobField(null=True)
        held_by = IntegerField(null=True)
        begun_at = MomentField()
        touched_at = MomentField(index=True)

        class Meta:
            database = db
            table_name = "upload"
            indexes = ((("begun_at", "person", "size"), False),)

    db.create_tables([Upload])

    class UploadPiece(Model):
        upload = ForeignKeyField(Upload)
        start = IntegerField()
        data = BlobField()

        class Meta:
            database = db
            table_name = "upload_piece"
            indexes = ((("upload", "start"), True),)

    db.create_tables([UploadPiece])
