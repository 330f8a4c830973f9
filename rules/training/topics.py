"""What the three levels have to teach (training.md §1), and what teaches it: a lesson of somebody's post, or whoever
teaches him the level, on site. The lists are data; which level of the plant has which is the plant's. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.training.levels import Level, Rank

if TYPE_CHECKING:
    from rules.training.courses import Course, Courses, Lesson
    from rules.training.trades import Trade, Trades


@dataclass(frozen=True)
class Topic:
    """level: whose list it stands in; high_risk: only where the trade is one of high risk."""

    id: str
    name: str
    level: Rank
    high_risk: bool = False


@dataclass(frozen=True)
class Covered:
    """What teaches a topic. lessons: with their courses; on_site: whoever teaches the level tells or shows it."""

    topic: Topic
    lessons: tuple[tuple[Course, Lesson], ...]
    on_site: bool

    @property
    def taught(self) -> bool:
        return bool(self.lessons) or self.on_site


@dataclass(frozen=True)
class OfLevel:
    level: Level
    topics: tuple[Covered, ...]


def of_post(post: str, trades: Trades, courses: Courses) -> list[OfLevel]:
    """Level by level what whoever comes to this post has to be taught, and what teaches it."""
    return _levels(trades, courses, [each for each in trades.trades if post in each.posts])


def untaught(trades: Trades, courses: Courses) -> list[Covered]:
    """What the plant's levels have to teach and nothing does that anybody learns, whatever the post."""
    levels = _levels(trades, courses, [each for each in trades.trades if each.posts])
    return [each for level in levels for each in level.topics if not each.taught]


def names(level: Level, topics: Iterable[Topic]) -> tuple[str, ...]:
    """What whoever teaches this level tells or shows himself."""
    return tuple(each.name for each in topics if each.id in level.on_site)


def _levels(trades: Trades, courses: Courses, learned: Sequence[Trade]) -> list[OfLevel]:
    """By the courses that these trades learn."""
    risky, asked = any(each.high_risk for each in learned), {course for each in learned for course in each.courses}
    wanted = [each for each in trades.topics if risky or not each.high_risk]
    own = [each for each in courses.courses if each.id in asked]
    return [
        OfLevel(level, tuple(_covered(each, level, own) for each in wanted if each.level == level.teaches))
        for level in trades.levels
    ]


def _covered(topic: Topic, level: Level, courses: Sequence[Course]) -> Covered:
    lessons = tuple((course, each) for course in courses for each in course.lessons if topic.id in each.topics)
    return Covered(topic, lessons, topic.id in level.on_site)
