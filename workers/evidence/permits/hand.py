"""A handwritten name by the hash that was sealed."""

from __future__ import annotations

from models import blob

# Stands where a picture does not have the hash that was sealed.
EXCHANGED = b"exchanged"


def handwriting(digest: str) -> bytes | None:
    """The picture under its hash; bytes that are no picture, if it is another one than was sealed."""
    try:
        return blob.read(digest)
    except blob.Exchanged:
        return EXCHANGED
    except blob.Gone:
        return None
