"""The inbox: each act that came in, by its key, with the answer it got. A second delivery is answered as the first."""

from __future__ import annotations

from typing import cast

from peewee import CharField, IntegerField, JSONField

from models.base import MomentField, Table


class Received(Table):
    key = CharField(primary_key=True, max_length=200)
    platform = CharField(max_length=16)
    name = CharField(max_length=64)
    ask = IntegerField(null=True)
    answer = JSONField(default=dict)
    at = MomentField()


def answer_to(key: str) -> dict[str, str] | None:
    row = Received.get_or_none(Received.key == key)
    return cast("dict[str, str] | None", row.answer if row else None)
