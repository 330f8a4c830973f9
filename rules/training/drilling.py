"""How a drill goes: what a choice leads to, what it is worth, how the place looks after it (training.md §8).

Pure: what is varied follows from a seed, so that exactly the same run can be shown again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import TypeVar

from rules.training.drills import Drill, Ending, Node, Offered
from rules.training.papers import LETTERS

Chosen = TypeVar("Chosen", bound=Offered)
# Compass points in order; opposite ones are four apart.
COMPASS = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")
WIND, LEE = "wind", "lee"
MOST, FATAL_CAP = 10, 59
# Below this an option makes things worse.
POOR = 5
# How many decisions in a row may be missed before the run ends: whoever has put the phone away is not pushed further.
MOST_SILENT = 3
STRONGEST = 4


@dataclass(frozen=True)
class Choice:
    """A decision as it was taken; option: empty when the time was up."""

    node: str
    option: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a decision leads to. next: the node, None at an ending."""

    points: int
    consequence: str
    fatal: bool
    next: Node | None
    ending: Ending | None


@dataclass(frozen=True)
class Score:
    """visited: points of what was decided; best: points against the whole best path, so that a longer way with easy
    points wins nothing; total: the lower one, at most 59 after a fatal error. All of 100, rounded down."""

    visited: int
    best: int
    total: int
    fatal: bool


@dataclass(frozen=True)
class Sight:
    """How the place looks: strength of the plume or fire (0–4), people down, what has been done."""

    strength: int
    down: int
    done: frozenset[str]


def varied(vary: Mapping[str, Sequence[str]], seed: str) -> dict[str, str]:
    """The words that this run uses in the texts."""
    chance = Random(seed)
    given = {name: chance.choice(list(vary[name])) for name in sorted(vary)}
    return {**given, LEE: opposite(given[WIND])} if WIND in given else given


def opposite(point: str) -> str:
    """西北 → 东南. Raises ValueError for what is no compass point."""
    return COMPASS[(COMPASS.index(point) + 4) % 8]


def said(text: str, given: Mapping[str, str]) -> str:
    """The text with this run's words."""
    return text.format_map(given) if "{" in text else text


def order(options: Collection[str], node: str, seed: str) -> tuple[str, ...]:
    """The options' ids as they stand under A, B, C, … in this run."""
    return tuple(Random(f"{seed}/{node}").sample(sorted(options), len(options)))


def chosen(letter: str, shown: Sequence[str]) -> str:
    """The option under a letter; empty when there is none."""
    place = LETTERS.find(letter) if len(letter) == 1 else -1
    return shown[place] if 0 <= place < len(shown) else ""


def limit_s(seconds: int, *, slow: bool) -> int:
    """Seconds for a decision; half as many again for whoever reads slowly."""
    return -(-seconds * 3 // 2) if slow else seconds


def decide(drill: Drill, choice: Choice) -> Outcome:
    """What comes of a choice. Raises LookupError for a node or an option that the drill has not."""
    node = _node(drill, choice.node)
    option = node.option(choice.option) if choice.option else None
    if choice.option and option is None:
        raise LookupError(f"{drill.id} {choice.node} {choice.option}")
    taken = option or node.on_timeout
    ending = drill.endings.get(taken.next)
    onward = None if ending else _node(drill, taken.next)
    return Outcome(taken.score, taken.consequence, bool(option and option.fatal), onward, ending)


def best(options: Sequence[Chosen]) -> Chosen:
    """The option with the most points, the first of several."""
    return max(options, key=lambda option: option.score)


def best_path(drill: Drill) -> tuple[Node, ...]:
    """The nodes that somebody visits who always decides best."""
    path = [_node(drill, drill.start)]
    while (onward := drill.node(best(path[-1].options).next)) is not None:
        path.append(onward)
    return tuple(path)


def score(drill: Drill, choices: Sequence[Choice]) -> Score:
    """The score of what has been decided so far."""
    earned = {choice.node: decide(drill, choice).points for choice in choices}
    visited, path = [_node(drill, name) for name in earned], best_path(drill)
    fatal = any(decide(drill, choice).fatal for choice in choices)
    of_visited, of_best = _share(visited, earned), _share(path, earned)
    total = min(of_visited, of_best)
    return Score(of_visited, of_best, min(total, FATAL_CAP) if fatal else total, fatal)


def passes(drill: Drill, found: Score) -> bool:
    return found.total >= drill.pass_score and not found.fatal


def is_silent(choices: Sequence[Choice]) -> bool:
    """Whether nobody has decided anything for so long that the run ends."""
    last = choices[-MOST_SILENT:]
    return len(last) == MOST_SILENT and not any(choice.option for choice in last)


def sight(drill: Drill, choices: Sequence[Choice]) -> Sight:
    """How the place looks after these decisions: a good one at the valve, with water or an extinguisher makes it
    smaller, a poor one or none larger, a fatal one lays somebody down."""
    strength, down, done = 2, 0, set()
    for choice in choices:
        outcome = decide(drill, choice)
        option = _node(drill, choice.node).option(choice.option)
        thing = option.thing if option else None
        if outcome.points < POOR:
            strength = min(strength + 1, STRONGEST)
        elif thing:
            done.add(str(thing))
            strength -= thing in ("valve", "water", "extinguisher") and strength > 0
        down += outcome.fatal
        if outcome.ending and outcome.points >= POOR:
            strength = 0
    return Sight(strength, down, frozenset(done))


def percent(earned: int, possible: int) -> int:
    """The share of 100, rounded down."""
    return int(Fraction(100 * earned, possible)) if possible else 0


def _share(nodes: Sequence[Node], earned: Mapping[str, int]) -> int:
    points = sum(node.weight * earned.get(node.id, 0) for node in nodes)
    return percent(points, sum(node.weight * MOST for node in nodes))


def _node(drill: Drill, name: str) -> Node:
    found = drill.node(name)
    if found is None:
        raise LookupError(f"{drill.id} {name}")
    return found
