"""Binaries and shown texts, each under its SHA-256: signatures, strokes, photos, what was in front of a person.

Bytes are read only here, and only if they still have the hash under which they were kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from peewee import BlobField, CharField, IntegerField

from models.base import MomentField
from models.kept import Kept, given
from models.table import Table

BATCH = 50


class Blob(Table):
    sha256 = CharField(primary_key=True, max_length=64)
    type = CharField(max_length=64)
    size = IntegerField()
    data = BlobField()
    created_at = MomentField()


class Unfit(LookupError):
    """What was kept under a hash can't be given; `words` say why, after 「图片」 or another name of it."""

    words = ""


class Gone(Unfit):
    words = "不在了"


class Exchanged(Unfit):
    words = "被换过：与封存的哈希不符"


def keep(data: bytes, content_type: str, now: datetime) -> dict[str, str | int]:
    """Keeps the bytes once and returns how the ledger names them: `{sha256, bytes, type}`."""
    named = name(data, content_type)
    _keep.run(sha256=named["sha256"], type=content_type, size=len(data), data=data, created_at=now)
    return named


def name(data: bytes, content_type: str) -> dict[str, str | int]:
    """How the ledger names these bytes: `{sha256, bytes, type}`."""
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "type": content_type}


@Kept
def _keep() -> Any:
    return Blob.insert(given(Blob, Blob._meta.sorted_field_names)).on_conflict_ignore()


def is_itself(row: Blob) -> bool:
    """Whether the bytes still have the hash under which they were kept."""
    return hashlib.sha256(bytes(row.data)).hexdigest() == row.sha256


def keep_text(text: str, now: datetime) -> str:
    """Keeps a shown text and returns its hash."""
    return str(keep(text.encode(), "text/plain", now)["sha256"])


def found(digest: str) -> Blob:
    """The row under this hash. Raises Gone or Exchanged."""
    row = Blob.get_or_none(Blob.sha256 == digest)
    if row is None:
        raise Gone(digest)
    if not is_itself(row):
        raise Exchanged(digest)
    return row


def read(digest: str) -> bytes:
    """The bytes under this hash. Raises Gone or Exchanged."""
    return bytes(found(digest).data)


def unfit(digests: Collection[str]) -> dict[str, str]:
    """Of these hashes those that `found` refuses, each with the words."""
    words = dict.fromkeys(digests, Gone.words)
    names = sorted(words)
    for batch in (names[first : first + BATCH] for first in range(0, len(names), BATCH)):
        for digest, data in Blob.select(Blob.sha256, Blob.data).where(Blob.sha256.in_(batch)).tuples().iterator():
            if hashlib.sha256(data).hexdigest() == digest:
                del words[digest]
            else:
                words[digest] = Exchanged.words
    return words
