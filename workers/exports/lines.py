"""One line a permit, as the index has it: read once while the permit is packed, kept beside the box."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import datetime

from models.permit import Permit
from models.seals import Sealed
from workers.evidence.package import file_name
from workers.evidence.people import People, titled
from workers.evidence.record import PermitRecord

TABLE = """
CREATE TABLE IF NOT EXISTS line (number TEXT PRIMARY KEY, kind TEXT, level TEXT, area TEXT, project TEXT,
    requester TEXT, starts TEXT, ends TEXT, state TEXT, minutes INTEGER, entries INTEGER, late INTEGER, file TEXT
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Line:
    """starts, ends: plant time to the minute; minutes: from the request to the last signature, -1 where there was none;
    late: entries that were written after the fact; file: the printed form in the package."""

    number: str
    kind: str
    level: str
    area: str
    project: str
    requester: str
    starts: str
    ends: str
    state: str
    minutes: int
    entries: int
    late: int
    file: str


def line_of(permit: Permit, record: PermitRecord, chain: list[Sealed], people: People) -> Line:
    return Line(
        number=permit.number,
        kind=str(permit.template.get("kind_name", permit.kind)),
        level=record.facts["level"],
        area=record.facts["area"],
        project=record.facts["project"],
        requester=titled(people, permit.requester),
        starts=_minute(permit.starts_at),
        ends=_minute(permit.ends_at),
        state=record.state,
        minutes=_minutes(permit),
        entries=len(chain),
        late=sum("late" in entry.line for entry in chain),
        file=f"{file_name(permit.subject.key)}.pdf",
    )


def keep(index: sqlite3.Connection, line: Line) -> None:
    values = astuple(line)
    index.execute(f"INSERT INTO line VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608 - only marks


def lines(index: sqlite3.Connection) -> Iterator[Line]:
    """Every line, by number."""
    for row in index.execute("SELECT * FROM line ORDER BY number"):
        yield Line(*row)


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _minutes(permit: Permit) -> int:
    if permit.decided_at is None or permit.route == {}:
        return -1
    return int((permit.decided_at - permit.requested_at).total_seconds() // 60)
