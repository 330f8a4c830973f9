"""A statement that is written once says, keeps and reads what peewee would write anew each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from peewee import Field
from samples import NOW, WORDS, in_turn, said

from models import store
from models.ask import Ask
from models.base import database
from models.subject import Subject
from models.table import Table


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
            kept, plain = (said(lambda: change(1, some)) for change in (table.set_by_id, super(Table, table).set_by_id))  # noqa: B023 - run at once
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
