"""Compares the photos of what was reported mended, one pair after the other, each in a process of its own."""

from __future__ import annotations

from datetime import datetime

from handlers.hazards import comparing
from handlers.hazards.comparing import Pair
from models import blob, store
from rules.hazards.seen import Finding, Reason, Verdict
from workers.photos.apart import compared

AT_ONCE = 10


def is_due(now: datetime) -> bool:
    return bool(comparing.due(1, now))


def compare(now: datetime) -> int:
    """Compares at most AT_ONCE pairs; returns how many were kept."""
    return sum(_keep(pair, _found(pair), now) for pair in comparing.due(AT_ONCE, now))


def _keep(pair: Pair, found: Finding, now: datetime) -> bool:
    return store.write(lambda: comparing.keep(pair, found, now))


def _found(pair: Pair) -> Finding:
    """A photo that is gone or was exchanged can't be compared: then a person looks."""
    try:
        known = [(name, content) for name in comparing.earlier(pair) if (content := _read(name))]
        return compared(blob.read(pair.before), [blob.read(each) for each in pair.after], pair.box, known)
    except blob.Unfit:
        return Finding(Verdict.UNSURE, (Reason.UNREADABLE,))


def _read(name: str) -> bytes:
    """Empty when it is gone or was exchanged."""
    try:
        return blob.read(name)
    except blob.Unfit:
        return b""
