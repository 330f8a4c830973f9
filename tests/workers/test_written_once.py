"""What a house does most is said to the store in statements that were written before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from asking import DINGTALK_PERSON, WECOM_PERSON, alert
from peewee import Database
from plant import Plant

from handlers.clock import tick

PEOPLE = (WECOM_PERSON, DINGTALK_PERSON)


@contextmanager
def written_anew() -> Iterator[list[str]]:
    """The statements that peewee writes meanwhile: a kept one is handed to the store as it is."""
    statements: list[str] = []
    execute = Database.execute

    def noted(self: Database, query: Any, **options: Any) -> Any:
        statements.append(str(query))
        return execute(self, query, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "execute", noted)
        yield statements


@pytest.mark.both_stores
def test_cards_taps_and_reminders_are_written_once(plant: Plant) -> None:
    for title in ("第一次", "第二次"):
        for person in PEOPLE:
            alert(plant, person, title)
        with written_anew() as for_cards:
            plant.settle()
        cards = [plant.expect(person, title) for person in PEOPLE]
        plant.advance(29)
        plant.set_time(plant.now + timedelta(minutes=1))
        with written_anew() as for_the_clock:
            assert tick(plant.now) == len(PEOPLE)
        with written_anew() as for_taps:
            for person, card in zip(PEOPLE, cards, strict=True):
                plant.phone(person).tap(card, "收到，我处理")
        plant.settle()
        plant.expect_all(*PEOPLE)

    assert (for_cards, for_the_clock, for_taps) == ([], [], [])
