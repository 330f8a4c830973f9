"""Keeps a house as today's code makes it, so that later code can be tested against it:

    PYTHONPATH=.:tests .venv/bin/python -m kept_stores.make COMMIT

plays the morning of `morning.py` on SQLite and on PostgreSQL, through the doors of the demo plant and the simulator,
and writes `data/COMMIT/sqlite.tar.xz`, `postgres.tar.xz` and `names.json` (the names that stored data rely on). Run it
at the commit whose stores are to be kept, never later: what is kept is what that code wrote. The credentials in it are
the demo's, known to no platform.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from pathlib import Path

import redis
import servers
from databases import empty_database
from kept_stores import box, morning, understood
from plant import running_plant
from worlds import Here

from simulator.config import Config
from simulator.server import Running


def main(commit: str) -> None:
    target = box.DATA / commit
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, servers.redis_server() as queue:
        names = _keep(f"sqlite:///{folder}/house.db", queue, commit, target / "sqlite.tar.xz")
        with servers.postgres_server() as server, empty_database(server) as url:
            assert _keep(url, queue, commit, target / "postgres.tar.xz") == names
    (target / "names.json").write_text(json.dumps(names, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _keep(database: str, queue: str, commit: str, file: Path) -> dict[str, understood.Names]:
    """Plays the morning in a house on this store and keeps it; returns the names in it."""
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as own, Running(Config()) as running:
        folder, var = Path(name), Path(own)
        with running_plant(Here(running), database, queue, var, morning.FIRST) as plant:
            logging.getLogger().setLevel(logging.WARNING)
            played = morning.play(plant)
            box.write_about(folder, box.About(commit, plant.now.isoformat(), played.permits))
            box.write_world(plant.simulator.get("world"), folder, plant.base, running.url)
            box.take_queue(redis.Redis.from_url(queue), folder)
            box.take_store(database, folder)
            box.take_files(var, folder)
            names = understood.all_names()
        box.pack(folder, file)
    print(f"{file.name}: {file.stat().st_size / 1024:.0f} KiB, {len(played.permits)} permits")
    return names


if __name__ == "__main__":
    main(sys.argv[1])
