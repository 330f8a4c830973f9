"""A statement that is written once says, keeps and reads what peewee would write anew each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
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

from models import store
from models.ask import Ask
from models.base import MomentField, database
from models.subject import Subject
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
    """Each table with a value for every column but the number that the store gives, before peewee makes that row."""
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
    """The statements with their values that `work` carries out, and what it returns."""
    statements: list[tuple[str, list[Any]]] = []
    database.obj.query_hooks.append(
        lambda query: statements.append((query.sql, [_bare(each) for each in query.params]))
    )
    try:
        return statements, work()
    finally:
        database.obj.query_hooks.pop()


def _bare(value: Any) -> Any:
    """psycopg's JSON has no equality of its own."""
    return getattr(value, "obj", value)


@pytest.fixture
def opened(store_url: str) -> Iterator[None]:
    store.open_store(store_url)
    store.migrate()
    yield
    database.close()


@pytest.mark.both_stores
def test_a_row_of_each_table_is_made_as_peewee_makes_it(opened: None) -> None:
    for table, whole in in_turn():
        required = {name: value for name, value in whole.items() if not table._meta.fields[name].null}
        for values in (whole, required):
            assert _made(table.create, values) == _made(super(Table, table).create, values)


def _made(create: Callable[..., Any], values: dict[str, Any]) -> Any:
    """What was said; the row in the store, but for its number, which is a new one each time; what counts as changed."""
    with database.atomic() as transaction:
        statements, row = said(lambda: create(**values))
        [stored] = type(row).select().dicts()
        transaction.rollback()
    return statements, {**stored, "id": None}, row.dirty_fields


@pytest.mark.both_stores
def test_a_row_of_each_table_is_found_by_each_column_as_peewee_finds_it(opened: None) -> None:
    for table, values in [(table, values) for table, values in in_turn()]:
        for name, value in values.items():
            kept, plain = (_found(get, table._meta.fields[name], value) for get in (table.get, super(Table, table).get))
            assert kept == plain


def _found(get: Callable[..., Any], field: Field[Any], value: Any) -> Any:
    try:
        statements, row = said(lambda: get(field == value))
    except (TypeError, ValueError) as error:
        return type(error)
    return statements, row.__data__, row.dirty_fields


@pytest.mark.both_stores
def test_columns_of_a_row_are_changed_as_peewee_changes_them(opened: None) -> None:
    for table, values in list(in_turn()):
        if not table._meta.auto_increment:
            continue
        for names in (values, *([name] for name in values)):
            some = {name: values[name] for name in names}
            kept, plain = (said(lambda: change(1, some)) for change in (table.set_by_id, super(Table, table).set_by_id))  # noqa: B023
            assert kept == plain


@pytest.mark.both_stores
def test_what_the_store_works_out_itself_is_left_to_peewee(opened: None) -> None:
    list(in_turn())
    subject = Subject.get_by_id(1)

    assert Subject.set_by_id(1, {"seq": Subject.seq + 1}) == 1

    assert Subject.get_by_id(1).seq == subject.seq + 1
    assert Subject.get(Subject.key == subject.key, Subject.seq > subject.seq).id == 1
    assert Subject.get(key=subject.key).id == Subject.get(1).id == 1
    assert Subject.get_or_none(Subject.id != 1) is None


@pytest.mark.both_stores
def test_nothing_that_is_not_there_is_found_or_changed(opened: None) -> None:
    assert Ask.get_or_none(Ask.id == 404) is None
    with pytest.raises(Ask.DoesNotExist):
        Ask.get_by_id(404)
    assert Ask.set_by_id(404, {"state": "done"}) == 0


def test_stores_of_both_kinds_opened_in_turn_keep_to_their_own_statements(postgres_url: str, tmp_path: Path) -> None:
    """An emptied answer, JSON and moments come back as they were, whichever store spoke first."""
    for url in (f"sqlite:///{tmp_path}/1.db", postgres_url, f"sqlite:///{tmp_path}/2.db", postgres_url):
        store.open_store(url)
        store.migrate()
        subject = Subject.get_or_none(Subject.key == WORDS) or Subject.create(key=WORDS, created_at=NOW)
        made = Ask.create(kind="k", subject=subject, person=WORDS[:8], opened_at=NOW, data={"名": WORDS}, answer=[1])

        assert Ask.set_by_id(made.id, {"answer": None, "closed_at": NOW, "urgent": True}) == 1

        found = Ask.get_by_id(made.id)
        assert (found.person, found.opened_at, found.data) == (WORDS[:8], NOW, {"名": WORDS})
        assert (found.answer, found.closed_at, found.urgent, found.due_at) == (None, NOW, True, None)
        assert Ask.select().where(Ask.answer.is_null()).count() == Ask.select().count()
        database.close()
