"""What a plant's demo shows: the shape of demo.yaml. Jobs are the contents of a form, by its field names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from config.shapes.base import Shape

Does = Literal["asks", "signs", "signs_away", "signs_again", "asks_why", "is_reminded"]


class Move(Shape):
    """One act of somebody in a story. at: the time of day; line: what he signs for; says: words that his card, or the
    answer, must contain; told: what the story says of it."""

    at: str
    person: str
    does: Does
    line: str = ""
    says: str = ""
    told: str = ""


class Story(Shape):
    """A permit from the request to the last signature. ask: what its form says besides the job of the kind; from and
    to: its period on the story's day."""

    kind: str
    from_: str
    to: str
    moves: tuple[Move, ...]
    ask: Mapping[str, Any] = {}


class Order(Shape):
    """A job of a busy day: requested `minute` minutes after its beginning, like the kind's own job except for `ask`."""

    minute: int
    kind: str
    ask: Mapping[str, Any] = {}


class BusyDay(Shape):
    """absent: somebody who can't answer from one minute to another, so that his substitutes are asked."""

    begins: datetime
    absent: str
    absent_from: int
    absent_to: int
    orders: tuple[Order, ...]


class Sighting(Shape):
    """What somebody finds and reports. area: where he stands; words: as he types them."""

    finder: str
    area: str
    words: str


class Demo(Shape):
    """place: the area where people without an area of their own stand; office: latitude and longitude of a place away
    from all work; common: what every form says; jobs: by kind of work, besides `common`; story: what 「演示」 plays;
    hazards: by the name of their story."""

    place: str = ""
    office: tuple[float, float] = (0.0, 0.0)
    story: str = ""
    common: Mapping[str, Any] = {}
    jobs: Mapping[str, Mapping[str, Any]] = {}
    stories: Mapping[str, Story] = {}
    busy_day: BusyDay | None = None
    hazards: Mapping[str, Sighting] = {}

    def form(self, kind: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The form of the kind's job with changes; its answers are changed one by one."""
        job = {**self.common, **self.jobs.get(kind, {})}
        inputs = {**job.get("inputs", {}), **changes.get("inputs", {})}
        return {"kind": kind, "level": "", **job, **changes, "inputs": inputs}
