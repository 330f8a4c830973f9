"""Which page a link means. The link names page and thing, never a person: the login finds out who acts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TEXT = re.compile(r"([a-z]{1,16})/([A-Za-z0-9_-]{1,24})(?:\?r=(\d{1,9}))?")
_names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Target:
    """thing: number of an ask or a permit, kind of work, area; rendition: of the card whose button was tapped, or 0."""

    page: str
    thing: str
    rendition: int = 0

    def __str__(self) -> str:
        return f"{self.page}/{self.thing}" + (f"?r={self.rendition}" if self.rendition else "")

    def path(self, platform: str) -> str:
        return f"/h5/{platform}/{self}"

    @property
    def number(self) -> int:
        """The thing as the number of an ask; 0 when it is none."""
        return int(self.thing) if self.thing.isascii() and self.thing.isdigit() and len(self.thing) < 19 else 0


def open_names(pages: Iterable[str]) -> None:
    """Makes these the names of pages."""
    global _names
    _names = frozenset(pages)


def read(text: str) -> Target | None:
    """`sign/12?r=34` as a target; None for anything else."""
    found = _TEXT.fullmatch(text)
    return Target(found[1], found[2], int(found[3] or 0)) if found and found[1] in _names else None
