"""Where a visitor may be sent on to."""

from __future__ import annotations


def is_ours(address: str, room: str) -> bool:
    """Whether an address that a visitor gave is one of ours under `room` (`/console/`): browsers read a backslash and
    two slashes as another server, and a line break would begin another header."""
    return address.startswith(room) and address.isprintable() and "\\" not in address and "//" not in address
