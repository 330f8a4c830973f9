"""Two names in handwriting, for the pictures: each character as strokes of a few points in a square of 100."""

from __future__ import annotations

Point = tuple[float, float]
Stroke = list[Point]

GRASS: list[Stroke] = [[(15, 18), (85, 16)], [(36, 7), (37, 29)], [(64, 7), (61, 29)]]
MOUTH: list[Stroke] = [[(36, 64), (40, 92)], [(36, 64), (58, 62), (74, 62), (70, 90)], [(40, 88), (70, 86)]]
CHARACTERS: dict[str, list[Stroke]] = {
    "卞": [
        [(45, 8), (52, 14), (56, 20)],
        [(15, 34), (50, 30), (86, 29)],
        [(50, 32), (51, 60), (50, 93)],
        [(52, 50), (62, 55), (73, 63)],
    ],
    "予": [
        [(28, 13), (72, 11), (62, 22), (50, 31)],
        [(40, 30), (48, 34), (55, 41)],
        [(10, 50), (48, 47), (86, 46), (76, 57)],
        [(52, 48), (53, 70), (51, 90), (38, 80)],
    ],
    "安": [
        [(48, 4), (53, 9), (55, 15)],
        [(20, 22), (19, 29), (16, 37)],
        [(20, 25), (50, 23), (85, 24), (74, 36)],
        [(48, 34), (40, 50), (30, 64), (50, 76), (72, 92)],
        [(64, 48), (60, 62), (50, 76), (24, 93)],
        [(8, 57), (48, 55), (92, 54)],
    ],
    "苌": [
        *GRASS,
        [(68, 33), (58, 41), (44, 47)],
        [(12, 59), (50, 57), (90, 55)],
        [(43, 36), (43, 64), (43, 91), (58, 80)],
        [(50, 60), (64, 76), (88, 92)],
    ],
    "若": [*GRASS, [(14, 47), (50, 45), (87, 44)], [(54, 31), (46, 48), (32, 66), (12, 84)], *MOUTH],
    "谷": [
        [(40, 10), (32, 20), (21, 28)],
        [(60, 10), (69, 18), (79, 28)],
        [(50, 26), (38, 42), (10, 60)],
        [(50, 28), (66, 44), (90, 60)],
        *MOUTH,
    ],
}
STEPS = 8


def strokes(name: str, width: float, height: float) -> list[Stroke]:
    """The name as lines in pixels, in the middle of a pad of this size, slightly slanted and rising."""
    size = min(height * 0.62, (width - 40) / len(name) * 0.86)
    advance = size * 1.12
    left, top = (width - len(name) * advance) / 2, (height - size) / 2 - 6
    return [
        [(left + number * advance + x / 100 * size - (y - 50) / 25, top - 3 * number + y / 100 * size) for x, y in line]
        for number, character in enumerate(name)
        for line in map(_smooth, CHARACTERS[character])
    ]


def _smooth(points: Stroke) -> Stroke:
    """More points on a Catmull-Rom curve through these."""
    ends = [points[0], *points, points[-1]]
    curve = [
        _between(ends[number : number + 4], step / STEPS) for number in range(len(points) - 1) for step in range(STEPS)
    ]
    return [*curve, points[-1]]


def _between(four: Stroke, part: float) -> Point:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = four
    return _cubic(ax, bx, cx, dx, part), _cubic(ay, by, cy, dy, part)


def _cubic(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
