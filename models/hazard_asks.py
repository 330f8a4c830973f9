"""What the asks of a hazard show: a value for each kind that shows more than the hazard itself."""

from __future__ import annotations

from datetime import datetime

from models.asked import AskData
from models.stored import key


class Wish(AskData):
    """`hazard.report`: what the form begins with. words: what was written in the chat; uploads: numbers of pictures
    that came from there."""

    words: str = ""
    uploads: tuple[str, ...] = ()


class Alike(AskData):
    """`hazard.same`. number: of the open hazard that it is like."""

    number: str


class Fix(AskData):
    """`hazard.fix`. until: the deadline that the card names; again: what was not mended when somebody looked."""

    until: datetime
    again: str = ""


class Decision(AskData):
    """`hazard.dispute`, `hazard.extension`. to: whom the owner named; reason, interim, until: what he wrote."""

    by: str = ""
    to: str = ""
    reason: str = ""
    interim: str = ""
    until: datetime | None = None


class Look(AskData):
    """`hazard.check`, `hazard.recheck`, `hazard.confirm`. of_round: which mending it is about."""

    of_round: int = key("round", default=1)
