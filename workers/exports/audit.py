"""An export in its folder: the list of permits, the growing box, how far it is. It may be cut off at any moment.

`index.db` says which part of `package.part` holds; only one process works on a folder at a time.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from handlers.exports import Scope, permits
from models.book import book
from models.export import WHOLE
from models.permit import Permit
from models.seals import seal_all, sealed
from workers.evidence.accident import accident_page, template
from workers.evidence.box import Box
from workers.evidence.package import Package, Written, file_name
from workers.evidence.pdf import permit_pdf
from workers.evidence.people import people_of
from workers.evidence.record import anchor_words, read
from workers.exports import index, lines

PART, INDEX = "package.part", "index.db"
CHUNK = 1 << 20
WANTED = "CREATE TABLE IF NOT EXISTS wanted (place INTEGER PRIMARY KEY, permit INTEGER)"


class Busy(Exception):
    """Another process works on this export."""


class Empty(Exception):
    """No permit is in the scope."""


@contextmanager
def opened(folder: Path, base_url: str) -> Iterator[Audit]:
    """The export in `folder`, where it was kept last. Raises Busy."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        part, whole = folder / PART, folder / WHOLE
        if whole.exists():
            # Ended, but cut off before anybody was told: the end is made again.
            whole.replace(part)
        part.touch()
        with part.open("r+b") as file, closing(sqlite3.connect(folder / INDEX)) as database:
            yield Audit(folder, file, database, base_url)


class Audit:
    """total and done count permits; a step packs one."""

    def __init__(self, folder: Path, file: IO[bytes], database: sqlite3.Connection, base_url: str) -> None:
        database.executescript(WANTED + ";" + lines.TABLE)
        self._folder, self._file, self._index, self._base_url = folder, file, database, base_url
        self._package = Package(Box(file, database))

    @property
    def total(self) -> int:
        return self._package.box.number("total")

    @property
    def done(self) -> int:
        return self._package.box.number("done")

    @property
    def begun(self) -> bool:
        return self.total > 0

    def begin(self, scope: Scope, now: datetime) -> None:
        """Seals, and writes down which permits it will be, so that later ones do not get in. Raises Empty."""
        seal_all(now)
        wanted = list(permits(scope))
        if not wanted:
            raise Empty
        self._index.executemany("INSERT INTO wanted VALUES (?, ?)", enumerate(wanted))
        self._package.box.note("total", len(wanted))
        self._package.box.keep()

    def run(self, now: datetime, seconds: float | None, told: Callable[[int, int], None]) -> bool:
        """Packs permits for so long, at least one, then keeps; says whether all are packed. `told`: done, total."""
        end = None if seconds is None else time.monotonic() + seconds
        while self.done < self.total:
            self._pack(now)
            if self.done % 25 == 0:
                self._package.box.keep()
                told(self.done, self.total)
            if end is not None and time.monotonic() >= end:
                break
        self._package.box.keep()
        return self.done == self.total

    def finish(self, scope: Scope, now: datetime) -> Written:
        """Index, overview, what all share, the manifest; the zip appears under its name only when it is whole."""
        seal = self._package.last_seal()
        summary = index.Summary(scope.words(book(now)), self.total, now, seal.hash)
        for name, write in {"index.xlsx": index.write_xlsx, "index.pdf": index.write_pdf}.items():
            write(self._folder / name, lines.lines(self._index), summary)
            self._package.box.add(name, _chunks(self._folder / name))
        facts = {"summary": summary, "seal": seal, "anchor": anchor_words(seal)}
        page = template("overview.html").generate(lines=lines.lines(self._index), **facts)
        self._package.box.add("accident.html", (text.encode() for text in page))
        written = self._package.close(now)
        self._file.flush()
        os.fsync(self._file.fileno())
        (self._folder / PART).replace(self._folder / WHOLE)
        return written

    def size(self) -> int:
        """Bytes of the finished zip."""
        return (self._folder / WHOLE).stat().st_size

    def _pack(self, now: datetime) -> None:
        place = self.done
        row = self._index.execute("SELECT permit FROM wanted WHERE place = ?", [place]).fetchone()
        permit: Permit = Permit.get_by_id(row[0])
        people, chain = people_of(permit, now), sealed(permit.subject)
        record, key = read(permit, people), file_name(permit.subject.key)
        self._package.add(permit.subject.key, chain, people)
        self._package.box.add(f"{key}.pdf", [permit_pdf(record, f"{self._base_url}/p/{permit.number}")])
        self._package.box.add(f"accident/{key}.html", [accident_page(permit, record, chain, people)])
        lines.keep(self._index, lines.line_of(permit, record, chain, people))
        self._package.box.note("done", place + 1)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(CHUNK), b"")
