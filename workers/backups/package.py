"""A backup: one zip file with the whole store as a SQLite file, and a manifest that says what it is.

Pictures, papers and what people were shown are in the store. Keys and credentials are not, so a backup holds none; of
the console's passwords it has the salted hashes.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from pydantic import BaseModel, ValidationError

from config.fresh import fresh
from config.logs import version
from models import copied, store

FORMAT = 1
MANIFEST, STORE = "manifest.json", "store.db"
PIECE = 1 << 20
# A manifest is a page of text; whatever is larger is none.
MOST = 1 << 20
TORN = "备份不完整，或不是安好的备份：请换一份"


class BadBackup(Exception):
    """Nothing is taken from this backup; the words say why."""


class Manifest(BaseModel):
    """sha256, bytes: of the store's file; rows: of each table; seal: the hash of the last seal, or none."""

    format: int
    version: str
    made_at: datetime
    store: str
    migrations: list[str]
    sha256: str
    bytes: int
    rows: dict[str, int]
    seal: str | None


@dataclass(frozen=True)
class Written:
    manifest: Manifest
    sha256: str


def write(target: Path, real: datetime) -> Written:
    """Writes a backup of the open store to `target`; it appears there when it is whole. Raises OSError, NotCopied and
    what the store raises; then nothing is left of it."""
    with TemporaryDirectory(prefix=".anhao-backup-", dir=target.absolute().parent) as folder:
        file = Path(folder) / STORE
        copied.into_file(file)
        with fresh(target, 0o600) as out:
            manifest = _pack(out, file, real)
        with target.open("rb") as whole:
            return Written(manifest, hashlib.file_digest(whole, "sha256").hexdigest())


@contextmanager
def opened(backup: Path, beside: Path) -> Iterator[tuple[Manifest, Path]]:
    """The manifest, and the store's file with tables of this version, in a folder beside `beside` until the block
    ends. Raises BadBackup."""
    try:
        with zipfile.ZipFile(backup) as box, TemporaryDirectory(prefix=".anhao-restore-", dir=beside) as folder:
            manifest = _manifest(box)
            file = Path(folder) / STORE
            _unpack(box, manifest, file)
            copied.bring_up(file)
            yield manifest, file
    except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, ValidationError) as error:
        raise BadBackup(TORN) from error


def _pack(out: IO[bytes], file: Path, real: datetime) -> Manifest:
    digest = hashlib.sha256()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as box:
        with file.open("rb") as content, box.open(STORE, "w", force_zip64=True) as packed:
            for piece in iter(lambda: content.read(PIECE), b""):
                digest.update(piece)
                packed.write(piece)
        manifest = Manifest(
            format=FORMAT,
            version=version(),
            made_at=real,
            store="sqlite" if store.is_sqlite() else "postgresql",
            migrations=sorted(copied.history(file)),
            sha256=digest.hexdigest(),
            bytes=file.stat().st_size,
            rows=copied.counted(file),
            seal=_last_seal(file),
        )
        box.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _last_seal(file: Path) -> str | None:
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT hash FROM seal ORDER BY number DESC LIMIT 1").fetchone()
    return str(found[0]) if found else None


def _manifest(box: zipfile.ZipFile) -> Manifest:
    if box.getinfo(MANIFEST).file_size > MOST:
        raise BadBackup(TORN)
    said = box.read(MANIFEST)
    try:
        newer = json.loads(said)["format"] > FORMAT
    except (ValueError, TypeError, KeyError) as error:
        raise BadBackup(TORN) from error
    manifest = None if newer else Manifest.model_validate_json(said)
    known = {each.stem for folder in store.migration_folders() for each in folder.glob("[0-9]*.py")}
    if manifest is None or not set(manifest.migrations) <= known:
        raise BadBackup("备份比这个程序新：请先把程序升级到写它的版本，或更新")
    return manifest


def _unpack(box: zipfile.ZipFile, manifest: Manifest, file: Path) -> None:
    digest, left = hashlib.sha256(), manifest.bytes
    with box.open(STORE) as packed, file.open("xb") as content:
        for piece in iter(lambda: packed.read(PIECE), b""):
            left -= len(piece)
            if left < 0:
                break
            digest.update(piece)
            content.write(piece)
    if left or digest.hexdigest() != manifest.sha256:
        raise BadBackup("备份被改过或传坏了，内容与它自己写的哈希不符：请换一份")
