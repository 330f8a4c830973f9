"""Data only moves forward: the migrations make what the models describe, and an older store opens today."""

from __future__ import annotations

import pytest
from playhouse.migrations import Runner
from playhouse.schema_diff import diff_models

from models import plant_time, store
from models.base import database
from models.permit import Permit
from models.subject import open_subject
from models.tables import MODELS

FIRST = "0001_initial"


@pytest.fixture
def opened(store_url: str) -> None:
    store.open_store(store_url)
    store.make()


def test_each_migration_has_its_own_number() -> None:
    numbers = [int(file.name[:4]) for file in store.MIGRATIONS.glob("[0-9]*.py")]
    assert len(set(numbers)) == len(numbers) and min(numbers) == 1


@pytest.mark.both_stores
def test_the_migrations_make_what_the_models_describe(opened: None) -> None:
    store.migrate()
    found = diff_models(database.obj, MODELS)
    # What PostgreSQL finds matters by: SQLite has a table of its own kind for that, so no model has it.
    assert set(found.drop_columns) <= {("findable", "grams")}
    assert {each.name for each in found.drop_indexes} <= {"findable_grams"}
    assert not found.create_tables and not found.add_columns and not found.add_indexes
    assert store.pending_migrations() == []


@pytest.mark.both_stores
def test_a_store_of_the_first_version_keeps_its_permits(opened: None) -> None:
    Runner(database.obj, str(store.MIGRATIONS)).up(FIRST)
    now = plant_time.real_now()
    subject = store.write(lambda: open_subject("permit/DH-1", now))
    columns = "subject_id, number, kind, level, area, state, version, stage, requester, starts_at, ends_at"
    more = "form, template, route, reasons, rules, requested_at"
    values = f"{subject.id}, 'DH-1', 'hot_work', 'first', 'sewage', 'signing', 1, 0, 'U33', 1, 2"
    database.execute_sql(
        f"INSERT INTO permit ({columns}, {more}) VALUES ({values}, '{{}}', '{{}}', '{{}}', '[]', '1', 1)"
    )

    store.migrate()

    permit = Permit.get(Permit.number == "DH-1")
    assert (permit.work.kept, permit.related, permit.copied_from, permit.started_at) == ({}, [], "", None)
