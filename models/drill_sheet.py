"""A drill's run as kept in its row (`drill_run.sheet`), and what the asks of drills show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from models.asked import AskData
from models.stored import NONE, Stored
from rules.training.drilling import Choice
from rules.training.teams import Played

CARDS, SCENE = "cards", "scene"


class Step(Stored):
    """A decision. at_node: the node, or the turn of a team; part: whose, by his place in the team; option: empty when
    the time was up; points: of ten; limit_s: the seconds that there were."""

    at_node: str
    part: int = 0
    option: str = ""
    points: int = 0
    fatal: bool = False
    at: datetime
    limit_s: int = 0


class Part(Stored):
    """Somebody who takes part. post: his place in the team, empty alone; slow: he has half as much time again; ready:
    he is there; way: by cards or in the scene."""

    person: str
    post: str = ""
    slow: bool = False
    ready: bool = False
    way: str = CARDS


class Sheet(Stored):
    """seed, given: what this run varies; ordered_by: the person, or the console's account; left_out: whom else the
    order named, who was not to be disturbed, with the reasons; at_node: what is to be decided now, empty before and
    after; since: when that was asked; why: why nothing came of it."""

    seed: str
    given: Mapping[str, str] = NONE
    ordered_by: str = ""
    left_out: str = ""
    parts: tuple[Part, ...]
    steps: tuple[Step, ...] = ()
    at_node: str = ""
    since: datetime | None = None
    ending: str = ""
    why: str = ""
    retry: bool = False

    @property
    def choices(self) -> list[Choice]:
        """What was decided alone, in order."""
        return [Choice(each.at_node, each.option) for each in self.steps]

    @property
    def played(self) -> list[Played]:
        """What a team decided, in order."""
        return [Played(each.at_node, self.parts[each.part].post, each.option) for each in self.steps]

    @property
    def people(self) -> list[str]:
        return [part.person for part in self.parts]

    def decided(self, node: str, part: int = 0) -> Step | None:
        """The decision at this node; None while there is none."""
        return next((each for each in self.steps if (each.at_node, each.part) == (node, part)), None)

    def with_part(self, place: int, part: Part) -> Self:
        return self.but(parts=tuple(part if at == place else each for at, each in enumerate(self.parts)))

    def with_step(self, step: Step) -> Self:
        return self.but(steps=(*self.steps, step))


class Invite(AskData):
    """`drill.invite`. part: whose place it is."""

    part: int = 0


class Node(AskData):
    """`drill.node`. part: who decides; at_node: the node, or the turn of a team; place: its number, from 1; limit_s:
    seconds from its arrival."""

    part: int = 0
    at_node: str
    place: int = 0
    limit_s: int


class Debrief(AskData):
    """`drill.debrief`. part: for whom."""

    part: int = 0
