"""The ledger: a hash chain of canonical entries for each subject, and the seals over all of them.

Exactly as docs/evidence.md says; entries are only ever added. The subject must be locked by the caller.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from peewee import AutoField, CharField, ForeignKeyField, IntegerField, JSONField, TextField

from models.base import MomentField
from models.subject import Subject
from models.table import Table


class Seal(Table):
    """One sealed block: a Merkle root over every entry that no seal had yet, chained to the seal before.

    anchors: `[{way, authority, files: {suffix: sha256}}]`; anchor_at: when the next try for an anchor may begin (plant
    time), null when nothing is left to try; anchor_words: why the last try brought nothing.
    """

    number = IntegerField(primary_key=True)
    size = IntegerField()
    total = IntegerField()
    canonical = TextField()
    hash = CharField(max_length=64)
    at = MomentField()
    anchors = JSONField(default=list)
    anchor_at = MomentField(null=True, index=True)
    anchor_words = TextField(default="")


class Entry(Table):
    """One line of the trail. `seal` and `leaf` are filled when it is sealed; nothing else ever changes."""

    id = AutoField()
    subject = ForeignKeyField(Subject, backref="entries")
    seq = IntegerField()
    kind = CharField(max_length=48)
    canonical = TextField()
    hash = CharField(max_length=64)
    recorded_at = MomentField()
    seal = ForeignKeyField(Seal, null=True, backref="entries", index=True)
    leaf = IntegerField(null=True)

    class Meta:
        indexes = ((("subject", "seq"), True),)


def stamp(moment: datetime) -> str:
    """RFC 3339 with milliseconds and offset."""
    return moment.isoformat(timespec="milliseconds")


def entry_hash(canonical: bytes) -> str:
    return hashlib.sha256(b"\x00" + canonical).hexdigest()


def append(
    subject: Subject,
    kind: str,
    now: datetime,
    *,
    actor: Mapping[str, str],
    data: Mapping[str, Any],
    shown: str | None = None,
    at: datetime | None = None,
    late: str = "",
) -> Entry:
    """Adds one entry to the locked subject's chain.

    actor: `{person, post, platform, account}` (+ `for`, `authorization`) or `{system}`. data: no floats, people as ids.
    shown: SHA-256 of the text in front of the person. at: when it happened, unless it is now (`late` then says why).
    """
    seq = subject.seq + 1
    line: dict[str, Any] = {
        "v": 1,
        "subject": subject.key,
        "seq": seq,
        "kind": kind,
        "at": stamp(at or now),
        "recorded_at": stamp(now),
        "actor": dict(actor),
        "data": dict(data),
        "prev": subject.head,
    }
    if shown:
        line["shown"] = shown
    if late:
        line["late"] = late
    canonical = rfc8785.dumps(line)
    digest = entry_hash(canonical)
    entry = Entry.create(
        subject=subject, seq=seq, kind=kind, canonical=canonical.decode(), hash=digest, recorded_at=now
    )
    subject.seq, subject.head = seq, digest
    Subject.set_by_id(subject.id, {"seq": seq, "head": digest})
    return entry


def of_subject(subject: Subject) -> list[Entry]:
    return list(Entry.select().where(Entry.subject == subject).order_by(Entry.seq))
