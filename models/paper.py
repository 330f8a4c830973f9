"""Blank forms on paper, each with a number of its own series that has no gaps: printed ahead, entered later."""

from __future__ import annotations

from datetime import datetime

from peewee import AutoField, CharField, ForeignKeyField

from models.base import MomentField
from models.permit import Permit
from models.table import Table


class Paper(Table):
    """number: `DHZ-20261125-0001`; permit: what was entered from it, null while it is blank or out on site."""

    id = AutoField()
    permit_id: int | None
    number = CharField(unique=True, max_length=32)
    kind = CharField(max_length=24)
    printed_at = MomentField()
    permit = ForeignKeyField(Permit, null=True, backref="papers")


def by_number(number: str) -> Paper | None:
    return Paper.get_or_none(Paper.number == number)


def printed_since(moment: datetime) -> list[Paper]:
    return list(Paper.select().where(Paper.printed_at >= moment).order_by(Paper.id.desc()))
