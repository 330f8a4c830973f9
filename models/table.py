"""The base of all tables: peewee models whose statements for a single row are written once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Self, cast

from peewee import OP, DoesNotExist, Expression, Field, Model, Node

from models.base import database
from models.kept import Given, Kept, given

WHICH = "which row"


class Table(Model):
    """`get` by one column (also behind `get_or_none` and each foreign key), `get_by_id`, `create` and `set_by_id` do
    what peewee's do. Everything else is left to peewee."""

    DoesNotExist: ClassVar[type[DoesNotExist]]
    _dirty: set[str]

    class Meta:
        database = database
        legacy_table_names = False

    @classmethod
    def get(cls, *query: Any, **filters: Any) -> Self:
        if filters or len(query) != 1 or not _is_one_column(cls, query[0]):
            return super().get(*query, **filters)
        row = _get(cls, query[0].lhs.name).row(cls, wanted=query[0].rhs)
        if row is None:
            raise cls.DoesNotExist(f"no {cls.__name__} with that {query[0].lhs.name}")
        return row

    @classmethod
    def find(cls, key: Any) -> Self | None:
        """The row with this primary key, or None."""
        return _get(cls, _key(cls).name).row(cls, wanted=key)

    @classmethod
    def get_by_id(cls, pk: Any) -> Self:
        row = cls.find(pk)
        if row is None:
            raise cls.DoesNotExist(f"no {cls.__name__} with that key")
        return row

    @classmethod
    def create(cls, **query: Any) -> Self:
        row, key = cls(**query), _key(cls)
        if not cls._meta.auto_increment or key.name in row.__data__ or not _plain(row.__data__):
            row.save(force_insert=True)
            return row
        setattr(row, key.name, _insert(cls, tuple(row.__data__)).insert(**row.__data__))
        row._dirty.clear()
        return row

    @classmethod
    def set_by_id(cls, key: Any, value: Mapping[str, Any]) -> int:
        """Sets these columns of the row with this id; returns how many rows were changed."""
        if not _plain(value):
            return int(cls.update(value).where(_key(cls) == key).execute())
        return _update(cls, tuple(value)).run(**value, **{WHICH: key})


def _is_one_column(table: type[Table], wanted: Any) -> bool:
    if not isinstance(wanted, Expression) or wanted.op != OP.EQ or not isinstance(wanted.lhs, Field):
        return False
    return wanted.lhs.model is table and isinstance(wanted.rhs, (int, str, Model))


def _plain(values: Mapping[str, Any]) -> bool:
    """Whether these are plain values, none of which the store works out itself."""
    return not any(isinstance(each, Node) for each in values.values())


def _key(table: type[Table]) -> Field[Any]:
    return cast("Field[Any]", table._meta.primary_key)


@cache
def _get(table: type[Table], name: str) -> Kept:
    field = table._meta.fields[name]
    return Kept(lambda: table.select().where(field == Given(field, "wanted")).paginate(1, 1))


@cache
def _insert(table: type[Table], names: tuple[str, ...]) -> Kept:
    return Kept(lambda: table.insert(given(table, names)))


@cache
def _update(table: type[Table], names: tuple[str, ...]) -> Kept:
    key = _key(table)
    return Kept(lambda: table.update(given(table, names)).where(key == Given(key, WHICH)))
