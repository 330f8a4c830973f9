"""Codes that are posted where people work: at an area, or on a machine. Each can be replaced by a newer one.

What counts is the chain of the place (`site/KIND/THING`): a row that says otherwise proves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from peewee import AutoField, CharField, IntegerField

from models.base import MomentField
from models.chain import Broken, unbroken
from models.ledger import of_subject
from models.subject import Subject
from models.table import Table

AREA, MACHINE = "area", "machine"
MADE, REPLACED = "site.code_made", "site.code_replaced"


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


def key_of(kind: str, thing: str) -> str:
    """The subject whose chain says which codes were made for the thing."""
    return f"site/{kind}/{thing}"


def made(kind: str, thing: str) -> list[dict[str, Any]]:
    """What the chain of the thing says of each code that was made for it, in order. Raises Broken."""
    place = Subject.get_or_none(Subject.key == key_of(kind, thing))
    if place is None:
        return []
    unbroken(place)
    return [json.loads(entry.canonical)["data"] for entry in of_subject(place) if entry.kind == MADE]


def disputed(code: PostedCode) -> str:
    """What the chain of the place at which the row says that the code is posted says against it, or nothing."""
    try:
        known = made(code.kind, code.thing)
    except Broken as broken:
        return broken.words
    if (code.number, code.serial) not in [(each["number"], each["serial"]) for each in known]:
        return "封存链里这个地方没有这一张"
    holds = known[-1]["number"] == code.number
    return "" if holds == (code.replaced_at is None) else f"封存链里它{'还作数' if holds else '已经换过'}"


def faults() -> Iterator[str]:
    """A sentence for each code of which the chain does not say what its row does."""
    for code in PostedCode.select().order_by(PostedCode.id):
        if words := disputed(code):
            yield f"现场码 {code.number}（{code.thing} 第 {code.serial} 张）：{words}"


def add(number: str, kind: str, thing: str, serial: int, who: str, now: datetime) -> PostedCode:
    made: PostedCode = PostedCode.create(number=number, kind=kind, thing=thing, serial=serial, made_at=now, made_by=who)
    return made


def end(code: PostedCode, now: datetime) -> None:
    PostedCode.update(replaced_at=now).where(PostedCode.id == code.id).execute()
