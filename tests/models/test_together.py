"""What nobody waits for is written with the next transaction, and never lost with one that fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from demo import START
from stores import open_copy

from models import meter, store
from models.base import database


@pytest.fixture(autouse=True)
def house(store_url: str) -> Iterator[None]:
    open_copy(store_url, lambda: None)
    yield
    database.close()


def count() -> None:
    store.later(lambda: meter.count("wecom", "api", "message/send", "anhe_u04", START))


def counted() -> int:
    return meter.used("wecom", "api", START)


def test_it_is_written_with_the_next_transaction_and_once() -> None:
    with store.together():
        count()
        assert counted() == 0
        store.write(lambda: None)
        assert counted() == 1
    assert counted() == 1


def test_one_that_fails_leaves_it_to_the_next() -> None:
    with store.together():
        count()
        with pytest.raises(ZeroDivisionError):
            store.write(lambda: 1 // 0)
        assert counted() == 0
    assert counted() == 1


def test_without_another_transaction_it_is_written_at_the_end_and_elsewhere_at_once() -> None:
    with pytest.raises(ZeroDivisionError), store.together():
        count()
        raise ZeroDivisionError
    assert counted() == 1
    count()
    assert counted() == 2
