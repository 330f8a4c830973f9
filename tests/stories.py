"""Which story is played on which store: a table of plants, their stories and the stores.

Houses start slowly, so one house plays all the stories of its plant, one after the other.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from itertools import cycle, product
from pathlib import Path

from demo import data_of

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
    return [(plant, name) for plant in PLANTS for name in scenarios(data_of(plant.name))]


def bills() -> list[Bill]:
    """Every story once, the plants on the stores in turn; or all on both stores, for `make stories`."""
    both = os.environ.get(ALL) == "all"
    houses = product(PLANTS, STORES) if both else zip(PLANTS, cycle(STORES))
    return [Bill(plant, store, tuple(name for own, name in told() if own == plant)) for plant, store in houses]
