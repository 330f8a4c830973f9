"""Codes that are posted where people work: at an area, later on a machine. Each can be replaced by a newer one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from peewee import AutoField, CharField, IntegerField

from models.base import MomentField
from models.table import Table

AREA = "area"


class PostedCode(Table):
    """number: random, it names the code in its QR; kind and thing: what the code stands at; serial: the first code of a
    thing is 1; made_by: the console's account, empty for the command; replaced_at: null while the code holds."""

    id = AutoField()
    number = CharField(unique=True, max_length=16)
    kind = CharField(max_length=16)
    thing = CharField(max_length=32)
    serial = IntegerField()
    made_at = MomentField()
    made_by = CharField(max_length=40, default="")
    replaced_at = MomentField(null=True)

    class Meta:
        table_name = "posted_code"
        indexes: ClassVar[Any] = ((("kind", "thing", "serial"), True),)


def by_number(number: str) -> PostedCode | None:
    return PostedCode.get_or_none(PostedCode.number == number)


def now_at(kind: str, thing: str) -> PostedCode | None:
    """The code that holds at the thing; None before the first one is made."""
    holding = PostedCode.replaced_at.is_null()
    return PostedCode.get_or_none(PostedCode.kind == kind, PostedCode.thing == thing, holding)


def add(number: str, kind: str, thing: str, serial: int, who: str, now: datetime) -> PostedCode:
    made: PostedCode = PostedCode.create(number=number, kind=kind, thing=thing, serial=serial, made_at=now, made_by=who)
    return made


def end(code: PostedCode, now: datetime) -> None:
    PostedCode.update(replaced_at=now).where(PostedCode.id == code.id).execute()
