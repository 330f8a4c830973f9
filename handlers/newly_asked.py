"""What new data ask of people who are there: for each trade and course that the version before did not ask, how many
have to learn it and until when they work on without. Whoever loads the data reads it before the gate shuts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from config.files import PlantConfig
from models import qualified, required, training
from models.book import book
from rules.phrases import date_words
from rules.staff.standing import has_left
from rules.training.trades import Trade


def told(config: PlantConfig, before: int, now: datetime) -> list[str]:
    """before: the version that held before these data. Empty while nobody is asked to learn, or where the data know no
    grace: then nobody who is there is shut out (`models.required`)."""
    if config.trades.grace_days is None or not training.running():
        return []
    return [line for trade in config.trades.trades for line in _of_trade(trade, config, required.asked(before), now)]


def _of_trade(trade: Trade, config: PlantConfig, before: frozenset[required.Pair], now: datetime) -> Iterator[str]:
    # Whom the personnel office has named is in no file.
    people = {each.id: each for each in (*config.plant.people, *book(now).plant.people) if not has_left(each)}
    today = config.plant.day(now)
    for course in trade.courses:
        fresh = {post for post in trade.posts if (post, course) not in before}
        old = {post for post, asked in before if asked == course}
        newly = [each.id for each in people.values() if fresh & {*each.posts} and not old & {*each.posts}]
        if lacking := qualified.without(course, newly, config, today):
            title = config.courses.title(course)
            yield f"{trade.name} {len(lacking)} 人新加《{title}》：{_from(trade, config, now)}"


def _from(trade: Trade, config: PlantConfig, now: datetime) -> str:
    grace = config.trades.grace_days
    if grace is None:
        return ""
    field, days = ("permit_roles", grace.permit_roles) if trade.permit_roles else ("general", grace.general)
    last = config.plant.day(now) + timedelta(days)
    when = f"宽限到{date_words(last)}，过了" if days else "明天起"
    return f"{when}没学完上不了票（grace_days 的 {field}: {days}，在 posts_matrix.yaml 里可以改）"
