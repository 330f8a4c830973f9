"""What is kept of an export is on disk: ten times the permits need hardly more memory (the whole: make bench)."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import packages
from packages import NOW, PEOPLE

from models import blob, ledger, store
from models.seals import seal_all, sealed
from models.subject import Subject, open_subject
from workers.evidence.box import Box
from workers.evidence.package import Package
from workers.evidence.verify import verify
from workers.exports import lines
from workers.exports.index import Summary, write_pdf, write_xlsx
from workers.exports.lines import Line

FEW, TIMES = 30, 10
# The directory of the zip: some 2.3 KB for each permit. What is kept of each permit until the end comes on top.
MORE_BYTES = 2_800 * FEW * (TIMES - 1)


def fill(first: int, count: int) -> None:
    """So many subjects with two entries and a picture of their own each, thirty in a seal."""

    def some(numbers: range) -> None:
        for number in numbers:
            subject = open_subject(f"permit/DH-{number:06d}", NOW)
            picture = dict(blob.keep(packages.PNG + b"%d" % number, "image/png", NOW))
            for kind in ("permit.requested", "permit.signed"):
                ledger.append(subject, kind, NOW, actor={"person": "U21"}, data={"png": picture})

    for start in range(first, first + count, FEW):
        store.write(lambda start=start: some(range(start, start + FEW)))
        seal_all(NOW + timedelta(minutes=start))


def export(folder: Path, count: int) -> None:
    """The permits of the store as a package with its index, as an export writes them, but for the drawn forms."""
    folder.mkdir()
    with (folder / "package.zip").open("w+b") as file, closing(sqlite3.connect(folder / "index.db")) as index:
        lines.prepare(index)
        package = Package(Box(file, index))
        for subject in Subject.select().order_by(Subject.id).limit(count).iterator():
            package.add(subject.key, sealed(subject), PEOPLE)
            number = subject.key.removeprefix("permit/")
            lines.keep(index, Line(number, "动火作业", "一级", "罐区", "换焊管段", "甲", "", "", "归档", 9, 2, 0, ""))
        summary = Summary("全部", "作业票", count, NOW, "0" * 64)
        for name, write in (("index.xlsx", write_xlsx), ("index.pdf", write_pdf)):
            write(folder / name, lines.lines(index), summary)
        package.close(NOW)


def peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_ten_times_the_permits_need_hardly_more_memory(fresh_store: str, tmp_path: Path) -> None:
    fill(0, FEW * TIMES)
    export(tmp_path / "warm", FEW)
    few = peak(lambda: export(tmp_path / "few", FEW))
    many = peak(lambda: export(tmp_path / "many", FEW * TIMES))
    assert many - few < MORE_BYTES, f"{few:,} bytes for {FEW}, {many:,} for {FEW * TIMES}"
    sound, words = verify(tmp_path / "many" / "package.zip")
    assert sound, words
