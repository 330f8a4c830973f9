"""Pictures and clips of a hazard, as its rows keep them."""

from __future__ import annotations

from collections.abc import Mapping

from models.stored import NONE, Stored, key


class Photo(Stored):
    """A picture in the store of binaries, with what the phone told of it and what stands in it."""

    sha256: str
    bytes: int
    type: str
    told: Mapping[str, str] = NONE
    read_in: Mapping[str, str] = key("read", default=NONE)
    received: Mapping[str, object] = NONE

    @property
    def came_as(self) -> str:
        """SHA-256 of what the phone sent, which may be another picture than what people see."""
        return str(self.received.get("sha256") or self.sha256)


class Clip(Stored):
    """A short clip in the store of binaries. seconds: how long it is, as text."""

    sha256: str
    bytes: int
    type: str
    seconds: str = ""
