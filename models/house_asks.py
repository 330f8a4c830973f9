"""What the asks of the house itself show: alerts, the card that gathers what waits for one person, what he asked
for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Self

from models.answered import Outcome
from models.asked import AskData
from models.stored import NONE, key


class Alert(AskData):
    """`alert.acknowledge`. topic: one alert of a topic is open at a time; red: somebody may be hurt; news: what it did
    not say at first; people: whom its lines name, as its readers were last told. count: how many reports it is by now;
    by, said: who reported, the newest first, and what each of them said last; more_at: when it was last ordered to say
    more."""

    topic: str = ""
    title: str
    lines: tuple[str, ...] = ()
    red: bool = False
    news: str = ""
    people: tuple[str, ...] = ()
    count: int = 1
    by: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    more_at: datetime | None = None

    @property
    def mark(self) -> str:
        return "【红色警报】" if self.red else ""


class Digest(AskData):
    """`permit.digest`. told_at: when the person was last told of what waits."""

    told_at: datetime

    @classmethod
    def told(cls, now: datetime) -> Self:
        return cls.read({}).telling(now)

    def telling(self, now: datetime) -> Self:
        return self.but(told_at=now.isoformat())


class Found(AskData):
    """`word.found`: what somebody asked for, as it was at that moment. page: the phone page behind the card, without
    its address; pages: further ones, button's text → page."""

    title: str
    lines: tuple[str, ...] = ()
    page: str
    link_text: str
    pages: Mapping[str, str] = NONE


class Away(Outcome):
    """The answer to `leave.cover`: away on these days, the first and last included; cover: who stands in, empty when
    the chain decides; back: when he came back."""

    since: date = key("from")
    until: date
    cover: str = ""
    back: datetime | None = None

    def returned(self, now: datetime) -> Self:
        return self.but(back=now)


# What a tap on a place of a picture sends, before the place's number.
PLACE = "place_"


class Brought(AskData):
    """`picture.sent`. uploads: the numbers of the pictures; keys, lines, pages: for each place where they may be used,
    its name for the flow, its words, and the page on which it is done, empty where a tap does it."""

    uploads: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


class Tried(AskData):
    """`house.check`: what of a phone works. came: step → what was seen of it, in words; faults: step → what went wrong
    at its last try."""

    came: Mapping[str, str] = NONE
    faults: Mapping[str, str] = NONE


class Moments(AskData):
    """A matter's timetable. moments: what the house does by itself → when."""

    moments: Mapping[str, datetime]

    def with_moment(self, name: str, moment: datetime) -> Self:
        return self._keeping({**self.moments, name: moment})

    def without_moments(self, names: Collection[str]) -> Self:
        return self._keeping({name: moment for name, moment in self.moments.items() if name not in names})

    def due(self, now: datetime) -> list[str]:
        """The moments that have come, in order."""
        moments = self.moments
        return sorted((name for name in moments if moments[name] <= now), key=lambda name: moments[name])

    def _keeping(self, moments: Mapping[str, datetime]) -> Self:
        return self.but(moments={name: moment.isoformat() for name, moment in moments.items()})
