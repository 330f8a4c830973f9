"""SQL statements that are written once: peewee takes longer to write one than SQLite to execute it.

A kept statement is an ordinary query with `Given(field)` wherever a value comes in at each call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from peewee import (
    CharField,
    Context,
    Field,
    ForeignKeyField,
    Function,
    IntegerField,
    JSONField,
    Model,
    Query,
    TextField,
    Value,
    fn,
)

from models.base import WholeField, database

Row = TypeVar("Row", bound=Model)


Convert = Callable[[Any], Any]
# A column's name, the type of those of its values that are read as they are, and the reader of the others.
Column = tuple[str, type, Convert]


@dataclass(frozen=True)
class Place:
    """Where the value called `name` goes; `keep` turns it into what the store keeps."""

    name: str
    keep: Convert


@dataclass(frozen=True)
class Written:
    """A statement for one kind of store; its parameters, some of them places; what it selects."""

    statement: str
    parameters: list[Any]
    places: list[tuple[int, str, Convert]]
    columns: list[Column]


class Given(Value):
    """Stands in a query for the value called `name` (by default, the field's name)."""

    def __init__(self, field: Field, name: str = "") -> None:
        # SQLite takes JSON through its own function.
        keep: Convert = field.db_value
        self._wrapped = isinstance(field, JSONField) and isinstance(keep({}), Function)
        self._place = Place(name or field.name, _unwrapped(keep) if self._wrapped else keep)
        super().__init__(self._place, converter=False, unpack=False)

    def __sql__(self, ctx: Context) -> Context:
        place = Value(self._place, converter=False, unpack=False)
        written: Context = ctx.sql(fn.json(place) if self._wrapped else place)  # type: ignore[no-untyped-call]  # as peewee is
        return written


def _unwrapped(keep: Convert) -> Convert:
    def argument(value: Any) -> Any:
        return None if value is None else keep(value).arguments[0]

    return argument


def given(table: type[Model], names: Iterable[str]) -> dict[Field, Given]:
    """For each of these fields, a value that is given at each call."""
    return {table._meta.combined[name]: Given(table._meta.combined[name], name) for name in names}


class Kept:
    """`write` makes the query; it is asked once for each kind of store."""

    def __init__(self, write: Callable[[], Query]) -> None:
        self._write = write
        self._written: dict[type, Written] = {}

    def run(self, **values: Any) -> int:
        """Executes the statement; returns how many rows it touched."""
        return int(self._execute(self._here(), values).rowcount)

    def insert(self, **values: Any) -> int:
        """Executes an INSERT of one row; returns the number that the store gave it."""
        cursor = self._execute(self._here(), values)
        return int(cursor.fetchone()[0] if database.obj.returning_clause else cursor.lastrowid)

    def rows(self, table: type[Row], **values: Any) -> list[Row]:
        """The rows of a SELECT of the table's own columns, as its instances."""
        written = self._here()
        return [_row(table, written.columns, row) for row in self._execute(written, values).fetchall()]

    def row(self, table: type[Row], **values: Any) -> Row | None:
        """The first row of such a SELECT, or None."""
        return next(iter(self.rows(table, **values)), None)

    def value(self, **values: Any) -> Any:
        """The first column of a SELECT's first row, whatever it selects."""
        return self._execute(self._here(), values).fetchone()[0]

    def _here(self) -> Written:
        store = type(database.obj)
        if store not in self._written:
            query = self._write()
            statement, parameters = query.sql()
            selected = [each for each in getattr(query, "selected_columns", ()) if isinstance(each, Field)]
            columns = [(field.name, _as_it_is(field), field.python_value) for field in selected]
            places = [(n, each.name, each.keep) for n, each in enumerate(parameters) if isinstance(each, Place)]
            self._written[store] = Written(statement, parameters, places, columns)
        return self._written[store]

    def _execute(self, written: Written, values: dict[str, Any]) -> Any:
        filled = written.parameters.copy()
        for number, name, keep in written.places:
            filled[number] = keep(values[name])
        return database.obj.execute_sql(written.statement, filled)


def _row(table: type[Row], columns: list[Column], values: tuple[Any, ...]) -> Row:
    row = table.__new__(table)
    # As peewee's own rows: set without its accessors, so that nothing counts as changed.
    data = {
        name: value if value is None or type(value) is plain else read(value)
        for (name, plain, read), value in zip(columns, values, strict=True)
    }
    row.__dict__.update(__data__=data, __rel__={}, _dirty=set())
    return row


def _as_it_is(field: Field[Any]) -> type:
    """The type whose values this field reads as they are; none does so with None's."""
    while isinstance(field, ForeignKeyField):
        field = field.rel_field
    if type(field).python_value not in (Field.python_value, WholeField.python_value):
        return type(None)
    if isinstance(field, CharField | TextField):
        return str
    return int if isinstance(field, IntegerField) else type(None)
