"""What a major hazard has beyond others, as kept in `Rectification.major`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Self, cast

from models.hazard_photo import Photo
from models.stored import NONE, Stored
from rules.hazards.major import Item


class Stopped(Stored):
    """That its use was stopped and people were withdrawn, or why that is not needed (words). stopped: which of both;
    to: who was told; area: where."""

    by: str
    at: datetime
    stopped: bool
    words: str = ""
    to: tuple[str, ...] = ()
    area: str = ""


class Left(Stored):
    """That people were told to leave at once, before anybody decided. to: everybody who was told; at: when last."""

    at: datetime
    to: tuple[str, ...]


class Milestone(Stored):
    """A step of the plan. done_at: None until it is done."""

    what: str
    until: datetime
    done_at: datetime | None = None
    done_by: str = ""
    note: str = ""


class Approval(Stored):
    """That somebody agreed to an item of the plan."""

    by: str
    at: datetime


class Plan(Stored):
    """The five items (五落实). leader: the person who answers for it; executor: who does it, in words; money: how much
    and from where; drill: the day of the drill. approved: by item; returned: why it went back, empty while it has
    not."""

    by: str
    at: datetime
    leader: str = ""
    executor: str = ""
    measures: str = ""
    money: str = ""
    milestones: tuple[Milestone, ...] = ()
    emergency: str = ""
    drill: date | None = None
    approved: Mapping[str, Approval] = NONE
    returned: str = ""

    @property
    def filled(self) -> frozenset[Item]:
        """The items that are filled in."""
        there = {
            "duty": self.leader and self.executor,
            "measures": self.measures,
            "money": self.money,
            "time": self.milestones,
            "emergency": self.emergency and self.drill,
        }
        return frozenset(cast(Item, item) for item, value in there.items() if value)

    @property
    def until(self) -> datetime:
        """When the last step is to be done."""
        return max(each.until for each in self.milestones)

    def with_approval(self, item: Item, approval: Approval) -> Self:
        return self.but(approved={**self.approved, item: approval})

    def with_milestone(self, place: int, milestone: Milestone) -> Self:
        return self.but(milestones=(*self.milestones[:place], milestone, *self.milestones[place + 1 :]))


class Reported(Stored):
    """That the authority, or the assembly of the staff, was told. to: whom; on: the day or moment; receipt: its paper;
    listed: the number under which the authority watches it."""

    by: str
    at: datetime
    to: str
    on: datetime
    receipt: tuple[Photo, ...] = ()
    listed: str = ""


class Graded(Stored):
    """Who said that it is major, or that it is not any more. basis: the clause, or the reason."""

    by: str
    at: datetime
    grade: str
    basis: str = ""


class Major(Stored):
    """graded: each decision on its grade, the newest last; wanted: a plan is wanted though it is not
    major; authority, assembly: once they were told; left: who was told to leave because a
    sensor told of danger, and not yet to come back; untold: whom the
    present order to leave did not reach, and who were named."""

    stopped: Stopped | None = None
    left: Left | None = None
    untold: tuple[str, ...] = ()
    plan: Plan | None = None
    graded: tuple[Graded, ...] = ()
    wanted: bool = False
    authority: Reported | None = None
    assembly: Reported | None = None
