"""News of a directory that has not been checked yet: somebody is said to have left, and his platform is to be asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import CharField, CompositeKey, IntegerField

from models.base import MomentField
from models.kept import Given, Kept
from models.table import Table


class News(Table):
    """name: `left` (the company), `scope` (the app's visible scope) or `changed` (perhaps switched
    off). heard: how often there was news of this person since the platform last answered, so that an answer to an older
    question settles nothing. not_before: plant time."""

    platform = CharField(max_length=16)
    account = CharField(max_length=128)
    name = CharField(max_length=16)
    heard = IntegerField(default=1)
    attempts = IntegerField(default=0)
    heard_at = MomentField()
    not_before = MomentField()

    class Meta:
        primary_key = CompositeKey("platform", "account")


def hear(platform: str, account: str, name: str, now: datetime) -> None:
    """Somebody is said to have left: the question is due at once, also where an older one is under way."""
    before = News.get_or_none(News.platform == platform, News.account == account)
    # Whoever left is out of the scope too, and both may be said in any order.
    name = "left" if before is not None and before.name == "left" else name
    row = {"platform": platform, "account": account, "name": name, "heard_at": now, "not_before": now}
    again = {News.name: name, News.heard: News.heard + 1, News.attempts: 0, News.not_before: now}
    News.insert(row).on_conflict(conflict_target=[News.platform, News.account], update=again).execute()


def overtaken(platform: str, account: str, now: datetime) -> None:
    """There is other news of him: a question that stands, or is under way, is put once more."""
    again = {News.heard: News.heard + 1, News.not_before: now}
    News.update(again).where(News.platform == platform, News.account == account).execute()


def due(platform: str, now: datetime) -> list[News]:
    """What this platform is to be asked now, the oldest first."""
    return _due.rows(News, platform=platform, now=now)


@Kept
def _due() -> Any:
    """The lanes ask it all the time."""
    waiting = News.platform == Given(News.platform), News.not_before <= Given(News.not_before, "now")
    return News.select().where(*waiting).order_by(News.heard_at, News.account)


def later(row: News, until: datetime) -> None:
    News.update(attempts=News.attempts + 1, not_before=until).where(*_same(row)).execute()


def settle(row: News) -> bool:
    """The platform has answered; False when there is newer news, or somebody else has asked."""
    return bool(News.delete().where(*_same(row)).execute())


def _same(row: News) -> tuple[Any, ...]:
    return News.platform == row.platform, News.account == row.account, News.heard == row.heard
