"""Stores that are ready to use: what tests begin with is made once a test process, and every store is a copy."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import servers

from models import store
from models.base import database

Fill = Callable[[], None]


def migrated() -> None:
    """A store with all its tables and nothing in them."""


def open_copy(url: str, fill: Fill = migrated) -> None:
    """Opens the store at `url` with what `fill` once wrote into an empty one; what was at `url` before is lost."""
    if database.obj is not None:
        database.close()
    copy = _copy_sqlite if url.startswith("sqlite:") else _copy_postgres
    copy(url, fill)
    store.open_store(url)
    database.connect(reuse_if_open=True)


def _copy_sqlite(url: str, fill: Fill) -> None:
    path = _path(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copy(_filled_file(fill), path)


def _copy_postgres(url: str, fill: Fill) -> None:
    server, name = _server(url), urlsplit(url).path[1:]
    template = _filled_database(server, fill)
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        session.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


@cache
def _filled_file(fill: Fill) -> Path:
    path = Path(_folder().name) / f"{fill.__module__}.{fill.__name__}.db"
    _filled(f"sqlite:///{path}", fill)
    return path


@cache
def _filled_database(server: str, fill: Fill) -> str:
    name = f"anhao_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}")
    _filled(urlsplit(server)._replace(path=f"/{name}").geturl(), fill)
    return name


def _filled(url: str, fill: Fill) -> None:
    store.open_store(url)
    store.migrate()
    fill()
    database.close()


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _server(url: str) -> str:
    return urlsplit(url)._replace(path="/postgres").geturl()


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Removed when the process ends."""
    return servers.own_folder("stores")
