"""How an ask was answered, or why nobody answers it any more, as a typed value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from models.ask import Ask
from models.stored import NONE, Stored


class Outcome(Stored):
    """result: what came of it (`signed`, `over`, …); by: who answered, empty when it was the person asked; words: why
    nobody is asked any more; reason: the reason in the answerer's words; to: who is asked instead; permit: the number
    of the permit that a request became; shown: the hash of the text that the answerer saw."""

    result: str = ""
    at: datetime | None = None
    by: str = ""
    words: str = ""
    reason: str = ""
    to: str = ""
    permit: str = ""
    shown: str = ""

    @classmethod
    def of(cls, ask: Ask) -> Self:
        """The outcome of the ask; empty while there is none."""
        return cls.read(ask.answer or {})

    @classmethod
    def over(cls, words: str, now: datetime) -> Self:
        """The outcome of an ask that nobody has to answer any more, with the reason."""
        return cls.read({}).but(result="over", words=words, at=now)

    @property
    def clock(self) -> str:
        """The time of the answer (08:19), or empty."""
        return f"{self.at:%H:%M}" if self.at else ""

    def done_by(self, person: str, now: datetime) -> Self:
        """The outcome with who answered and when, unless it already says so."""
        return self.read({**type(self)._written({"by": person, "at": now}), **self.kept})

    def because(self, by: str, reason: str) -> Self:
        return self.but(by=by, reason=reason)

    def resulting(self, result: str, **more: str) -> Self:
        return self.but(result=result, **more)


class Binary(Stored):
    """Something in the store of binaries, as the trail names it. type: image/png, …"""

    sha256: str
    bytes: int
    type: str


class Proven(Outcome):
    """An answer with the proof that a phone sent: a handwritten name (its picture and its strokes), a photo, which
    phone it was and where. presence: what the position shows, in words; code: the number of the site's code that it
    read; way: on whose phone a worker signed."""

    png: Binary | None = None
    strokes: Binary | None = None
    photo: Binary | None = None
    position: Mapping[str, str] = NONE
    device: str = ""
    rendition: int = 0
    presence: str = ""
    code: str = ""
    way: str = ""

    @property
    def signature(self) -> str:
        """The hash of the handwritten name, or empty."""
        return self.png.sha256 if self.png else ""

    def evidence(self) -> dict[str, Any]:
        """The part of the proof that goes into the trail."""
        names = ("png", "strokes", "photo", "position", "device", "presence", "code")
        return {name: self.kept[name] for name in names if name in self.kept}


def keep(ask: Ask, answer: Outcome) -> None:
    """Adds something to an ask that has its answer already."""
    ask.answer = dict(answer.kept)
    Ask.set_by_id(ask.id, {"answer": ask.answer})
