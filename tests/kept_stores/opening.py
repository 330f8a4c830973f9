"""A kept house opened by today's code: its store, its queue and the phones as they were, at the kept plant time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import redis
from kept_stores import box
from plant import Plant, settings_for
from werkzeug.serving import make_server

from models import store
from models.base import database
from models.book import book
from workers.scenarios import cast
from workers.scenarios.simulator import Simulator

KINDS = ("sqlite", "postgres")
YESTERDAY = "099b5aa"


def file_of(commit: str, kind: str) -> Path:
    return box.DATA / commit / f"{kind}.tar.xz"


@contextmanager
def running_kept(
    simulator: Simulator, file: Path, database_url: str, redis_url: str, folder: Path
) -> Iterator[tuple[Plant, box.About]]:
    """The service on the empty store at `database_url`, filled with what `file` keeps and migrated; and what is known
    of it. `folder`: an empty one; `var` in it is the house's."""
    from wsgi import create

    kept, var = folder / "kept", folder / "var"
    about = box.unpack(file, kept)
    queue = redis.Redis.from_url(redis_url)
    queue.flushdb()
    box.put_store(kept, database_url)
    box.put_queue(kept, queue)
    box.put_files(kept, var)
    server = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
    base = f"http://127.0.0.1:{server.server_port}"
    app = create(settings_for(simulator.url, base, database_url, redis_url, var))
    store.migrate()
    now = datetime.fromisoformat(about.now)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    config = cast.simulator_config(book(now), base, now, rate=0)
    simulator.post("reset", {name: part for name, part in config.items() if name not in ("port", "clock_urls")})
    simulator.post("world", box.read_world(kept, base, simulator.url))
    house = app.extensions["anhao"]
    for finding in house.channels["dingtalk"].check():
        assert finding.ok, finding
    try:
        yield Plant(house, simulator, base, now), about
    finally:
        server.shutdown()
        database.close()
