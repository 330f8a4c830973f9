"""A growing zip: files are added as streams, once each; their list is kept beside it, not in memory.

The index is a small SQLite file (or memory, for one matter). `keep` makes zip and index durable together: a box
that was cut off goes on from there. Knows nothing of evidence.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, cast

import rfc8785

EPOCH = (1980, 1, 1, 0, 0, 0)
# Compressed already: to compress it again costs time and saves nothing.
PACKED = (".pdf", ".png", ".jpg", ".mp4", ".xlsx")
TABLES = """
CREATE TABLE IF NOT EXISTS file
    (path TEXT PRIMARY KEY, sha256 TEXT, bytes INTEGER, crc INTEGER, packed INTEGER, begins INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
"""


class Box:
    """`target`: a seekable binary file; `index`: where the list of files is kept."""

    def __init__(self, target: IO[bytes], index: sqlite3.Connection) -> None:
        self.index = index
        index.executescript(TABLES)
        self._target = target
        target.seek(self.number("end"))
        target.truncate()

    def __contains__(self, path: str) -> bool:
        return self.index.execute("SELECT 1 FROM file WHERE path = ?", [path]).fetchone() is not None

    def add(self, path: str, chunks: Iterable[bytes]) -> None:
        """Adds one file. A path that is there already is the caller's mistake: raises sqlite3.IntegrityError."""
        begins, digest = self._target.tell(), hashlib.sha256()
        info = _info(path)
        with zipfile.ZipFile(self._target, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(info, "w") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    file.write(chunk)
            ends = self._target.tell()
        # What follows is the directory of this one file; the next file overwrites it.
        self._target.seek(ends)
        row = (path, digest.hexdigest(), info.file_size, info.CRC, info.compress_size, begins)
        self.index.execute("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?)", row)
        self.note("end", ends)

    def number(self, name: str) -> int:
        """A number that was noted, or 0."""
        row = self.index.execute("SELECT value FROM kept WHERE name = ?", [name]).fetchone()
        return cast(int, row[0]) if row else 0

    def note(self, name: str, value: int) -> None:
        self.index.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", [name, value])

    def keep(self) -> None:
        """A box that is cut off later goes on from here. The zip is on disk before the index says so."""
        self._target.flush()
        os.fsync(self._target.fileno())
        self.index.commit()

    def close(self, made_at: str, subjects: Iterable[str]) -> None:
        """Adds the manifest and ends the zip. subjects: sorted."""
        self.add("manifest.json", self._manifest(made_at, subjects))
        archive = zipfile.ZipFile(self._target, "w", zipfile.ZIP_DEFLATED)
        archive.filelist = cast(list[zipfile.ZipInfo], _Directory(self.index))
        archive.close()

    def _manifest(self, made_at: str, subjects: Iterable[str]) -> Iterator[bytes]:
        """The canonical object (RFC 8785: keys in order, no spaces), written as a stream."""
        yield b'{"files":['
        rows = self.index.execute("SELECT path, sha256, bytes FROM file ORDER BY path")
        yield from _joined(rfc8785.dumps({"path": path, "sha256": sha, "bytes": size}) for path, sha, size in rows)
        yield b'],"made_at":' + rfc8785.dumps(made_at) + b',"subjects":['
        yield from _joined(rfc8785.dumps(subject) for subject in subjects)
        yield b'],"v":1}'


class _Directory:
    """The zip's directory, read from the index one file at a time when the zip is closed."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index

    def __len__(self) -> int:
        return cast(int, self._index.execute("SELECT COUNT(*) FROM file").fetchone()[0])

    def __iter__(self) -> Iterator[zipfile.ZipInfo]:
        for path, size, crc, packed, begins in self._index.execute(
            "SELECT path, bytes, crc, packed, begins FROM file ORDER BY begins"
        ):
            info = _info(path)
            info.file_size, info.CRC, info.compress_size, info.header_offset = size, crc, packed, begins
            yield info


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, EPOCH)
    info.compress_type = zipfile.ZIP_STORED if path.endswith(PACKED) else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _joined(parts: Iterable[bytes]) -> Iterator[bytes]:
    for number, part in enumerate(parts):
        yield b"," + part if number else part
