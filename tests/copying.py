"""How a store under test is copied whole and put back, on either kind; it knows when something was written."""

from __future__ import annotations

import secrets
import sqlite3
from typing import Any, Protocol
from urllib.parse import urlsplit

import psycopg

from models.base import database


class Copying(Protocol):
    """kind: of the store. A copy lasts as long as the process."""

    kind: str

    def version(self) -> Any:
        """A value that changes with every write."""

    def empty(self) -> None:
        """Leaves nothing of what was in the store before."""

    def copy(self) -> Any: ...

    def restore(self, copy: Any) -> None:
        """Nobody has a connection to the store by now."""

    def close(self) -> None: ...


class Sqlite:
    kind = "sqlite"

    def __init__(self, file: str) -> None:
        self._store = sqlite3.connect(file, isolation_level=None)

    def version(self) -> Any:
        return self._store.execute("PRAGMA data_version").fetchone()

    def empty(self) -> None:
        """Its file is made anew with the folder of the house."""

    def copy(self) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        self._store.backup(copy)
        return copy

    def restore(self, copy: sqlite3.Connection) -> None:
        copy.backup(self._store)

    def close(self) -> None:
        self._store.close()


class Postgres:
    """Copies are databases beside the store."""

    kind = "postgres"

    def __init__(self, url: str) -> None:
        self._name = urlsplit(url).path[1:]
        self._server = psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True)

    def version(self) -> Any:
        return self._server.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())").fetchone()

    def empty(self) -> None:
        self.restore("template0")

    def copy(self) -> str:
        database.close()
        copy = f"anhao_{secrets.token_hex(6)}"
        self._make(copy, self._name)
        return copy

    def restore(self, copy: str) -> None:
        self._server.execute(f"DROP DATABASE {self._name} WITH (FORCE)")
        self._make(self._name, copy)

    def close(self) -> None:
        self._server.close()

    def _make(self, name: str, template: str) -> None:
        self._server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")


def copying(url: str) -> Copying:
    return Sqlite(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else Postgres(url)
