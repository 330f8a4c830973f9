"""An export in its folder: the list of subjects, the growing box, how far it is. It may be cut off at any moment.

`index.db` says which part of `package.part` holds, and for which wish in which store it was begun. Only one process
works on a folder at a time.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from handlers.exports import Scope
from models import bent, gaps, matter
from models.bent import BENT
from models.book import book
from models.chain import Broken, unbroken
from models.export import WHOLE
from models.gaps import KEEP
from models.ledger import Seal
from models.permit import Permit
from models.seals import seal_all
from models.subject import Subject
from workers.evidence import box, recorder
from workers.evidence.anchored import anchor_words
from workers.evidence.box import Box
from workers.evidence.package import Package, Written
from workers.evidence.page import template
from workers.evidence.recorder import Line
from workers.exports import index, lines

log = logging.getLogger("anhao.exports")
PART, INDEX = "package.part", "index.db"
CHUNK = 1 << 20
TABLES = """
CREATE TABLE IF NOT EXISTS wanted_subject (place INTEGER PRIMARY KEY, subject INTEGER);
CREATE TABLE IF NOT EXISTS begun (wish TEXT, seal TEXT);
"""


class Busy(Exception):
    """Another process works on this export."""


class Another(Exception):
    """What lies in the folder was begun for another wish, or in another store."""


class Empty(Exception):
    """Nothing is in the scope; the words are for whoever asked."""


@contextmanager
def opened(folder: Path, base_url: str, wish: str = "", *, afresh: bool = False, listed: int = 0) -> Iterator[Audit]:
    """The export of `wish` in `folder`, as it was last kept. Raises Busy, and Another unless `afresh`: then what is not
    of this wish is dropped. listed: how many matters the store says were listed for it, by which an index of an earlier
    version is known."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        if not _is_own(folder / INDEX, wish, listed):
            if not afresh:
                raise Another
            for left in (INDEX, f"{INDEX}-journal", PART, WHOLE):
                (folder / left).unlink(missing_ok=True)
        part, whole = folder / PART, folder / WHOLE
        if whole.exists():
            # It was finished but cut off before anybody was told: the last step is done again.
            whole.replace(part)
        part.touch()
        with part.open("r+b") as file, closing(sqlite3.connect(folder / INDEX)) as database:
            yield Audit(folder, file, database, base_url, wish)


def _is_own(index: Path, wish: str, listed: int) -> bool:
    """Whether nothing was begun here yet, or it was for this wish and in this store: no other store has the seal that
    was the last one then."""
    if not index.exists():
        return True
    with closing(sqlite3.connect(index)) as database:
        database.executescript(TABLES + box.TABLES)
        total = database.execute("SELECT value FROM kept WHERE name = 'total'").fetchone()
        row = database.execute("SELECT wish, seal FROM begun").fetchone()
    if row is None:
        return total is None or int(total[0]) == listed
    return bool(row[0] == wish and Seal.select().where(Seal.hash == row[1]).exists())


class Audit:
    """total and done count matters; one step packs one matter."""

    def __init__(self, folder: Path, file: IO[bytes], database: sqlite3.Connection, base_url: str, wish: str) -> None:
        database.executescript(TABLES)
        lines.prepare(database)
        self._folder, self._file, self._index, self._base_url = folder, file, database, base_url
        self._wish = wish
        self._package = Package(Box(file, database))
        self._take_over()

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
        """Seals, and lists what the export will hold, so that nothing raised later gets in. Raises Empty."""
        seal_all(now)
        wanted = [subject for way in recorder.every() for subject in way.subjects(scope)]
        if not wanted:
            raise Empty(_with_gaps("这个范围里没有记录。请放宽日期或条件，再要一次。"))
        last = Seal.select(Seal.hash).order_by(Seal.number.desc()).get().hash
        self._index.execute("INSERT INTO begun VALUES (?, ?)", [self._wish, last])
        self._index.executemany("INSERT INTO wanted_subject VALUES (?, ?)", enumerate(wanted))
        self._package.box.note("total", len(wanted))
        self._package.box.keep()

    def run(self, now: datetime, seconds: float | None, told: Callable[[int, int], None]) -> bool:
        """Packs for this long, at least one matter, then keeps; says whether all are packed. `told`: done, total."""
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
        """Adds index, overview, what all share, and the manifest. The zip appears under its name only when it is
        whole. Raises Empty when every matter had to be left out."""
        if not self._package.flows():
            raise Empty(_with_gaps("；".join(self._package.broken()) + f"。{KEEP}"))
        seal, lacking = self._package.last_seal, gaps.compared()
        what = "、".join(matter.noun(flow) for flow in self._package.flows())
        summary = index.Summary(scope.words(book(now)), what, self.total, now, seal.hash, lacking)
        for name, write in {"index.xlsx": index.write_xlsx, "index.pdf": index.write_pdf}.items():
            write(self._folder / name, lines.lines(self._index), summary)
            self._package.box.add(name, _chunks(self._folder / name))
        if answered := lines.answered(self._index):
            broken = self._package.broken()
            facts = {
                "broken": broken,
                "lacking": lacking,
                "summary": summary,
                "answered": answered,
                "seal": seal,
                "anchor": anchor_words(seal),
            }
            page = template(Path(__file__).parent / "overview.html").generate(lines=lines.lines(self._index), **facts)
            self._package.box.add("accident.html", (text.encode() for text in page))
        written = self._package.close(now, lacking)
        self._file.flush()
        os.fsync(self._file.fileno())
        (self._folder / PART).replace(self._folder / WHOLE)
        return written

    def size(self) -> int:
        """Bytes of the finished zip."""
        return (self._folder / WHOLE).stat().st_size

    def _pack(self, now: datetime) -> None:
        place = self.done
        row = self._index.execute("SELECT subject FROM wanted_subject WHERE place = ?", [place]).fetchone()
        subject: Subject = Subject.get_by_id(row[0])
        try:
            line = self._packed(subject, now)
        except (Broken, *BENT) as fault:
            words = str(fault) if isinstance(fault, Broken) else f"{matter.number_of(subject)}：{bent.WORDS}"
            log.warning("%s is left out: %r", subject.key, fault)
            self._package.leave_out(subject.key, words)
            line = _left_out(subject, words)
        lines.keep(self._index, line)
        self._package.box.note("done", place + 1)

    def _packed(self, subject: Subject, now: datetime) -> Line:
        """Adds the subject with its files. Raises Broken, and then nothing of it is in the box."""
        way, chain = recorder.of(subject), unbroken(subject)
        people = way.people(chain, now)
        packed = way.pack(subject, chain, people, self._base_url, False)
        self._package.add(subject.key, chain, people)
        for path, content in packed.files.items():
            self._package.box.add(path, [content])
        return packed.line

    def _take_over(self) -> None:
        """Takes over an export that an earlier version left half done, which listed permits, not subjects."""
        if not self._index.execute("SELECT name FROM sqlite_master WHERE name = 'wanted'").fetchone():
            return
        for place, number in self._index.execute("SELECT place, permit FROM wanted").fetchall():
            row = [place, Permit.get_by_id(number).subject_id]
            self._index.execute("INSERT OR IGNORE INTO wanted_subject VALUES (?, ?)", row)
        self._index.execute("DROP TABLE wanted")
        self._index.commit()


def _with_gaps(words: str) -> str:
    """The words, and what the seals lack: a matter of which nothing is left may have been in this scope."""
    found = gaps.counted()
    return words + "".join(f"{gap.words}。" for gap in found) + (KEEP if found and KEEP not in words else "")


def _left_out(subject: Subject, words: str) -> Line:
    """The line of a matter whose chain is broken: it stands in the index, with the reason."""
    number = subject.key.partition("/")[2]
    return Line(number, "", "", "", words, "", "", "", "没有导出", -1, subject.seq, 0, "")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(CHUNK), b"")
