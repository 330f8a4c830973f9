"""Pictures and files that are on their way from a phone, or that have come and belong to no act yet.

They are kept apart from what acts have taken (`models/blob.py`): what nobody takes can be swept away, and nothing that
the trail names can ever be.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from peewee import BlobField, CharField, ForeignKeyField, IntegerField, JSONField, fn

from models.ask import MOVABLE, Ask
from models.base import MomentField
from models.table import Table
from rules.prints import Print

# What the state may be: pieces are coming; it has come and was judged good or bad; an act has taken it; let go.
COMING, READY, BAD, USED, GONE = "coming", "ready", "bad", "used", "gone"


class Upload(Table):
    """number: unguessable; person: whose it is; size: bytes, as announced; received: bytes that are here.

    hash, mirror: the fingerprint of a picture as people see it (`rules.prints`); empty for other files.

    told: what the phone says of the original (`handlers.pictures.Told`). found: what the house makes of it, as the
    trail will name it; for a bad one `{words, todo}`. made: the picture that is shown, where it is another one than
    what came. held_by: the ask that lists it until its form is sent. Times are plant time.
    """

    number = CharField(primary_key=True, max_length=32)
    person = CharField(max_length=32)
    size = IntegerField()
    received = IntegerField(default=0)
    state = CharField(max_length=8, default=COMING)
    told = JSONField(default=dict)
    found = JSONField(default=dict)
    hash = CharField(max_length=16, default="")
    mirror = CharField(max_length=16, default="")
    made = BlobField(null=True)
    held_by = IntegerField(null=True)
    begun_at = MomentField()
    touched_at = MomentField(index=True)

    class Meta:
        indexes = ((("begun_at", "person", "size"), False),)


class UploadPiece(Table):
    """The bytes from `start` on."""

    upload = ForeignKeyField(Upload)
    start = IntegerField()
    data = BlobField()

    class Meta:
        indexes = ((("upload", "start"), True),)


def begin(person: str, size: int, told: dict[str, Any], now: datetime) -> str:
    """A new upload of so many bytes; returns its number."""
    number = secrets.token_hex(16)
    Upload.create(number=number, person=person, size=size, told=told, begun_at=now, touched_at=now)
    return number


def count(person: str, size: int, now: datetime) -> None:
    """Bytes that came with an act itself and are in the store of binaries: a row that only counts."""
    Upload.create(number=secrets.token_hex(16), person=person, size=size, state=USED, begun_at=now, touched_at=now)


def of_person(number: str, person: str) -> Upload | None:
    """The upload with this number, if it is this person's."""
    found = Upload.find(number)
    return found if found is not None and found.person == person else None


def ready_since(person: str, way: str, since: datetime) -> list[Upload]:
    """What this person has brought in this way since then, the newest first, of what no act has taken and no ask
    holds."""
    mine = Upload.person == person, Upload.state == READY, Upload.held_by.is_null(), Upload.begun_at >= since
    rows = Upload.select().where(*mine).order_by(Upload.begun_at.desc())
    return [row for row in rows if row.told.get("way") == way]


def append(upload: Upload, offset: int, data: bytes, now: datetime) -> int:
    """Adds bytes at `offset` if exactly so many are here; returns how many are here then."""
    mine = (Upload.number == upload.number, Upload.received == offset, Upload.state == COMING)
    added = {Upload.received: offset + len(data), Upload.touched_at: now}
    if data and Upload.update(added).where(*mine).execute():
        UploadPiece.create(upload=upload.number, start=offset, data=data)
    return int(Upload.get_by_id(upload.number).received)


def content(number: str) -> bytes:
    """All bytes that came."""
    rows = UploadPiece.select(UploadPiece.data).where(UploadPiece.upload == number).order_by(UploadPiece.start)
    return b"".join(bytes(row.data) for row in rows)


def judge(number: str, state: str, found: dict[str, Any], made: bytes | None, taken: Print | None) -> None:
    """Keeps what the house makes of it. The bytes of a bad one are not kept."""
    made_of_it = {"state": state, "found": found, "made": made}
    if taken:
        made_of_it |= {"hash": taken.hash, "mirror": taken.mirror}
    Upload.update(made_of_it).where(Upload.number == number, Upload.state == COMING).execute()
    if state == BAD:
        _forget([number])


def end(number: str, state: str, now: datetime) -> None:
    """An act has taken it, or it is let go: its bytes are no longer kept here."""
    Upload.update(state=state, made=None, held_by=None, touched_at=now).where(Upload.number == number).execute()
    _forget([number])


def hold(number: str, ask: Ask) -> None:
    """The ask lists it: it is not swept while somebody may still send the form."""
    Upload.update(held_by=ask.id).where(Upload.number == number).execute()


def announced(since: datetime, person: str = "") -> int:
    """Bytes that were announced since then, by this person or by all."""
    mine = (Upload.begun_at >= since, *((Upload.person == person,) if person else ()))
    return int(Upload.select(fn.COALESCE(fn.SUM(Upload.size), 0)).where(*mine).scalar())


def has_old(before: datetime) -> bool:
    """Whether `sweep` would delete something."""
    return bool(_old(before, 1))


def sweep(before: datetime, most: int) -> int:
    """Deletes uploads that nothing has touched since then and that no open ask holds; returns how many, at most
    `most`. What an act took is in the store of binaries and stays."""
    old = _old(before, most)
    _forget(old)
    return int(Upload.delete().where(Upload.number.in_(old)).execute()) if old else 0


def _old(before: datetime, most: int) -> list[str]:
    open_asks = Ask.select(Ask.id).where(Ask.state.in_(MOVABLE))
    free = Upload.held_by.is_null() | Upload.held_by.not_in(open_asks)
    return [row.number for row in Upload.select(Upload.number).where(Upload.touched_at < before, free).limit(most)]


def _forget(numbers: list[str]) -> None:
    if numbers:
        UploadPiece.delete().where(UploadPiece.upload.in_(numbers)).execute()
