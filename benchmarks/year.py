"""Many permits at little cost, and one export of them in its own process, so that the peak of memory is the export's.

`python -m benchmarks.year fill FOLDER COUNT`, then `python -m benchmarks.year export FOLDER`, which prints JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import house
from handlers.exports import Scope
from models import ledger, store
from models.ask import Ask
from models.permit import Permit
from models.seals import seal_all
from models.subject import Subject, open_subject
from tests.demo import START
from workers.evidence.verify import verify
from workers.exports.at_once import export_at_once

AT_ONCE = 50
APART = timedelta(minutes=26)
ALL = Scope(date(2026, 1, 1), date(2028, 12, 31))


def copies(permit: Permit, count: int) -> None:
    """`count` more permits, 26 minutes apart, each with the asks and entries of the first, in seals of fifty."""
    entries = [json.loads(entry.canonical) for entry in ledger.of_subject(permit.subject)]
    asks: list[dict[str, Any]] = [*Ask.select().where(Ask.subject == permit.subject).dicts()]
    for first in range(0, count, AT_ONCE):
        numbers = range(first + 1, min(first + AT_ONCE, count) + 1)
        store.write(partial(_some, permit, numbers, entries, asks))
        seal_all(permit.requested_at + APART * first)


def _some(permit: Permit, numbers: range, entries: list[dict[str, Any]], asks: list[dict[str, Any]]) -> None:
    for number in numbers:
        _copy(permit, number, entries, asks)


def _copy(permit: Permit, number: int, entries: list[dict[str, Any]], asks: list[dict[str, Any]]) -> None:
    later = APART * number
    called = f"DH-{permit.starts_at + later:%Y%m%d}-{10_000 + number}"
    now: datetime = permit.requested_at + later
    subject = open_subject(f"permit/{called}", now)
    row = {name: getattr(permit, name) for name in Permit._meta.sorted_field_names if name not in ("id", "subject")}
    moments = {name: row[name] + later for name in ("starts_at", "ends_at", "requested_at")}
    Permit.create(**{**row, **moments, "number": called, "subject": subject})
    Ask.insert_many({name: ask[name] for name in ask if name != "id"} | {"subject": subject} for ask in asks).execute()
    for line in entries:
        _entry(subject, line, now)


def _entry(subject: Subject, line: dict[str, Any], now: datetime) -> None:
    ledger.append(subject, line["kind"], now, actor=line["actor"], data=line["data"], shown=line.get("shown"))


def fill(folder: Path, count: int) -> None:
    """A store in `folder` with so many permits."""
    house.prepare(house.settings_in(folder))
    house.permits_to_confirm(1)
    copies(Permit.get(), count - 1)


def export(folder: Path) -> dict[str, float]:
    """Exports all, verifies it; returns `seconds`, `cpu` and `peak_mb` of the export and `bytes` of the file."""
    settings = house.settings_in(folder)
    store.open_store(settings.database)
    began, before = time.perf_counter(), time.process_time()
    export_at_once(ALL, folder / "audit.zip", settings, START, lambda *_: None)
    seconds, cpu = time.perf_counter() - began, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sound, words = verify(folder / "audit.zip")
    if not sound:
        raise RuntimeError(words)
    return {"seconds": seconds, "cpu": cpu, "peak_mb": peak, "bytes": (folder / "audit.zip").stat().st_size}


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        print(json.dumps(export(Path(sys.argv[2]))))
