"""Two signatures that seem to be of one hand: what they have in common, and how that reads. It never judges who drew
them: no hand writes a name twice without any difference, but somebody has to ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from models.answered import Proven
from models.ask import Ask
from models.blob import Blob

Check = Literal["", "hand", "device"]
# Two who sign on one phone within so long may be one.
TOGETHER = timedelta(seconds=60)
# beside: whose the other one is.
WORDS = {"hand": "和{beside}的签名一笔不差", "device": "和{beside}用同一部手机，不到一分钟先后签"}


def seen(one: Proven, other: Proven) -> Check:
    """What two signatures have in common: the same drawing, or one phone within a minute."""
    if same_drawing(one, other):
        return "hand"
    return "device" if same_phone(one, other) else ""


def same_drawing(one: Proven, other: Proven) -> bool:
    return bool(one.signature) and one.signature == other.signature


def same_phone(one: Proven, other: Proven) -> bool:
    """Whether both were written on one phone, one right after the other."""
    if not one.device or one.device != other.device or not (one.at and other.at):
        return False
    return abs(one.at - other.at) <= TOGETHER


def copied(ask: Ask) -> Ask | None:
    """The first ask of any matter that somebody else has answered with the drawing of this one. Answers are only
    searched where that drawing was kept before."""
    mine = Proven.of(ask)
    before = Blob.select(Blob.sha256).where(Blob.sha256 == mine.signature, Blob.created_at < mine.at)
    if not mine.signature or not mine.at or not before.exists():
        return None
    found = Ask.select().where(Ask.answer.cast("text").contains(mine.signature), Ask.person != ask.person)
    return next((each for each in found.order_by(Ask.id) if same_drawing(Proven.of(each), mine)), None)


def words(check: str, name: str) -> str:
    """What a signature has in common with that of somebody of this name."""
    return WORDS.get(check, check).format(beside=name)
