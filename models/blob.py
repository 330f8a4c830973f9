"""Binaries and shown texts, each under its SHA-256: signatures, strokes, photos, what was in front of a person."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from peewee import BlobField, CharField, IntegerField

from models.base import MomentField
from models.kept import Kept, given
from models.table import Table


class Blob(Table):
    sha256 = CharField(primary_key=True, max_length=64)
    type = CharField(max_length=64)
    size = IntegerField()
    data = BlobField()
    created_at = MomentField()


def keep(data: bytes, content_type: str, now: datetime) -> dict[str, str | int]:
    """Keeps the bytes once and returns how the ledger names them: `{sha256, bytes, type}`."""
    digest = hashlib.sha256(data).hexdigest()
    _keep.run(sha256=digest, type=content_type, size=len(data), data=data, created_at=now)
    return {"sha256": digest, "bytes": len(data), "type": content_type}


@Kept
def _keep() -> Any:
    return Blob.insert(given(Blob, Blob._meta.sorted_field_names)).on_conflict_ignore()


def is_itself(row: Blob) -> bool:
    """Whether the bytes still have the hash under which they were kept."""
    return hashlib.sha256(bytes(row.data)).hexdigest() == row.sha256


def keep_text(text: str, now: datetime) -> str:
    """Keeps a shown text and returns its hash."""
    return str(keep(text.encode(), "text/plain", now)["sha256"])


def read(digest: str) -> bytes:
    return bytes(Blob.get_by_id(digest).data)
