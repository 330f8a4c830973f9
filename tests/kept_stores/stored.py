"""Rows as they are in the store, whatever today's code makes of them: plain values, documents as plain JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from models.base import database

DOCUMENTS = frozenset({"form", "template", "work", "data", "answer", "body"})
Row = dict[str, Any]


def rows(table: str, **wanted: Any) -> Iterator[Row]:
    """The rows of a table that have these columns, by id."""
    where = " AND ".join(f"{name} = {database.param}" for name in wanted)
    query = f"SELECT * FROM {table}" + (f" WHERE {where}" if where else "") + " ORDER BY id"
    found = database.execute_sql(query, tuple(wanted.values()))
    names = [column[0] for column in found.description]
    for values in found.fetchall():
        yield {name: _plain(name, value) for name, value in zip(names, values, strict=True)}


def add(table: str, row: Row, column: str, more: Row) -> None:
    """Writes more keys into one row's document."""
    query = f"UPDATE {table} SET {column} = {database.param} WHERE id = {database.param}"
    database.execute_sql(query, (json.dumps({**row[column], **more}, ensure_ascii=False), row["id"]))


def _plain(name: str, value: Any) -> Any:
    """A plain value: SQLite gives a document as text, PostgreSQL as the parsed value."""
    return json.loads(value) if name in DOCUMENTS and isinstance(value, str) else value
