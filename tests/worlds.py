"""The simulator of a test process, and copies of its whole world: phones, platforms' memories, wire log, faults."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from typing import Any, TypeVar

from simulator.server import Running
from simulator.world import World
from workers.scenarios.simulator import Simulator

T = TypeVar("T")
# What belongs to the process, not to its world.
RUNNING = {"http", "url", "subscribers", "_tasks"}


class Here(Simulator):
    """The simulator in this process. `changes`: how often the test has done something to it."""

    def __init__(self, running: Running) -> None:
        super().__init__(running.url)
        self.running = running
        self.changes = 0

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        self.changes += 1
        return super().post(path, body)


def calls(simulator: Here) -> int:
    """How many calls went between house and platforms."""
    return simulator.running.within(lambda world: world.numbers["log"])


def save(simulator: Here) -> bytes:
    return simulator.running.within(_save)


def restore(simulator: Here, saved: bytes) -> None:
    """Makes the world as it was; what was under way is given up."""
    simulator.running.within(lambda world: _restore(world, saved))


def _save(world: World) -> bytes:
    return pickle.dumps({name: value for name, value in vars(world).items() if name not in RUNNING})


def _restore(world: World, saved: bytes) -> None:
    for task in vars(world)["_tasks"]:
        task.cancel()
    vars(world).update(pickle.loads(saved))
