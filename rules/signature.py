"""Whether a drawing can be a signature: strokes in, measure and words out.

The strokes are what signature_pad's `toData()` gives: a list of `{points: [{x, y, …}, …]}` in CSS pixels. It never
judges who drew it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, isfinite

MIN_POINTS = 8
MIN_LENGTH_PX = 80.0
MAX_POINTS = 20_000

BLANK = "还没有签名：请在框里手写你的姓名"
DOT = "签名太短，看不出是谁：请点「重写」，写全姓名"
UNREADABLE = "签名没有收完整：请点「重写」，再签一次"

Point = tuple[float, float]


@dataclass(frozen=True)
class Drawn:
    """Number of points and length of all strokes in px; `words` says what is wrong, empty when nothing is."""

    points: int
    length_px: float
    words: str = ""

    @property
    def ok(self) -> bool:
        return not self.words


def check(strokes: object) -> Drawn:
    """Measures the strokes of a page's answer. Anything else is unreadable, and never raises."""
    try:
        lines = [_points(stroke) for stroke in _sequence(strokes)]
    except ValueError:
        return Drawn(0, 0.0, UNREADABLE)
    points = sum(len(line) for line in lines)
    length = sum(hypot(b[0] - a[0], b[1] - a[1]) for line in lines for a, b in pairwise(line))
    return Drawn(points, length, _fault(points, length))


def _fault(points: int, length: float) -> str:
    if points == 0:
        return BLANK
    if points > MAX_POINTS or not isfinite(length):
        return UNREADABLE
    return DOT if points < MIN_POINTS or length < MIN_LENGTH_PX else ""


def _points(stroke: object) -> list[Point]:
    if not isinstance(stroke, Mapping):
        raise ValueError("a stroke is an object")
    return [_point(each) for each in _sequence(stroke.get("points"))]


def _point(given: object) -> Point:
    if not isinstance(given, Mapping):
        raise ValueError("a point is an object")
    return _number(given.get("x")), _number(given.get("y"))


def _number(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 1e6:
        raise ValueError("a coordinate is a number of pixels")
    return float(given)


def _sequence(given: object) -> Sequence[object]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise ValueError("a list is wanted")
    return given
