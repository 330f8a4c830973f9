"""A kept house opened by today's code: its store, its queue and the phones as they were, at the kept plant time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import redis
from doors import doors
from kept_stores import box
from plant import Plant, settings_for
from roads import Walker
from worlds import Here

from models import store
from models.book import book
from workers.scenarios import cast

KINDS = ("sqlite", "postgres")
YESTERDAY = "099b5aa"


def file_of(commit: str, kind: str) -> Path:
    return box.DATA / commit / f"{kind}.tar.xz"


@contextmanager
def running_kept(
    simulator: Here, file: Path, database_url: str, redis_url: str, folder: Path
) -> Iterator[tuple[Plant, box.About]]:
    """The service on the empty store at `database_url`, filled from `file` and migrated; and what is known about it.
    `folder`: an empty folder; `var` in it is the house's."""
    kept, var = folder / "kept", folder / "var"
    about = box.unpack(file, kept)
    queue = redis.Redis.from_url(redis_url)
    queue.flushdb()
    box.put_store(kept, database_url)
    box.put_queue(kept, queue)
    box.put_files(kept, var)
    base = doors().base
    with doors().opened(settings_for(simulator.url, base, database_url, redis_url, var)) as house:
        store.migrate()
        now = datetime.fromisoformat(about.now)
        config = cast.simulator_config(book(now), base, now, rate=0)
        simulator.post("reset", {name: part for name, part in config.items() if name not in ("port", "clock_urls")})
        simulator.post("world", box.read_world(kept, base, simulator.url))
        for finding in house.channels["dingtalk"].check():
            assert finding.ok, finding
        plant = Plant(house, simulator, base, Walker())
        plant.set_time(now)
        yield plant, about
