"""Emergency drills as decision trees: the shape of drills.yaml."""

from collections.abc import Mapping

from config.shapes.base import Shape


class Scoring(Shape):
    """The rules of scoring, in words for the people who take part."""

    formula: str
    timing: str
    fatal: str
    retry: str
    review: str


class OnTimeout(Shape):
    score: int
    next: str
    consequence: str


class Option(Shape):
    id: str
    text: str
    score: int
    next: str
    consequence: str
    fatal: bool = False


class Node(Shape):
    """One decision: `time_limit_s` seconds, weight in the score, options that lead to a node or an ending."""

    id: str
    text: str
    time_limit_s: int
    weight: int
    on_timeout: OnTimeout
    options: tuple[Option, ...]


class Ending(Shape):
    title: str
    text: str


class Drill(Shape):
    id: str
    title: str
    roles: tuple[str, ...]
    minutes: int
    intro: str
    start: str
    pass_score: int
    nodes: tuple[Node, ...]
    endings: Mapping[str, Ending]


class Drills(Shape):
    version: int
    scoring: Scoring | None = None
    drills: tuple[Drill, ...] = ()
