"""Makes copies of photos for boards, one after the other, each in a process of its own."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from models import blob, store, veil
from workers.photos.veiled import veiled

AT_ONCE = 10


def is_due() -> bool:
    return bool(veil.due(1))


def make(now: datetime) -> int:
    """Makes at most AT_ONCE copies; returns how many were tried."""
    waiting = veil.due(AT_ONCE)
    for photo in waiting:
        store.write(partial(_keep, photo, *veiled(_read(photo)), now))
    return len(waiting)


def _keep(photo: str, copy: bytes, faces: int, now: datetime) -> None:
    named = blob.keep(copy, "image/jpeg", now) if copy else {}
    veil.keep(photo, str(named.get("sha256", "")), faces)


def _read(photo: str) -> bytes:
    """Empty when it is gone or was exchanged: no copy can be made of that."""
    try:
        return blob.read(photo)
    except blob.Unfit:
        return b""
