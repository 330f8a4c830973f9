"""Whether whoever comes is taught all that the rules list (三级教育): by post, level by level, which lesson or who."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template, request

from models.book import Book
from rules.training.coverage import Share
from rules.training.topics import Covered, OfLevel, of_post
from web.house import house
from web.people import rulebook

ON_SITE = "带的人当面讲"
NOBODY = "没有课教，也没有人当面讲"


@dataclass(frozen=True)
class Post:
    id: str
    name: str
    cover: str
    tone: str
    lacks: str


@dataclass(frozen=True)
class Row:
    name: str
    by: str
    tone: str


@dataclass(frozen=True)
class Part:
    """A level of the chosen post."""

    name: str
    rows: tuple[Row, ...]


def show() -> str:
    """`?post=`."""
    rules = rulebook(house().now())
    plant, trades = rules.plant, rules.config.trades
    chosen = request.args.get("post", "")
    return render_template(
        "console/training/topics.html",
        listed=bool(trades.topics and any(each.teaches for each in trades.levels)),
        open=[each.name for each in trades.levels if not each.teaches],
        posts=[(id_, post.name) for id_, post in plant.posts.items()],
        post=chosen if chosen in plant.posts else "",
        parts=[_part(each) for each in _levels(chosen, rules)] if chosen in plant.posts else [],
        rows=[] if chosen in plant.posts else list(_posts(rules)),
    )


def _levels(post: str, rules: Book) -> list[OfLevel]:
    return [each for each in of_post(post, rules.config.trades, rules.config.courses) if each.topics]


def _posts(rules: Book) -> Iterator[Post]:
    """Each post, in the order of the data."""
    for id_, post in rules.plant.posts.items():
        every = [each for level in _levels(id_, rules) for each in level.topics]
        left = [each.topic.name for each in every if not each.taught]
        tone = "caution" if left else "done"
        yield Post(id_, post.name, Share(len(every) - len(left), len(every)).words, tone, "；".join(left))


def _part(found: OfLevel) -> Part:
    return Part(f"{found.level.name}（{found.level.hours:g} 学时）", tuple(map(_row, found.topics)))


def _row(each: Covered) -> Row:
    """Lessons by their courses: 《化学品安全》看懂标签和SDS."""
    by = [f"《{course.title}》{lesson.title}" for course, lesson in each.lessons]
    told = [*by, ON_SITE] if each.on_site else by
    return Row(each.topic.name, "；".join(told) or NOBODY, "done" if each.taught else "caution")
