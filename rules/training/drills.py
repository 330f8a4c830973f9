"""Drills: a story that branches with each decision, and the same story for a team in which each post sees its own part.

The dataclasses have the shape of `drills.yaml` (docs/rules.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# What a decision is about in the scene: where it is tapped.
Thing = Literal["alarm", "casualty", "exit", "extinguisher", "switch", "valve", "water", "windsock"]
Scene = Literal["leak", "tank_fire", "hot_work_fire"]
THINGS: dict[Thing, str] = {
    "alarm": "报警按钮",
    "casualty": "伤员",
    "exit": "出口",
    "extinguisher": "灭火器",
    "switch": "电源开关",
    "valve": "切断阀",
    "water": "消火栓",
    "windsock": "风向标",
}


@dataclass(frozen=True)
class Scoring:
    """The rules of scoring, in words for the people who take part."""

    formula: str
    timing: str
    fatal: str
    retry: str
    review: str


@dataclass(frozen=True)
class OnTimeout:
    """What comes of nobody having decided: no points, and a worse state."""

    score: int
    next: str
    consequence: str


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What may be chosen. score: 0–10."""

    id: str
    text: str
    score: int
    consequence: str
    fatal: bool = False


@dataclass(frozen=True, kw_only=True)
class Option(Offered):
    """next: a node or an ending; thing: where it is tapped in the scene."""

    next: str
    thing: Thing | None = None


@dataclass(frozen=True)
class Node:
    """One decision: `time_limit_s` seconds, weight in the score, options that lead to a node or an ending. why: why the
    best option is the best; lesson: where it is taught."""

    id: str
    text: str
    time_limit_s: int
    weight: int
    on_timeout: OnTimeout
    options: tuple[Option, ...]
    why: str = ""
    lesson: str | None = None

    def option(self, name: str) -> Option | None:
        return next((each for each in self.options if each.id == name), None)


@dataclass(frozen=True)
class Ending:
    title: str
    text: str


@dataclass(frozen=True)
class TeamPost:
    """A place in the team; posts: which of the plant's posts may take it."""

    id: str
    name: str
    posts: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """What one post knows and others must be told. name: in a word; text: as it is handed over."""

    id: str
    name: str
    text: str
    knows: str
    needs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TeamOption(Offered):
    """tells: the facts that whoever chooses this hands over; next: where the team goes, of whoever leads the turn."""

    tells: tuple[str, ...] = ()
    next: str | None = None


@dataclass(frozen=True)
class TeamCard:
    """What one post sees and decides in a turn."""

    post: str
    text: str
    weight: int
    options: tuple[TeamOption, ...]
    why: str = ""

    def option(self, name: str) -> TeamOption | None:
        return next((each for each in self.options if each.id == name), None)


@dataclass(frozen=True)
class Turn:
    """One moment of a team: everybody decides at the same time. leads: the post whose decision says where it goes;
    late: where it goes when nobody of that post decides."""

    id: str
    time_limit_s: int
    leads: str
    late: str
    cards: tuple[TeamCard, ...]

    def card(self, post: str) -> TeamCard | None:
        return next((each for each in self.cards if each.post == post), None)


@dataclass(frozen=True)
class Team:
    posts: tuple[TeamPost, ...]
    facts: tuple[Fact, ...]
    start: str
    turns: tuple[Turn, ...]

    def turn(self, name: str) -> Turn | None:
        return next((each for each in self.turns if each.id == name), None)

    def post(self, name: str) -> TeamPost | None:
        return next((each for each in self.posts if each.id == name), None)


@dataclass(frozen=True)
class Drill:
    """vary: words of the texts that each run draws anew ({wind}: whence the wind comes, one of eight compass points;
    {lee} is where it blows to); course: which a fatal error suspends; scene: how it looks in 3D, None where it does
    not."""

    id: str
    title: str
    roles: tuple[str, ...]
    minutes: int
    intro: str
    start: str
    pass_score: int
    nodes: tuple[Node, ...]
    endings: Mapping[str, Ending]
    course: str | None = None
    scene: Scene | None = None
    vary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    team: Team | None = None

    def asked(self, name: str, post: str = "") -> Node | TeamCard:
        """What is decided at a node, or by a post of the team in a turn. Raises LookupError where there is nothing."""
        turn = self.team.turn(name) if self.team and post else None
        found = (turn.card(post) if turn else None) if post else self.node(name)
        if found is None:
            raise LookupError(f"{self.id} {name} {post}")
        return found

    def node(self, name: str) -> Node | None:
        return next((each for each in self.nodes if each.id == name), None)


@dataclass(frozen=True)
class Drills:
    version: int
    scoring: Scoring | None = None
    drills: tuple[Drill, ...] = ()

    def drill(self, name: str) -> Drill | None:
        return next((each for each in self.drills if each.id == name), None)
