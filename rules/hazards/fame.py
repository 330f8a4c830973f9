"""The month's board of those who cleared most (隐患清零榜): three people, by hazards.md §4.1. Pure, in whole numbers.

Acts of people are left out: nobody's name may stand beside them on a board.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from rules.hazards.figures import Counted, Period, closed_by, is_due

LEAST_DUE, PLACES = 5, 3
WEIGHTS = {"general": 1, "major": 5}
# On time, within the extended time, late: in halves.
ON_TIME, EXTENDED, LATE = 2, 1, 0


@dataclass(frozen=True)
class Item:
    """A hazard that was due: its weight, and how many halves of it are credited (0, 1 or 2)."""

    number: str
    weight: int
    halves: int


@dataclass(frozen=True)
class Tally:
    """What counts for one person. repeats: of his, those that have come again; reports: valid ones that he made;
    barred: he has a major one that is late and open."""

    person: str
    items: tuple[Item, ...]
    repeats: int = 0
    reports: int = 0
    barred: bool = False

    @property
    def score(self) -> Fraction:
        """From 0 to 1: what he cleared of what was due."""
        whole = sum(each.weight for each in self.items)
        return Fraction(sum(each.weight * each.halves for each in self.items), 2 * whole) if whole else Fraction(0)

    @property
    def stands(self) -> bool:
        """Whether he may be on the board."""
        return len(self.items) >= LEAST_DUE and not self.barred and self.score > 0


def tallies(every: Iterable[Counted], period: Period) -> tuple[Tally, ...]:
    """One for each person who had something due in the period."""
    counted = [one for one in every if one.nature != "act"]
    due = [one for one in counted if one.owner and is_due(one, period)]
    return tuple(_tally(person, counted, due, period) for person in sorted({one.owner for one in due}))


def ranked(found: Iterable[Tally]) -> tuple[Tally, ...]:
    """The first three: by score, then fewer repeats, then more reports."""
    fit = [each for each in found if each.stands]
    return tuple(sorted(fit, key=lambda one: (-one.score, one.repeats, -one.reports, one.person))[:PLACES])


def _tally(person: str, counted: list[Counted], due: list[Counted], period: Period) -> Tally:
    mine = [one for one in due if one.owner == person]
    return Tally(
        person,
        tuple(Item(one.number, WEIGHTS[one.grade], _halves(one, period)) for one in mine),
        sum(one.repeat for one in mine),
        sum(one.finder == person and period.holds(one.found_at) for one in counted),
        any(one.grade == "major" and not period.over(one.closed_at) for one in mine),
    )


def _halves(one: Counted, period: Period) -> int:
    failed = any(not look.ok for look in one.looks if look.at < period.end)
    if failed or one.fakes or not period.over(one.closed_at):
        return 0
    if closed_by(one, one.due_at):
        return ON_TIME
    return EXTENDED if closed_by(one, one.until) else LATE
