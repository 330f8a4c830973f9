"""Houses of before, opened by today's code: nothing kept is lost, renamed or rewritten, and all of it goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from databases import empty_database
from kept_stores import box, opening, understood
from plant import Plant

from models import store
from models.permit import by_number
from workers.scenarios.simulator import Simulator


@dataclass(frozen=True)
class Opened:
    """applied: the migrations that were still to be done when it was opened."""

    plant: Plant
    about: box.About
    applied: list[str]


@pytest.fixture(scope="module", params=opening.KINDS)
def house(request: pytest.FixtureRequest, simulator: Simulator, redis_url: str) -> Iterator[Opened]:
    """Yesterday's house on this kind of store, with what was on the phones and in the queue."""
    with TemporaryDirectory() as name:
        folder, file = Path(name), opening.file_of(opening.YESTERDAY, request.param)
        if request.param == "sqlite":
            with opening.running_kept(simulator, file, f"sqlite:///{folder}/house.db", redis_url, folder) as found:
                yield Opened(*found)
            return
        server = request.getfixturevalue("postgres")
        with empty_database(server) as url, opening.running_kept(simulator, file, url, redis_url, folder) as found:
            yield Opened(*found)


def test_the_store_opens_at_the_moment_at_which_it_was_kept(house: Opened) -> None:
    assert not store.pending_migrations()
    assert house.plant.now.isoformat() == house.about.now
    numbers = [number for name, number in house.about.permits.items() if name != "blank"]
    assert [number for number in numbers if by_number(number) is None] == []


def test_every_name_that_stored_data_rely_on_is_still_understood() -> None:
    """Nothing is renamed that stands in a store: a name that goes must be added to what is understood, not replaced."""
    kept = json.loads((box.DATA / opening.YESTERDAY / "names.json").read_text("utf-8"))["code"]
    today = understood.code_names()
    assert {what: lost for what in kept if (lost := set(kept[what]) - set(today[what]))} == {}
