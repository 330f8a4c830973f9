"""The leaves of each seal beside it: a lost entry takes no proof of another entry with it."""

from peewee import *


def up(migrator, db):
    class Seal(Model):
        number = IntegerField(primary_key=True)
        size = IntegerField()

        class Meta:
            database = db
            table_name = "seal"

    class Entry(Model):
        id = AutoField()
        hash = CharField(max_length=64)
        seal = ForeignKeyField(Seal, null=True)
        leaf = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "entry"

    class Leaves(Model):
        seal = IntegerField(primary_key=True)
        hashes = BlobField()

        class Meta:
            database = db
            table_name = "leaves"

    db.create_tables([Leaves])
    for seal in Seal.select().order_by(Seal.number):
        entries = Entry.select(Entry.hash).where(Entry.seal == seal.number).order_by(Entry.leaf)
        hashes = [bytes.fromhex(entry.hash) for entry in entries]
        # A seal that has lost an entry already keeps none: its leaves are not known any more.
        if len(hashes) == seal.size:
            Leaves.insert(seal=seal.number, hashes=b"".join(hashes)).execute()
