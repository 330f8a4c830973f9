"""Lines of an export's index, kept beside its box: each is made once, while its matter is packed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import astuple

from workers.evidence.recorder import Line

TABLE = """
CREATE TABLE IF NOT EXISTS line (number TEXT PRIMARY KEY, kind TEXT, level TEXT, area TEXT, project TEXT,
    requester TEXT, starts TEXT, ends TEXT, state TEXT, minutes INTEGER, entries INTEGER, late INTEGER, file TEXT
) WITHOUT ROWID;
"""


def keep(index: sqlite3.Connection, line: Line) -> None:
    values = astuple(line)
    index.execute(f"INSERT INTO line VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608 - only marks


def lines(index: sqlite3.Connection) -> Iterator[Line]:
    """Every line, by number."""
    for row in index.execute("SELECT * FROM line ORDER BY number"):
        yield Line(*row)
