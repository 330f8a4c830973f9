"""Which story is played on which store: a table of plants, their stories and the stores.

Houses start slowly, so one house for each plant and store plays all its stories, one after the other.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.loader import load
from config.settings import ROOT
from workers.scenarios import scenarios

PLANTS = (ROOT / "config" / "plants" / "anhe", ROOT / "config" / "plants" / "lizhou")
STORES = ("sqlite", "postgres")
# What `make stories` sets, so that every story is played on every store.
ALL = "ANHAO_TEST_STORIES"


@dataclass(frozen=True)
class Bill:
    """What is played in one house."""

    plant: Path
    store: str
    stories: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.plant.name}-{self.store}"


@cache
def told() -> list[tuple[Path, str]]:
    """Every story of every plant."""
    return [(plant, name) for plant in PLANTS for name in scenarios(load(plant))]


def bills() -> list[Bill]:
    """Every story once, on the stores in turn; or all on both, for `make stories`."""
    both = os.environ.get(ALL) == "all"
    played = [(plant, store, name) for number, (plant, name) in enumerate(told()) for store in _stores(number, both)]
    houses = [(plant, store) for plant in PLANTS for store in STORES]
    return [Bill(*house, tuple(name for *where, name in played if tuple(where) == house)) for house in houses]


def _stores(number: int, both: bool) -> tuple[str, ...]:
    return STORES if both else (STORES[number % len(STORES)],)
