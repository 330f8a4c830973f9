"""A value for every column of every table, and the statements that a piece of work sends to the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from peewee import (
    AutoField,
    BlobField,
    BooleanField,
    DateField,
    Field,
    FloatField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    sort_models,
)

from models.base import MomentField, database
from models.table import Table
from models.tables import MODELS

NOW = datetime.fromisoformat("2026-11-25T08:10:00.123+08:00")
WORDS = "动火 \"一级\" 'O2' 100% ?%s 🔥"
SAMPLES: dict[type[Field[Any]], Any] = {
    MomentField: NOW,
    JSONField: {"名": WORDS, "empty": {}, "line": [1, -2, True, None, "20.9", []]},
    BooleanField: True,
    DateField: date(2026, 11, 25),
    FloatField: 0.5,
    BlobField: b"\x00\xff\x89PNG",
    IntegerField: 7,
}


def in_turn() -> Iterator[tuple[type[Table], dict[str, Any]]]:
    """Each table with a value for every column, except the number that the store gives, before peewee makes that
    row."""
    rows: dict[type[Model], Any] = {}
    for table in sort_models(MODELS):
        given = [field for field in table._meta.sorted_fields if not isinstance(field, AutoField)]
        values = {field.name: _sample(field, rows) for field in given}
        yield table, values
        rows[table] = table(**values)
        rows[table].save(force_insert=True)


def _sample(field: Field[Any], rows: dict[type[Model], Any]) -> Any:
    if isinstance(field, ForeignKeyField):
        return rows[field.rel_model]
    fits = next((value for kind, value in SAMPLES.items() if isinstance(field, kind)), WORDS)
    return fits[: getattr(field, "max_length", None)] if fits is WORDS else fits


def said(work: Callable[[], Any]) -> tuple[list[tuple[str, list[Any]]], Any]:
    """The statements that `work` executes, with their values, and what it returns."""
    statements: list[tuple[str, list[Any]]] = []
    database.obj.query_hooks.append(
        lambda query: statements.append((query.sql, [_bare(each) for each in query.params]))
    )
    try:
        return statements, work()
    finally:
        database.obj.query_hooks.pop()


def _bare(value: Any) -> Any:
    """The bare value, because psycopg's JSON can't be compared."""
    return getattr(value, "obj", value)
