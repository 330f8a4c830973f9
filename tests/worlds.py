"""The simulator of a test process, and copies of its whole world: phones, platforms' memories, wire log, faults."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from simulator.server import Running
from simulator.world import World
from workers.scenarios.simulator import Json, Simulator

T = TypeVar("T")
# What belongs to the process, not to its world.
RUNNING = {"http", "url", "subscribers", "_tasks"}


class Here(Simulator):
    """The simulator in this process, whose phones are read without HTTP.

    changes: how often the test has done something to it.
    """

    def __init__(self, running: Running) -> None:
        super().__init__(running.url)
        self.running = running
        self.changes = 0

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        self.changes += 1
        return super().post(path, body)

    def set_time(self, now: datetime, rate: float) -> None:
        """Without HTTP too: nothing is done as often."""
        self.changes += 1
        self.running.within(lambda world: world.clock.set(now, rate))

    def messages(self, platform: str, account: str) -> list[Json]:
        return self.running.within(lambda world: _shown(world, platform, account))

    def in_use(self) -> list[Json]:
        """The people on whose phones something has arrived."""
        return self.running.within(lambda world: [asdict(o.person) for o in world.phones.values() if o.shown])


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


def _shown(world: World, platform: str, account: str) -> list[Json]:
    phone = world.phone(platform, account)
    assert phone, f"nobody has the phone {platform}:{account}"
    return [message.as_json() for message in phone.shown]


def _restore(world: World, saved: bytes) -> None:
    for task in vars(world)["_tasks"]:
        task.cancel()
    vars(world).update(pickle.loads(saved))
