"""Post × course: what a person has to know, why, and for how long a pass holds (training.md §2).

Who holds several posts needs what any of them needs; the shortest interval wins.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rules.plant import Person, Plant
from rules.training.courses import Course
from rules.training.trades import Trade

Standing = Literal["none", "learning", "valid", "due", "expired"]
# A pass is renewed within so many days before it ends, and loses nothing by that.
DUE_DAYS = 30


@dataclass(frozen=True)
class Need:
    """A course that a person has to pass. months: how long a pass holds; by: each post and trade of his that want it,
    as they are called."""

    course: str
    months: int
    by: tuple[tuple[str, str], ...]

    @property
    def why(self) -> tuple[str, ...]:
        """A reason for each trade, to himself."""
        return tuple(f"你是{post}，按{trade}要学" for post, trade in self.by)

    @property
    def line(self) -> str:
        """Who wants it and how often, beside the course in a plan that others read too."""
        posts = "、".join(dict.fromkeys(post for post, _ in self.by))
        return f"{posts}要学，{self.months} 个月一次"


def needs(person: Person, trades: Iterable[Trade], courses: Sequence[Course], plant: Plant) -> tuple[Need, ...]:
    """What this person has to know, in the order of the courses."""
    his = [trade for trade in trades if {*trade.posts} & {*person.posts}]
    found = []
    for course in courses:
        wanting = [trade for trade in his if course.id in trade.courses]
        if wanting:
            months = min(trade.refresh_months.get(course.id, course.refresh_months) for trade in wanting)
            found.append(Need(course.id, months, tuple((_post(trade, person, plant), trade.name) for trade in wanting)))
    return tuple(found)


def for_part(opening: Sequence[Trade]) -> tuple[str, ...]:
    """The courses that a part asks of whoever has no trade that opens it: what all trades that do have in common."""
    asked = dict.fromkeys(course for trade in opening for course in trade.courses)
    return tuple(each for each in asked if all(each in trade.courses for trade in opening))


def _post(trade: Trade, person: Person, plant: Plant) -> str:
    return plant.posts[next(each for each in person.posts if each in trade.posts)].name


def holds_until(passed: date, months: int, before: date | None) -> date:
    """The last day on which a pass of that day holds. before: the last day of the pass that it renews: within the
    time in which it may be renewed nothing is lost."""
    early = before is not None and timedelta(0) <= before - passed <= timedelta(days=DUE_DAYS)
    return later(before if early and before else passed, months)


def standing(until: date | None, today: date, *, begun: bool) -> Standing:
    """How a course stands. until: the last day of its pass, None where there is none."""
    if until is None:
        return "learning" if begun else "none"
    if today > until:
        return "expired"
    return "due" if (until - today).days <= DUE_DAYS else "valid"


def later(day: date, months: int) -> date:
    """The same day so many months later, or the month's last one."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
