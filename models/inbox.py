"""The inbox: each act that came in, by its key, with the answer it got. A second delivery is answered as the first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from peewee import CharField, IntegerField, JSONField

from models.base import MomentField, Table


class Received(Table):
    key = CharField(primary_key=True, max_length=200)
    platform = CharField(max_length=16)
    name = CharField(max_length=64)
    ask = IntegerField(null=True)
    answer = JSONField(default=dict)
    at = MomentField()


def receive(key: str, platform: str, name: str, ask: int | None, now: datetime) -> bool:
    """Takes the key for this transaction; False when somebody already has it (then its answer stands)."""
    row: dict[str, Any] = {"key": key, "platform": platform, "name": name[:64], "ask": ask, "answer": {}, "at": now}
    return bool(Received.insert(row).on_conflict_ignore().as_rowcount().execute())


def keep_answer(key: str, answer: Mapping[str, Any]) -> None:
    Received.update(answer=dict(answer)).where(Received.key == key).execute()


def answer_to(key: str) -> dict[str, Any]:
    return cast("dict[str, Any]", Received.get_by_id(key).answer)
