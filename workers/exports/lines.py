"""Lines of an export's index, kept beside its box: each is made once, when its matter is packed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import astuple
from typing import cast

from workers.evidence.recorder import Line

TABLE = """
CREATE TABLE IF NOT EXISTS line (number TEXT PRIMARY KEY, kind TEXT, level TEXT, area TEXT, project TEXT,
    requester TEXT, starts TEXT, ends TEXT, state TEXT, minutes INTEGER, entries INTEGER, late INTEGER, file TEXT,
    page TEXT
) WITHOUT ROWID;
"""
# In an export that an earlier version left half done, every line is a permit's, which answers the six questions.
EARLIER = """
ALTER TABLE line ADD COLUMN page TEXT;
UPDATE line SET page = 'accident/' || replace(file, '.pdf', '.html');
"""


def prepare(index: sqlite3.Connection) -> None:
    """Makes the table, or adds the columns that it lacks."""
    index.executescript(TABLE)
    if not any(row[1] == "page" for row in index.execute("PRAGMA table_info(line)")):
        index.executescript(EARLIER)


def keep(index: sqlite3.Connection, line: Line) -> None:
    values = astuple(line)
    index.execute(f"INSERT INTO line VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608 - only marks


def lines(index: sqlite3.Connection) -> Iterator[Line]:
    """Every line, by number."""
    for row in index.execute("SELECT * FROM line ORDER BY number"):
        yield Line(*row)


def answered(index: sqlite3.Connection) -> int:
    """How many of the lines have a page that answers the six questions."""
    return cast(int, index.execute("SELECT COUNT(*) FROM line WHERE page != ''").fetchone()[0])
