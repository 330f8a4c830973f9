"""Whether somebody begins anew in his place (training.md §1, §7): who comes, goes to another place, or was away for a
year or more. Who is back within a year in the place that he left has again what he had. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from rules.plant import Person
from rules.staff.events import Kind
from rules.staff.standing import FOR_GOOD
from rules.training.matrix import later

YEAR = 12
DAY = timedelta(days=1)


def place_of(person: Person) -> str:
    """Where somebody works, as one text: his department and his posts."""
    return "/".join((person.department, *sorted(person.posts)))


def begins_anew(kind: Kind, on: date, was: str, now: str, left: date | None) -> bool:
    """By this news. was, now: his place before it and with it, empty where nobody knows it; left: the day from which he
    was gone."""
    if kind == "left":
        return False
    back = kind in ("joined", "returned") and left is not None
    return was != now or (back and a_year(left, on))


def a_year(first: date | None, back: date) -> bool:
    """Whether somebody who was away from that day on, and is back on this one, was away for a year or more."""
    return first is not None and later(first, YEAR) <= back


def long_leave(person: Person, today: date) -> date | None:
    """The day on which a leave of his had lasted a year, if one has; the newest."""
    spans = [(each.from_, min(each.to + DAY, today)) for each in person.leave if each.to != FOR_GOOD]
    return max((later(first, YEAR) for first, end in spans if a_year(first, end)), default=None)
