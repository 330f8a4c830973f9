"""Cards that an earlier version parked because the store was away or its disk full: they are tried at once."""

from peewee import *

from models.base import MomentField


def up(migrator, db):
    class Delivery(Model):
        state = CharField(max_length=16)
        not_before = MomentField()
        last_error = TextField()

        class Meta:
            database = db
            table_name = "delivery"

    ours = Delivery.last_error.contains("OperationalError") | Delivery.last_error.contains("InterfaceError")
    Delivery.update(not_before=0).where(Delivery.state == "stuck", ours).execute()
