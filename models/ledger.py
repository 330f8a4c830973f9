"""The ledger: a hash chain of canonical entries for each subject, and the seals over all of them.

Exactly as docs/evidence.md says; entries are only ever added. The subject must be locked by the caller.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import rfc8785
from peewee import AutoField, BlobField, CharField, ForeignKeyField, IntegerField, JSONField, TextField, fn

from models import changed, plant_time, store, within
from models.base import MomentField
from models.kept import Given, Kept
from models.subject import Subject
from models.table import Table

# Entries by which nothing changes that a matter is found by.
QUIET = frozenset(
    {"ask.reminded", "ask.escalated", "ask.undelivered", "ask.alarmed", "card.delivered", "card.undeliverable"}
)


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


class Leaves(Table):
    """The leaf hashes of a seal, 32 bytes each, so that the proofs of its entries do not depend on one another."""

    seal = IntegerField(primary_key=True)
    hashes = BlobField()


class Entry(Table):
    """One line of the trail. `seal` and `leaf` are filled when it is sealed; nothing else ever changes."""

    id = AutoField()
    subject_id: int
    seal_id: int | None
    subject = ForeignKeyField(Subject, backref="entries")
    seq = IntegerField()
    kind = CharField(max_length=48)
    canonical = TextField()
    hash = CharField(max_length=64)
    recorded_at = MomentField()
    seal = ForeignKeyField(Seal, null=True, backref="entries", index=True)
    leaf = IntegerField(null=True)

    class Meta:
        indexes = ((("subject", "seq"), True), (("subject", "kind", "seq"), False))


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
    """Adds one entry to the locked subject's chain. It is written at `now`, or later if something else was written
    meanwhile.

    actor: `{person, post, platform, account}` (+ `for`, `authorization`) or `{system}`. data: no floats, people as ids.
    shown: SHA-256 of the text in front of the person. at: when it happened, unless it is now (`late` then says why).
    """
    seq, written = subject.seq + 1, in_order(now, last_written(subject), newest_seal())
    line: dict[str, Any] = {
        "v": 1,
        "subject": subject.key,
        "seq": seq,
        "kind": kind,
        "at": stamp(at or now),
        "recorded_at": stamp(written),
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
        subject=subject, seq=seq, kind=kind, canonical=canonical.decode(), hash=digest, recorded_at=written
    )
    if kind not in QUIET:
        changed.note(subject, now)
    subject.seq, subject.head, subject.written = seq, digest, written
    Subject.set_by_id(subject.id, {"seq": seq, "head": digest})
    return entry


def in_order(now: datetime, *before: datetime | None) -> datetime:
    """The moment of writing, taken under the lock: `now` with the time that was spent in the queue for it, and never
    less than what was written before."""
    seconds = store.waited()
    here = now + timedelta(seconds=seconds) * plant_time.rate() if seconds else now
    return max(here, *filter(None, before)) if any(before) else here


def newest_seal() -> datetime | None:
    """When the newest seal was made: whatever is written now was not there then."""
    found = within.once("newest seal", lambda: _newest.row(Seal))
    return found.at if found else None


def newest() -> datetime | None:
    """The latest moment that any seal or entry bears. No seal is earlier than what it seals."""
    unsealed = Entry.select(fn.MAX(Entry.recorded_at)).where(Entry.seal.is_null()).scalar()
    return max(filter(None, (newest_seal(), unsealed)), default=None)


def last_written(subject: Subject) -> datetime | None:
    """When the subject's last entry was written."""
    if subject.written is not None or not subject.seq:
        return subject.written
    found = _last.row(Entry, subject=subject.id, seq=subject.seq)
    return found.recorded_at if found else None


@Kept
def _newest() -> Any:
    return Seal.select(Seal.at).order_by(Seal.number.desc()).limit(1)


@Kept
def _last() -> Any:
    mine = (Entry.subject == Given(Entry.subject, "subject"), Entry.seq == Given(Entry.seq))
    return Entry.select(Entry.recorded_at).where(*mine)


def times(subject: Subject, kind: str, **data: Any) -> int:
    """How many of the subject's entries of this kind have this in their data."""
    rows = Entry.select(Entry.canonical).where(Entry.subject == subject, Entry.kind == kind)
    told = (json.loads(row.canonical)["data"] for row in rows)
    return sum(all(each.get(name) == value for name, value in data.items()) for each in told)


def of_subject(subject: Subject) -> list[Entry]:
    return _of_subject.rows(Entry, subject=subject)


@Kept
def _of_subject() -> Any:
    return Entry.select().where(Entry.subject == Given(Entry.subject)).order_by(Entry.seq)
