"""A long list of HR's holds nobody up: it is taken in small groups, and acts go between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from plant import Plant
from sensing import quiet
from staff_acts import event, hr_key, post, rows

from handlers.staff import taking
from models.book import book
from rules.staff.events import Event

WELDER = "U34"


def test_people_act_between_the_groups_of_a_long_list(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    held, take, sizes = hr_key(plant), taking.take, list[int]()

    def counting(source: str, news: Sequence[tuple[str, Event]], now: datetime) -> list[taking.Result]:
        sizes.append(len(news))
        return take(source, news, now)

    monkeypatch.setattr(taking, "take", counting)
    many = taking.TOGETHER * 2 + 1
    # What was told first holds last.
    days = [2, *(each % 2 for each in range(1, many))]
    news = [event(plant, f"m{n}", "moved", WELDER, day, phone=f"1390000{n:04}") for n, day in enumerate(days)]
    told = post(plant, held, *news, {"id": "x", "kind": "fired"}).json()["results"]
    assert [each["outcome"] for each in told] == ["kept"] * many + ["refused"]
    assert sizes == [taking.TOGETHER, taking.TOGETHER, 1] and len(rows("kept")) == many
    plant.turn()
    # The same list again is answered as before, though the first answer was lost on the way.
    assert {each["outcome"] for each in post(plant, held, *news).json()["results"]} == {"again"}
    plant.advance(2 * 24 * 60)
    assert book(plant.now).plant.person(WELDER).phone == "13900000000"
    quiet(plant)
