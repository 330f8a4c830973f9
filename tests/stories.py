"""Which story is played on which store: a table of plants, their stories and the stores; and what else is dealt out.

Houses start slowly, so one house plays all the stories of its plant, one after the other. `make test` plays each thing
once, plants and stores in turn; `make stories` plays everything everywhere.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from itertools import cycle, product
from pathlib import Path

from demo import data_of

from config.root import ROOT
from workers.scenarios import scenarios

PLANTS = (ROOT / "config" / "plants" / "anhe", ROOT / "config" / "plants" / "lizhou")
STORES = ("sqlite", "postgres")
# What `make stories` sets.
ALL = "ANHAO_TEST_STORIES"


@dataclass(frozen=True)
class Bill:
    """What is played in one house."""

    plant: Path
    store: str
    stories: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.plant.name}-{self.store}"


def everywhere() -> bool:
    """Whether everything is played on every plant and store: by `make stories`."""
    return os.environ.get(ALL) == "all"


def examples(few: int, many: int) -> int:
    """How many random lives are played: few by `make test`, many by `make stories`."""
    return many if everywhere() else few


@cache
def told() -> list[tuple[Path, str]]:
    """Every story of every plant."""
    return [(plant, name) for plant in PLANTS for name in scenarios(data_of(plant.name))]


def bills() -> list[Bill]:
    """Every story once, plants and stores in turn; or all of every plant on both stores, for `make stories`."""
    if everywhere():
        return [Bill(plant, store, tuple(of_plant(plant))) for plant, store in product(PLANTS, STORES)]
    dealt = _dealt()
    return [Bill(plant, store, tuple(dealt[plant])) for plant, store in zip(PLANTS, cycle(STORES))]


def of_plant(plant: Path) -> list[str]:
    return [name for own, name in told() if own == plant]


def _dealt() -> dict[Path, list[str]]:
    """What only one plant has is played there; what several have, in turn."""
    having = {name: [plant for plant in PLANTS if name in of_plant(plant)] for _, name in told()}
    shared = [name for name, plants in having.items() if len(plants) > 1]
    plays = {name: having[name][shared.index(name) % len(having[name]) if name in shared else 0] for name in having}
    return {plant: [name for name in of_plant(plant) if plays[name] == plant] for plant in PLANTS}
