"""Numbers that have left the house: in cards, links, tokens and on paper. Whatever was given out after a backup is lost
to the store that comes back from it, so its numbers go on above a gap, and no card of then acts on a thing of now."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from models import copied
from models.base import PLANT_ZONE, database
from models.subject import ABOVE, Counter

# Tables whose ids never leave the house.
INSIDE = frozenset({"entry", "subject", "rule_version", "plant_clock", "upload_piece", "last_good", copied.HISTORY})
# More ids than a busy house gives out in so many seconds, and than in any storm; the largest gap leaves room for many
# in the 32 bits that a server has.
A_SECOND, STORM, LARGEST = 10, 100_000, 100_000_000
# A day's numbers go on where no kind of work has come to: the later in the day, the higher, and still in four digits.
FIRST, A_MINUTE, MORE = 1000, 6, 100
# What is counted without end goes on above more than a plant gives out between two backups.
ENDLESS = 1000
BY_DAY = re.compile(r"-\d{8}$")
KEY = '"id" INTEGER NOT NULL PRIMARY KEY'


@dataclass(frozen=True)
class Issued:
    """ids: the highest of each table; counters: how far each counter has come."""

    ids: Mapping[str, int]
    counters: Mapping[str, int]


NOTHING = Issued({}, {})


def here() -> Issued:
    """What the open store has given out."""
    tables = copied.tables()
    numbered = (name for name in tables if any(column.name == "id" for column in database.get_columns(name)))
    counters = {row.name: row.value for row in Counter.select()} if "counter" in tables else {}
    return Issued({name: _highest(name) for name in numbered if name not in INSIDE}, counters)


def first_ids(kept: Issued, lost: Issued, since: timedelta) -> dict[str, int]:
    """The id with which each table of a store goes on that comes back after so long. lost: what the store that it
    replaces had given out, as far as it is there."""
    gap = min(STORM + A_SECOND * max(0, int(since.total_seconds())), LARGEST)
    return {name: max(highest, lost.ids.get(name, 0)) + gap for name, highest in kept.ids.items()}


def number_above(lost: Issued, now: datetime) -> None:
    """What is counted goes on above whatever was given out: today, or at all."""
    at = now.astimezone(PLANT_ZONE)
    day = f"-{at:%Y%m%d}"
    counters = [*lost.counters.items(), *((row.name, row.value) for row in Counter.select())]
    counted = [value + MORE for name, value in counters if name.endswith(day)]
    above = max([FIRST + A_MINUTE * (at.hour * 60 + at.minute), *counted])
    Counter.update(value=above).where(Counter.name.endswith(day)).execute()
    for each in list(Counter.select()):
        if not BY_DAY.search(each.name):
            more = max(each.value, lost.counters.get(each.name, 0)) + ENDLESS
            Counter.update(value=more).where(Counter.name == each.name).execute()
    row = {"name": f"{ABOVE}{day}", "value": above}
    Counter.insert(row).on_conflict(conflict_target=[Counter.name], update={Counter.value: above}).execute()


def go_on(file: Path, first: Mapping[str, int]) -> None:
    """Makes the tables of a store in a file go on with these ids. SQLite itself would go on after the highest row, so
    the tables learn to remember more."""
    with closing(sqlite3.connect(file, isolation_level=None)) as store:
        # What remembers is made with the first table that wants it.
        store.execute("CREATE TABLE remembering (id INTEGER PRIMARY KEY AUTOINCREMENT)")
        store.execute("DROP TABLE remembering")
        store.execute("PRAGMA writable_schema = ON")
        wanted = f"type = 'table' AND name IN ({', '.join('?' * len(first))}) AND sql NOT LIKE '%AUTOINCREMENT%'"
        change = f"UPDATE sqlite_master SET sql = replace(sql, '{KEY}', '{KEY} AUTOINCREMENT') WHERE {wanted}"
        store.execute(change, list(first))
        store.execute("PRAGMA writable_schema = RESET")
        for name, number in first.items():
            store.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
            store.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, number - 1))


def _highest(table: str) -> int:
    return int(database.execute_sql(f'SELECT max(id) FROM "{table}"').fetchone()[0] or 0)
