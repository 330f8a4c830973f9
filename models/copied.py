"""The whole store as one SQLite file, and back: what a backup keeps, whichever kind of store it came from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase
from playhouse.migrations import Runner

from models import store
from models.base import database

HISTORY = "schema_migration"
# The search's own tables, which the two stores keep differently: it enters everything again (models/findable.py).
INDEX, AGAIN = "findable", "findable/below"
# Rows that a server sends at once; a row may hold a picture.
AT_ONCE = 50
FIND_AGAIN = (
    "INSERT INTO counter (name, value) SELECT ?, max(id) + 1 FROM subject HAVING count(*) > 0"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class NotCopied(Exception):
    """The store can't be copied; the words say why and what to do."""


def applied() -> list[str]:
    """The migrations that the open store has; none where it has no tables."""
    return _applied(database.obj)


def history(path: Path) -> list[str]:
    """The migrations that such a file has."""
    with _file(path) as file:
        return _applied(file)


def into_file(path: Path) -> None:
    """Copies the open store, as it is at one moment, into a new SQLite file at `path`. The house may go on working.
    Raises NotCopied."""
    database.connect(reuse_if_open=True)
    with closing(sqlite3.connect(path)) as copy:
        if store.is_sqlite():
            database.connection().backup(copy)
            copy.execute("PRAGMA journal_mode = delete")
        else:
            _rows_into(path, copy)
        if (found := copy.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
            raise NotCopied(f"存储的文件坏了（{found}），没有备份：请检查磁盘，用上一份备份恢复")


def bring_up(path: Path) -> None:
    """Brings the tables of such a file up to this version."""
    with _file(path) as file:
        for folder in store.migration_folders():
            Runner(file, str(folder)).up()


def counted(path: Path) -> dict[str, int]:
    """How many rows each table of such a file has."""
    with closing(sqlite3.connect(path)) as file:
        return {table: _count(file, table) for table in _tables(file)}


def is_empty() -> bool:
    """Whether nobody has ever kept anything in the open store."""
    if not store.is_there():
        return True
    kept = [name for name in tables() if name not in (HISTORY, "heartbeat")]
    return not any(database.execute_sql(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in kept)


def tables() -> list[str]:
    """The tables of the open store, without the search's."""
    return [name for name in database.get_tables() if not _is_index(name) and not name.startswith("sqlite_")]


def into_server(path: Path, first: Mapping[str, int]) -> None:
    """Puts the rows of such a file, whose tables are up to date, into the open store on a server, in place of all that
    is there: whole, or not at all. first: the ids with which tables go on."""
    with closing(sqlite3.connect(path)) as file:
        ordered = _in_order(file)
        with database.atomic():
            connection = database.connection()
            connection.execute(f"TRUNCATE {_quoted([*ordered, *filter(_is_index, database.get_tables())])}")
            for table in ordered:
                _fill(connection, file, table, first.get(table, 1))
            connection.execute(FIND_AGAIN.replace("?", "%s"), (AGAIN,))


def _rows_into(path: Path, copy: sqlite3.Connection) -> None:
    copy.execute("PRAGMA synchronous = off")
    with database.atomic():
        database.execute_sql(SNAPSHOT)
        _same_tables(path, applied())
        for table in _tables(copy):
            columns = _columns(copy, table)
            marks = ", ".join("?" * len(columns))
            insert = f'INSERT INTO "{table}" ({_quoted(columns)}) VALUES ({marks})'
            copy.executemany(insert, _rows_of_server(table, columns))
        if any(_is_index(name) for name in database.get_tables()):
            copy.execute(FIND_AGAIN, (AGAIN,))
    copy.commit()


def _same_tables(path: Path, wanted: list[str]) -> None:
    """Makes the empty tables that the store has, at the version that it has."""
    with _file(path) as file:
        for folder in store.migration_folders():
            runner = Runner(file, str(folder))
            known = [each.name for each in runner.migrations() if each.name in wanted]
            if known:
                runner.up(known[-1])
        if sorted(_applied(file)) != sorted(wanted):
            raise NotCopied("存储比这个程序新，没有备份：请用写这个存储的那个版本")


def _rows_of_server(table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    types = {column.name: column.data_type for column in database.get_columns(table)}
    # JSON as text: SQLite keeps it so, and nothing is read and written again on the way.
    wanted = [f'"{each}"::text' if types[each].startswith("json") else f'"{each}"' for each in columns]
    with database.connection().cursor(name=f"copy_{table}") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(f'SELECT {", ".join(wanted)} FROM "{table}"')
        yield from cursor


def _fill(connection: Any, file: sqlite3.Connection, table: str, first: int) -> None:
    columns = _columns(file, table)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({_quoted(columns)}) FROM STDIN') as copy:
        for row in file.execute(f'SELECT {_quoted(columns)} FROM "{table}"'):
            copy.write_row(row)
    if "id" in columns:
        sequence = connection.execute("SELECT pg_get_serial_sequence(%s, 'id')", (table,)).fetchone()[0]
        if sequence:
            following = f'SELECT setval(%s, greatest((SELECT max(id) + 1 FROM "{table}"), %s), false)'
            connection.execute(following, (sequence, first))


def _in_order(file: sqlite3.Connection) -> list[str]:
    """The tables, those that others point at first."""
    needs = {
        table: {row[2] for row in file.execute(f'PRAGMA foreign_key_list("{table}")')} - {table}
        for table in _tables(file)
    }
    return list(TopologicalSorter(needs).static_order())


def _tables(file: sqlite3.Connection) -> list[str]:
    """All tables but the search's, and the migrations' own, which the migrations fill."""
    rows = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [name for (name,) in rows if name != HISTORY and not _is_index(name)]


def _is_index(table: str) -> bool:
    return table.startswith(INDEX)


def _columns(file: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in file.execute(f'PRAGMA table_info("{table}")')]


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _count(file: sqlite3.Connection, table: str) -> int:
    return int(file.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def _applied(db: Any) -> list[str]:
    return list(Runner(db, str(store.MIGRATIONS)).applied())


@contextmanager
def _file(path: Path) -> Iterator[SqliteDatabase]:
    file = SqliteDatabase(str(path))
    try:
        yield file
    finally:
        file.close()
