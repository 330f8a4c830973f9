"""The fingerprints of all photos that acts have taken, so that one that is handed in again is found."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from peewee import CharField

from models.base import MomentField
from models.table import Table
from rules.prints import Print


class PhotoPrint(Table):
    """sha256: of the photo as people see it; hash, mirror: see `rules.prints`; by, at: whose act took it first, and
    when (plant time)."""

    sha256 = CharField(primary_key=True, max_length=64)
    hash = CharField(max_length=16)
    mirror = CharField(max_length=16)
    by = CharField(max_length=32)
    at = MomentField(index=True)


def keep(taken: Print, by: str, now: datetime) -> None:
    """The first time counts."""
    row = {"sha256": taken.sha256, "hash": taken.hash, "mirror": taken.mirror, "by": by, "at": now}
    PhotoPrint.insert(row).on_conflict_ignore().execute()


def found(sha256: str) -> PhotoPrint | None:
    return PhotoPrint.find(sha256)


def of(hashes: Collection[str]) -> dict[str, Print]:
    """Those that are known of these photos, by their hashes."""
    rows = PhotoPrint.select().where(PhotoPrint.sha256.in_(list(hashes)))
    return {row.sha256: Print(row.sha256, row.hash, row.mirror) for row in rows}


def before(at: datetime) -> Iterator[tuple[str, Print]]:
    """Those of photos that were taken before then, by their hashes."""
    rows = PhotoPrint.select(PhotoPrint.sha256, PhotoPrint.hash, PhotoPrint.mirror).where(PhotoPrint.at < at)
    for sha256, hash_, mirror in rows.tuples().iterator():
        yield sha256, Print(sha256, hash_, mirror)
