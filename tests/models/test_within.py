"""The rules are read once a transaction, and again as soon as it has changed them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from demo import START
from plant import anhe
from stores import open_copy

from handlers.plant import keep
from models import leave, store
from models.base import database
from models.book import book

PERSON, TODAY = "U34", date(2026, 11, 25)


def _loaded() -> None:
    store.write(lambda: keep(anhe(), START))


@pytest.fixture(autouse=True)
def house(store_url: str) -> Iterator[None]:
    open_copy(store_url, _loaded)
    yield
    database.close()


def away() -> bool:
    return bool(book(START).plant.person(PERSON).leave)


def test_what_a_transaction_changes_is_seen_in_it_and_what_is_rolled_back_is_not() -> None:
    def work() -> list[bool]:
        seen = [away()]
        with pytest.raises(ZeroDivisionError), store.savepoint():
            leave.take(PERSON, (TODAY, TODAY), "", START)
            seen.append(away())
            raise ZeroDivisionError
        seen.append(away())
        leave.take(PERSON, (TODAY, TODAY), "", START)
        seen.append(away())
        leave.end(PERSON, TODAY, START)
        return [*seen, away()]

    assert store.write(work) == [False, True, False, True, False]
    assert not away()


def test_what_others_changed_meanwhile_is_seen_by_the_next_transaction() -> None:
    assert not store.write(away)
    store.write(lambda: leave.take(PERSON, (TODAY, TODAY), "", START))
    assert store.write(away) and away()
