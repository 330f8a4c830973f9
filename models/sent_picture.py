"""A picture that somebody sent in the chat, until it has been fetched from his platform."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import AutoField, CharField, IntegerField, TextField

from models.base import MomentField
from models.kept import Given, Kept
from models.table import Table


class SentPicture(Table):
    """reference: by what the platform gives it out; words: what was written with it. not_before: plant time."""

    id = AutoField()
    platform = CharField(max_length=16)
    account = CharField(max_length=128)
    reference = TextField()
    words = TextField(default="")
    attempts = IntegerField(default=0)
    heard_at = MomentField()
    not_before = MomentField(index=True)


def hear(platform: str, account: str, reference: str, words: str, now: datetime) -> None:
    row = {"platform": platform, "account": account, "reference": reference, "words": words}
    SentPicture.create(**row, heard_at=now, not_before=now)


def waiting(platform: str, account: str) -> int:
    """How many of this person's pictures have not been fetched yet."""
    return int(SentPicture.select().where(SentPicture.platform == platform, SentPicture.account == account).count())


def due(platform: str, now: datetime) -> list[SentPicture]:
    """What is to be fetched from this platform now, the oldest first."""
    return _due.rows(SentPicture, platform=platform, now=now)


@Kept
def _due() -> Any:
    mine = SentPicture.platform == Given(SentPicture.platform)
    come = SentPicture.not_before <= Given(SentPicture.not_before, "now")
    return SentPicture.select().where(mine, come).order_by(SentPicture.id)


def later(row: SentPicture, until: datetime) -> None:
    SentPicture.update(attempts=SentPicture.attempts + 1, not_before=until).where(SentPicture.id == row.id).execute()


def settle(row: SentPicture) -> bool:
    """It has come, or never will; False when another process has seen to it."""
    return bool(SentPicture.delete().where(SentPicture.id == row.id).execute())
