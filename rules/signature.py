"""Whether a drawing can be a signature: strokes in, measure and words out.

The strokes are a list of `{points: [{x, y, …}, …]}` in their own pixels: those of the pad on which the name was begun,
whatever became of the screen since. It never judges who drew it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot, isfinite

MIN_POINTS = 8
MIN_LENGTH_PX = 80.0
# A name is wider or higher than this; smaller, nobody can read it in print.
MIN_SIDE_PX = 40.0
# Ten times a long name, and quick to draw.
MAX_POINTS = 6_000
# No screen is larger. A point far away would make the drawn name a speck.
MOST_PX = 10_000.0
# What a pen tells of a point. Milliseconds since 1970 have fewer digits.
OF_A_POINT, MOST = ("x", "y", "time", "pressure"), 1e15

BLANK = "还没有签名：请在框里手写你的姓名"
DOT = "签名太短，看不出是谁：请点「重写」，写全姓名"
SMALL = "签名太小，印出来看不清：请点「重写」，写大一些"
UNREADABLE = "签名没有收完整：请点「重写」，再签一次"

Point = tuple[float, float]
Line = list[Point]


@dataclass(frozen=True)
class Drawn:
    """Number of points, length of all strokes and larger side of the name in px; `words` says what is wrong, empty
    when nothing is; lines: the strokes as points, empty where they can't be read."""

    points: int
    length_px: float
    words: str = ""
    side_px: float = 0.0
    lines: list[Line] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.words


def check(strokes: object) -> Drawn:
    """Measures the strokes of a page's answer. Anything else is unreadable, and never raises."""
    try:
        lines = [_points(stroke) for stroke in _sequence(strokes)]
    except ValueError:
        return Drawn(0, 0.0, UNREADABLE)
    points = [point for line in lines for point in line]
    length = sum(hypot(b[0] - a[0], b[1] - a[1]) for line in lines for a, b in pairwise(line))
    side = max((max(along) - min(along) for along in zip(*points, strict=True)), default=0.0)
    return Drawn(len(points), length, _fault(len(points), length, side), side, [line for line in lines if line])


def kept(strokes: object) -> list[dict[str, list[dict[str, float]]]]:
    """Of strokes that `check` finds well, what is kept: what a pen tells of each point, and nothing else that somebody
    may have sent along."""
    lines = [_sequence(each["points"]) for each in _sequence(strokes) if isinstance(each, Mapping)]
    return [{"points": [_told(point) for point in line if isinstance(point, Mapping)]} for line in lines if line]


def _told(point: Mapping[str, object]) -> dict[str, float]:
    given = {name: point[name] for name in OF_A_POINT if name in point}
    return {
        name: value
        for name, value in given.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MOST
    }


def _fault(points: int, length: float, side: float) -> str:
    if points == 0:
        return BLANK
    if points > MAX_POINTS or not isfinite(length):
        return UNREADABLE
    if points < MIN_POINTS or length < MIN_LENGTH_PX:
        return DOT
    return SMALL if side < MIN_SIDE_PX else ""


def _points(stroke: object) -> Line:
    if not isinstance(stroke, Mapping):
        raise ValueError("a stroke is an object")
    return [_point(each) for each in _sequence(stroke.get("points"))]


def _point(given: object) -> Point:
    if not isinstance(given, Mapping):
        raise ValueError("a point is an object")
    return _number(given.get("x")), _number(given.get("y"))


def _number(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) <= MOST_PX:
        raise ValueError("a coordinate is a number of pixels")
    return float(given)


def _sequence(given: object) -> Sequence[object]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise ValueError("a list is wanted")
    return given
