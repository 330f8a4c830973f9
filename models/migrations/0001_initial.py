"""The first tables: frozen copies, independent of what the models become later."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Subject(Model):
        key = CharField(unique=True, max_length=96)
        seq = IntegerField(default=0)
        head = CharField(max_length=64, default="0000000000000000000000000000000000000000000000000000000000000000")
        created_at = MomentField()

        class Meta:
            database = db
            table_name = "subject"

    db.create_tables([Subject])

    class Ask(Model):
        kind = CharField(max_length=48)
        subject = ForeignKeyField(Subject)
        person = CharField(index=True, max_length=32)
        post = CharField(max_length=48, default="")
        stage = CharField(index=True, max_length=64, default="")
        slot = CharField(max_length=64, default="")
        opened_at = MomentField()
        delivered_at = MomentField(null=True)
        due_at = MomentField(null=True)
        next_at = MomentField(index=True, null=True)
        escalation = JSONField(default=list)
        state = CharField(max_length=16, default="open")
        urgent = BooleanField(default=False)
        why = JSONField(default=list)
        rules = CharField(max_length=48, default="")
        data = JSONField(default=dict)
        answer = JSONField(null=True)
        closed_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "ask"

    db.create_tables([Ask])

    class Blob(Model):
        sha256 = CharField(primary_key=True, max_length=64)
        type = CharField(max_length=64)
        size = IntegerField()
        data = BlobField()
        created_at = MomentField()

        class Meta:
            database = db
            table_name = "blob"

    db.create_tables([Blob])

    class Counter(Model):
        name = CharField(primary_key=True, max_length=64)
        value = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "counter"

    db.create_tables([Counter])

    class Delivery(Model):
        ask = ForeignKeyField(Ask)
        person = CharField(max_length=32)
        platform = CharField(max_length=16)
        account = CharField(max_length=128)
        form = CharField(max_length=8, default="card")
        purpose = CharField(max_length=48)
        urgent = BooleanField(default=False)
        words = TextField(default="")
        wanted = IntegerField(default=1)
        sent = IntegerField(default=0)
        issue = IntegerField(default=1)
        card = CharField(max_length=64, default="")
        state = CharField(max_length=16, default="waiting")
        not_before = MomentField()
        lease = CharField(max_length=32, default="")
        lease_until = MomentField(default=0)
        attempts = IntegerField(default=0)
        last_error = TextField(default="")
        receipt = JSONField(null=True)
        created_at = MomentField()
        delivered_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "delivery"
            indexes = ((("state", "not_before"), False),)

    db.create_tables([Delivery])

    class Seal(Model):
        number = IntegerField(primary_key=True)
        size = IntegerField()
        total = IntegerField()
        canonical = TextField()
        hash = CharField(max_length=64)
        at = MomentField()
        anchors = JSONField(default=list)

        class Meta:
            database = db
            table_name = "seal"

    db.create_tables([Seal])

    class Entry(Model):
        subject = ForeignKeyField(Subject)
        seq = IntegerField()
        kind = CharField(max_length=48)
        canonical = TextField()
        hash = CharField(max_length=64)
        recorded_at = MomentField()
        seal = ForeignKeyField(Seal, null=True)
        leaf = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "entry"
            indexes = ((("subject", "seq"), True),)

    db.create_tables([Entry])

    class Heartbeat(Model):
        name = CharField(primary_key=True, max_length=64)
        at = MomentField()
        detail = TextField(default="")

        class Meta:
            database = db
            table_name = "heartbeat"

    db.create_tables([Heartbeat])

    class Permit(Model):
        subject = ForeignKeyField(Subject, unique=True)
        number = CharField(unique=True, max_length=32)
        kind = CharField(max_length=24)
        level = CharField(max_length=16)
        area = CharField(index=True, max_length=32)
        state = CharField(index=True, max_length=16)
        version = IntegerField(default=1)
        stage = IntegerField(default=0)
        requester = CharField(max_length=32)
        starts_at = MomentField()
        ends_at = MomentField()
        form = JSONField(default=dict)
        template = JSONField(default=dict)
        route = JSONField(default=dict)
        reasons = JSONField(default=list)
        rules = CharField(max_length=64)
        requested_at = MomentField()
        decided_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "permit"

    db.create_tables([Permit])

    class PlantClock(Model):
        id = IntegerField(primary_key=True)
        real_anchor = MomentField()
        plant_anchor = MomentField()
        rate = FloatField(default=1.0)

        class Meta:
            database = db
            table_name = "plant_clock"

    db.create_tables([PlantClock])

    class Reach(Model):
        account = CharField(max_length=128)
        platform = CharField(max_length=16)
        person = CharField(max_length=32)
        since = MomentField()
        words = TextField()

        class Meta:
            database = db
            table_name = "reach"
            primary_key = CompositeKey("platform", "account")

    db.create_tables([Reach])

    class Received(Model):
        key = CharField(primary_key=True, max_length=200)
        platform = CharField(max_length=16)
        name = CharField(max_length=64)
        ask = IntegerField(null=True)
        answer = JSONField(default=dict)
        at = MomentField()

        class Meta:
            database = db
            table_name = "received"

    db.create_tables([Received])

    class Rendition(Model):
        ask = ForeignKeyField(Ask)
        delivery = ForeignKeyField(Delivery, null=True)
        version = IntegerField(default=1)
        body = JSONField(default=dict)
        text = TextField()
        shown = CharField(max_length=64)
        made_at = MomentField()

        class Meta:
            database = db
            table_name = "rendition"

    db.create_tables([Rendition])

    class RuleVersion(Model):
        digest = CharField(max_length=64)
        data = JSONField()
        holds_from = MomentField(index=True)
        loaded_at = MomentField()

        class Meta:
            database = db
            table_name = "rule_version"

    db.create_tables([RuleVersion])

    class Usage(Model):
        platform = CharField(max_length=16)
        month = CharField(max_length=7)
        measure = CharField(max_length=8)
        kind = CharField(max_length=64)
        person = CharField(max_length=128)
        count = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "usage"
            primary_key = CompositeKey("platform", "month", "measure", "kind", "person")

    db.create_tables([Usage])
