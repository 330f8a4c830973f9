"""Statements of the busiest way in, written once: peewee takes longer to write a statement than SQLite to carry it out.

A kept statement is an ordinary query with `Given(field)` wherever a value comes in at each call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from peewee import Context, Field, Function, JSONField, Model, Query, Value, fn

from models.base import database

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Place:
    """Where a value goes, and the field that knows how the store keeps it."""

    name: str
    field: Field

    def fill(self, values: dict[str, Any]) -> Any:
        kept = _as_kept(self.field, values[self.name])
        return kept.arguments[0] if isinstance(kept, Function) and kept.arguments else kept


def _as_kept(field: Field, value: object) -> object:
    return field.db_value(value)  # type: ignore[no-untyped-call]  # as nearly all of peewee


class Given(Value):
    """Stands in a query for the value called `name` (by default as the field is called)."""

    def __init__(self, field: Field, name: str = "") -> None:
        self._place = Place(name or field.name, field)
        super().__init__(self._place, converter=False, unpack=False)

    def __sql__(self, ctx: Context) -> Context:
        place = Value(self._place, converter=False, unpack=False)
        # SQLite takes JSON through its own function.
        wrapped = isinstance(self._place.field, JSONField) and isinstance(_as_kept(self._place.field, {}), Function)
        written: Context = ctx.sql(fn.json(place) if wrapped else place)  # type: ignore[no-untyped-call]
        return written


class Kept:
    """`write` makes the query; it is asked once for each kind of store."""

    def __init__(self, write: Callable[[], Query]) -> None:
        self._write = write
        self._written: dict[str, tuple[str, list[Any]]] = {}

    def run(self, **values: Any) -> int:
        """Carries the statement out; returns how many rows it touched."""
        statement, parameters = self._filled(values)
        return int(database.execute_sql(statement, parameters).rowcount)

    def rows(self, table: type[Row], **values: Any) -> Iterator[Row]:
        """The rows of a SELECT, as the table's instances."""
        statement, parameters = self._filled(values)
        return iter(table.raw(statement, *parameters))

    def _filled(self, values: dict[str, Any]) -> tuple[str, list[Any]]:
        store = database.param
        if store not in self._written:
            self._written[store] = self._write().sql()
        statement, parameters = self._written[store]
        return statement, [each.fill(values) if isinstance(each, Place) else each for each in parameters]
