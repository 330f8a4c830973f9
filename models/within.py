"""What a transaction reads again and again and only itself could change: read once, until it ends or writes it.

Without a transaction nothing is kept, because others write meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
_here = threading.local()


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` returned when it was asked first in this transaction."""
    kept: dict[Hashable, Any] | None = getattr(_here, "kept", None)
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: T = kept[key]
    return found


def forget() -> None:
    """For whoever writes what others read by `once`, or takes back what was written."""
    if getattr(_here, "kept", None):
        _here.kept.clear()


@contextmanager
def a_transaction() -> Iterator[None]:
    _here.kept = {}
    try:
        yield
    finally:
        _here.kept = None
