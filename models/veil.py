"""Copies of photos for boards, small and with every face that was found made unrecognisable. The original stays where
it is; without a copy a board shows no picture."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from peewee import CharField, IntegerField

from models.base import MomentField
from models.table import Table

WAITING, READY, NONE = "waiting", "ready", "none"


class Veil(Table):
    """sha256: of the photo; copy: the hash of its copy; faces: how many were found; state: `waiting`, `ready`, or
    `none` where no copy could be made."""

    sha256 = CharField(primary_key=True, max_length=64)
    copy = CharField(max_length=64, default="")
    faces = IntegerField(default=0)
    state = CharField(max_length=8, default=WAITING, index=True)
    at = MomentField()


def want(photos: Iterable[str], now: datetime) -> None:
    """A worker is to make copies of these."""
    for photo in photos:
        Veil.insert(sha256=photo, at=now).on_conflict_ignore().execute()


def due(limit: int) -> list[str]:
    rows = Veil.select(Veil.sha256).where(Veil.state == WAITING).order_by(Veil.at).limit(limit)
    return [row.sha256 for row in rows]


def keep(photo: str, copy: str, faces: int) -> None:
    """copy: its hash, empty where none could be made."""
    state = READY if copy else NONE
    Veil.update(copy=copy, faces=faces, state=state).where(Veil.sha256 == photo).execute()


def copies(photos: Collection[str]) -> dict[str, str]:
    """Of these photos the copies that are ready."""
    rows = Veil.select(Veil.sha256, Veil.copy).where(Veil.sha256.in_(list(photos)), Veil.state == READY)
    return {row.sha256: row.copy for row in rows}
