"""A PostgreSQL that was started anew, or an administrator who ended a session, costs nobody more than one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from samples import NOW

from models import meter, plant_time, store
from models.ask import Ask
from models.base import database

END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@pytest.fixture
def cut(postgres: str, postgres_url: str) -> Iterator[Callable[[], None]]:
    """An open store; when called, the server ends each connection to it."""
    store.open_store(postgres_url)
    store.migrate()

    def end() -> None:
        with psycopg.connect(postgres, autocommit=True) as session:
            session.execute(END, [database.obj.database])

    yield end
    database.close()


@pytest.mark.parametrize(
    "use",
    [
        lambda: Ask.select().count(),
        lambda: Ask.find(1),
        plant_time.now,
        lambda: store.write(lambda: meter.beat("worker", NOW)),
    ],
    ids=["read", "kept statement", "plant time", "write"],
)
def test_what_comes_after_a_cut_works_at_once(cut: Callable[[], None], use: Callable[[], object]) -> None:
    use()
    cut()
    use()


def test_a_transaction_that_was_cut_is_tried_again_as_a_whole(cut: Callable[[], None]) -> None:
    tries: list[int] = []

    def work() -> int:
        tries.append(Ask.select().count())
        if len(tries) == 1:
            cut()
        meter.beat("worker", NOW)
        return len(tries)

    assert store.write(work) == 2
