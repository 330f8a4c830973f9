"""Roads that many tests take: each is walked through the doors once a test process, and copied after that.

A road is a function of a plant, marked with `@road`. When it begins at the end of another road and nothing has happened
since, its result is kept: the store, the simulator's world, the queue, what was expected and logged. The next test that
takes the same road from the same beginning goes on from a copy. A test that has already done something walks.
`tests/flows/test_roads.py` walks each road by its name.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import worlds
from copying import Copying, copying
from redis import Redis

from models.base import database

if TYPE_CHECKING:
    from plant import Plant

P = ParamSpec("P")
T = TypeVar("T")
Walk = Callable[Concatenate["Plant", P], T]
# By the kind of store and the roads that led there, with their arguments, from the first on.
Way = tuple[str, ...]

ROADS: dict[str, Callable[..., Any]] = {}
_kept: dict[Way, Kept] = {}


@dataclass(frozen=True)
class Kept:
    """What is there at the end of a road."""

    store: Any
    world: bytes
    queue: list[tuple[bytes, int, bytes]]
    seen: frozenset[str]
    logged: tuple[str, ...]
    result: Any


def road(walk: Walk[P, T]) -> Walk[P, T]:
    """Marks a road. Its arguments are plain data: their text is the name under which the end is kept."""

    @wraps(walk)
    def go(plant: Plant, *given: P.args, **changes: P.kwargs) -> T:
        wanted = f"{walk.__name__}{given}{sorted(changes.items())}"
        try:
            return plant.guide.go(plant, wanted, lambda: walk(plant, *given, **changes))
        except Exception as error:
            error.add_note(f"on the road {wanted}; tests/flows/test_roads.py walks each road by itself")
            raise

    assert walk.__name__ not in ROADS, f"two roads are called {walk.__name__}"
    ROADS[walk.__name__] = go
    return go


class Walker:
    """Keeps nothing: every road is walked."""

    def go(self, plant: Plant, wanted: str, walk: Callable[[], T]) -> T:
        return walk()

    def stands(self, plant: Plant) -> bool:
        """Whether nothing has happened since the end of the last road."""
        return False

    def close(self) -> None: ...


class Guide(Walker):
    """Knows where a plant is: at the end of which road, as long as nothing else has happened to it."""

    def __init__(self, store: Copying, queue: Redis) -> None:
        self._store = store
        self._queue = queue
        self._way: Way = ()
        self._marks: tuple[Any, ...] | None = None

    def go(self, plant: Plant, wanted: str, walk: Callable[[], T]) -> T:
        if not self.stands(plant):
            return walk()
        way = (*(self._way or (self._store.kind,)), wanted)
        if way not in _kept:
            if not self._way:
                self._store.empty()
            logged = len(_lines())
            result = walk()
            _kept[way] = self._keep(plant, result, tuple(_lines()[logged:]))
        else:
            self._restore(plant, _kept[way])
        self._way, self._marks = way, self._seen(plant)
        found: T = deepcopy(_kept[way].result)
        return found

    def stands(self, plant: Plant) -> bool:
        return not self._way or self._marks == self._seen(plant)

    def close(self) -> None:
        self._store.close()

    def _seen(self, plant: Plant) -> tuple[Any, ...]:
        """A value that changes with everything that happens: a write to store or queue, a call between house and
        phones."""
        dirty = self._queue.info("persistence")["rdb_changes_since_last_save"]
        return self._store.version(), dirty, plant.simulator.changes, worlds.calls(plant.simulator), len(plant.seen)

    def _keep(self, plant: Plant, result: Any, logged: tuple[str, ...]) -> Kept:
        queue = [(key, self._queue.pttl(key), self._queue.dump(key)) for key in self._queue.scan_iter()]
        return Kept(
            self._store.copy(), worlds.save(plant.simulator), queue, frozenset(plant.seen), logged, deepcopy(result)
        )

    def _restore(self, plant: Plant, kept: Kept) -> None:
        database.close()
        self._store.restore(kept.store)
        worlds.restore(plant.simulator, kept.world)
        with self._queue.pipeline() as pipe:
            pipe.flushdb()
            for key, life, value in kept.queue:
                pipe.restore(key, max(life, 0), value)
            pipe.execute()
        plant.seen |= kept.seen
        _lines().extend(kept.logged)


def guide(url: str, queue: Redis) -> Walker:
    return Guide(copying(url), queue)


def _lines() -> list[str]:
    """What the service has logged so far, if the test listens."""
    handlers = logging.getLogger("anhao").handlers
    return next((handler.lines for handler in handlers if hasattr(handler, "lines")), [])
