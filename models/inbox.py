"""The inbox: each act that came in, by its key, with the answer it got. A second delivery is answered as the first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from peewee import CharField, IntegerField, JSONField

from models.base import MomentField
from models.kept import Kept, given
from models.table import Table


class Received(Table):
    key = CharField(primary_key=True, max_length=200)
    platform = CharField(max_length=16)
    name = CharField(max_length=64)
    ask = IntegerField(null=True)
    answer = JSONField(default=dict)
    at = MomentField()


def receive(key: str, platform: str, name: str, ask: int | None, now: datetime) -> bool:
    """Takes the key for this transaction; False when somebody already has it (then its answer stands)."""
    return bool(_receive.run(key=key, platform=platform, name=name[:64], ask=ask, answer={}, at=now))


@Kept
def _receive() -> Any:
    return Received.insert(given(Received, Received._meta.sorted_field_names)).on_conflict_ignore()


def keep_answer(key: str, answer: Mapping[str, Any]) -> None:
    Received.set_by_id(key, {"answer": dict(answer)})


def row(key: str) -> Received | None:
    """The act that came in under this key, with its moment, or None."""
    found: Received | None = Received.get_or_none(Received.key == key)
    return found


def answer_to(key: str) -> dict[str, Any]:
    return cast("dict[str, Any]", Received.get_by_id(key).answer)


def find(key: str) -> dict[str, Any] | None:
    """The answer kept under this key, or None."""
    found = row(key)
    return None if found is None else cast("dict[str, Any]", found.answer)
