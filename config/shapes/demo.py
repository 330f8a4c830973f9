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
    """What somebody finds and reports. area: where he stands; words: as he types them; did: what he did about it on
    the spot, empty where others mend it; major: the officer says that it is major; late: it is mended only after its
    deadline; fake: its owner first sends the old picture again, and whoever looks says so; waits: for how many hours
    the report waits in his phone for signal."""

    finder: str
    area: str
    words: str
    did: str = ""
    major: bool = False
    late: bool = False
    fake: bool = False
    waits: int = 0


class Walk(Shape):
    """A round or a campaign of a story. of: the risk point or the checklist; words: what is wrong there, or why the
    last point of the campaign can't be looked at."""

    of: str
    words: str


class Choosing(Shape):
    """A wrong decision of a story. at: the node, or the turn of a team; post: whose, in a team."""

    at: str
    option: str
    post: str = ""


class Member(Shape):
    post: str
    person: str


class Practice(Shape):
    """A drill of a story. of: the drill; person: who does it alone; team: who takes which post; wrong: where somebody
    does not decide best."""

    of: str
    person: str = ""
    team: tuple[Member, ...] = ()
    wrong: tuple[Choosing, ...] = ()


class Newcomer(Shape):
    """Somebody of whom HR's system tells; the plant's files do not have him. moves_to: his posts after the move."""

    person: str
    name: str
    department: str
    posts: tuple[str, ...]
    moves_to: tuple[str, ...]
    supervisor: str
    platform: Literal["wecom", "dingtalk"]
    account: str


class Lapsed(Shape):
    """Somebody whose certificate has lapsed, and a job that names him. ask: what its form says besides the job of the
    kind."""

    person: str
    kind: str
    ask: Mapping[str, Any] = {}


class Schooling(Shape):
    newcomer: Newcomer
    lapsed: Lapsed


class Demo(Shape):
    """place: the area where people without an area of their own stand; office: latitude and longitude of a place away
    from all work; common: what every form says; jobs: by kind of work, besides `common`; story: what 「演示」 plays;
    hazards: by the name of their story; patrol, campaign: the stories of a round and of a campaign, if any; storm: the
    sensors of one area that alarm one after the other in the story of a storm; drill, team_drill: the stories of a
    drill, if any; training: whom the stories of training are about."""

    place: str = ""
    office: tuple[float, float] = (0.0, 0.0)
    story: str = ""
    common: Mapping[str, Any] = {}
    jobs: Mapping[str, Mapping[str, Any]] = {}
    stories: Mapping[str, Story] = {}
    busy_day: BusyDay | None = None
    hazards: Mapping[str, Sighting] = {}
    patrol: Walk | None = None
    campaign: Walk | None = None
    storm: tuple[str, ...] = ()
    drill: Practice | None = None
    team_drill: Practice | None = None
    training: Schooling | None = None

    def form(self, kind: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The form of the kind's job with changes; its answers are changed one by one."""
        job = {**self.common, **self.jobs.get(kind, {})}
        inputs = {**job.get("inputs", {}), **changes.get("inputs", {})}
        return {"kind": kind, "level": "", **job, **changes, "inputs": inputs}
