"""Drawn scenes of a plant: machines, a hall of equal pumps, a row of cabinets, pipes, a bare wall; and hazards in them,
before and after they are mended. What a scene is made of comes from one seed, and its wear, dirt and surroundings from
another: two equal machines share the first only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Canvas = Pixels
Floats = NDArray[np.float32]
Rect = tuple[int, int, int, int]
Point = tuple[int, int]
Tone = tuple[float, ...]
Rng = np.random.Generator
HEIGHT, WIDTH = 750, 1000
MACHINE_BOX: Rect = (400, 330, 190, 170)


def rough(rng: Rng, shape: tuple[int, int], scales: tuple[int, ...], weights: tuple[float, ...]) -> Floats:
    """Noise of several sizes, about ±1."""
    total = np.zeros(shape, np.float32)
    for scale, weight in zip(scales, weights, strict=True):
        small = rng.normal(0, 1, (shape[0] // scale + 2, shape[1] // scale + 2)).astype(np.float32)
        total += weight * cv2.resize(small, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return total


def worn(rng: Rng, canvas: Canvas, strength: float = 1.0) -> Canvas:
    """Wear, rust and dirt over everything."""
    stains = 1 + strength * 0.06 * rough(rng, (HEIGHT, WIDTH), (64, 16, 4, 2), (1.0, 0.7, 0.5, 0.4))
    canvas = _clipped(canvas * stains[..., None])
    for _ in range(int(90 * strength)):
        x, y, size = int(rng.integers(WIDTH)), int(rng.integers(HEIGHT)), int(rng.integers(2, 9))
        tone = rng.uniform(0.4, 0.9) * np.array([1.0, 0.85, 0.7]) * canvas[y, x]
        cv2.ellipse(
            canvas,
            (x, y),
            (size, int(rng.integers(1, size + 1))),
            float(rng.uniform(0, 180)),
            0,
            360,
            tone.tolist(),
            -1,
        )
    return canvas


def _clipped(light: NDArray[Any]) -> Canvas:
    return np.asarray(np.clip(light, 0, 255), np.uint8)


def colour(rng: Rng, low: float = 50, high: float = 200) -> tuple[float, float, float]:
    grey = rng.uniform(low, high)
    red, green, blue = (float(np.clip(grey + rng.normal(0, 18), 10, 245)) for _ in range(3))
    return red, green, blue


def rect(canvas: Canvas, box: Rect, tone: Tone, edge: float = 0.55) -> None:
    left, top, width, height = box
    cv2.rectangle(canvas, (left, top), (left + width, top + height), tone, -1)
    cv2.rectangle(canvas, (left, top), (left + width, top + height), tuple(edge * part for part in tone), 2)


def bolts(canvas: Canvas, box: Rect, across: int, down: int, tone: Tone) -> None:
    left, top, width, height = box
    for column in range(across):
        for line in range(down):
            at = (left + int((column + 0.5) * width / across), top + int((line + 0.5) * height / down))
            cv2.circle(canvas, at, 5, tuple(0.4 * part for part in tone), -1, cv2.LINE_AA)
            cv2.circle(canvas, at, 3, tuple(min(255.0, 1.2 * part) for part in tone), -1, cv2.LINE_AA)


def pipe(canvas: Canvas, start: tuple[int, int], length: int, thick: int, upright: bool, tone: Tone) -> None:
    for step in range(thick):
        shade = 0.5 + 0.7 * np.sin(np.pi * (step + 0.5) / thick)
        at = (start[0] + step, start[1]) if upright else (start[0], start[1] + step)
        end = (at[0], at[1] + length) if upright else (at[0] + length, at[1])
        cv2.line(canvas, at, end, tuple(min(255.0, shade * part) for part in tone), 1)


def gauge(canvas: Canvas, at: Point, radius: int, needle: float) -> None:
    cv2.circle(canvas, at, radius + 4, (60, 60, 60), -1, cv2.LINE_AA)
    cv2.circle(canvas, at, radius, (235, 235, 228), -1, cv2.LINE_AA)
    for mark in np.linspace(0.75 * np.pi, 2.25 * np.pi, 10):
        inner, outer = (
            (int(at[0] + part * radius * np.cos(mark)), int(at[1] + part * radius * np.sin(mark)))
            for part in (0.75, 0.95)
        )
        cv2.line(canvas, inner, outer, (20, 20, 20), 1, cv2.LINE_AA)
    cv2.line(canvas, at, _around(at, 0.7 * radius, needle), (190, 20, 20), 2, cv2.LINE_AA)


def _around(at: Point, radius: float, turn: float) -> Point:
    return int(at[0] + radius * np.cos(turn)), int(at[1] + radius * np.sin(turn))


def label(canvas: Canvas, at: Point, text: str, size: float = 0.8) -> None:
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, 2)
    rect(canvas, (at[0] - 6, at[1] - height - 6, width + 12, height + 14), (225, 220, 190))
    cv2.putText(canvas, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, (25, 25, 30), 2, cv2.LINE_AA)


def room(rng: Rng) -> Canvas:
    """A wall and a floor with what stands about there."""
    canvas = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    horizon = int(rng.uniform(0.62, 0.78) * HEIGHT)
    canvas[:horizon] = colour(rng, 120, 205)
    canvas[horizon:] = colour(rng, 80, 150)
    if rng.random() < 0.5:
        step_x, step_y = int(rng.integers(50, 110)), int(rng.integers(30, 70))
        for line, y in enumerate(range(0, horizon, step_y)):
            cv2.line(canvas, (0, y), (WIDTH, y), (95, 92, 90), 2)
            for x in range(-step_x * (line % 2) // 2, WIDTH, step_x):
                cv2.line(canvas, (x, y), (x, min(horizon, y + step_y)), (95, 92, 90), 2)
    for x in range(-WIDTH, 2 * WIDTH, int(rng.integers(90, 170))):
        cv2.line(canvas, (x, HEIGHT), (WIDTH // 2 + (x - WIDTH // 2) // 2, horizon), (70, 68, 66), 2, cv2.LINE_AA)
    for _ in range(int(rng.integers(2, 5))):
        thick, upright = int(rng.integers(12, 36)), rng.random() < 0.5
        start = (int(rng.integers(0, WIDTH - 40)), 0) if upright else (0, int(rng.integers(0, horizon // 2)))
        pipe(canvas, start, horizon if upright else WIDTH, thick, upright, colour(rng, 80, 200))
    for _ in range(int(rng.integers(3, 7))):
        _thing(rng, canvas, horizon)
    return canvas


def _room(own: Rng, place: int | None) -> Canvas:
    return room(own if place is None else np.random.default_rng([17, place]))


def _thing(rng: Rng, canvas: Canvas, horizon: int) -> None:
    x, y = int(rng.integers(10, WIDTH - 140)), int(rng.integers(20, max(30, horizon - 140)))
    kind = int(rng.integers(4))
    if kind == 0:
        gauge(canvas, (x + 40, y + 40), int(rng.integers(16, 34)), float(rng.uniform(2.4, 7.0)))
    elif kind == 1:
        tag = f"{'ABCDEFGHKLMP'[int(rng.integers(12))]}-{int(rng.integers(100, 999))}"
        label(canvas, (x, y + 40), tag, float(rng.uniform(0.6, 1.3)))
    elif kind == 2:
        box = (x, y, int(rng.integers(50, 120)), int(rng.integers(50, 130)))
        rect(canvas, box, colour(rng))
        bolts(canvas, box, 2, 3, (150, 150, 150))
    else:
        for line in range(int(rng.integers(4, 9))):
            cv2.line(canvas, (x, y + 9 * line), (x + 80, y + 9 * line), colour(rng), 3, cv2.LINE_AA)


def pump(model: Rng, canvas: Canvas, box: Rect, tag: str) -> None:
    """Motor, coupling and pump on a base plate; `model` says of which make."""
    left, top, width, height = box
    tone = colour(model, 60, 170)
    rect(canvas, (left, top + int(0.85 * height), width, int(0.15 * height)), colour(model, 60, 110))
    motor = (left + int(0.03 * width), top + int(0.2 * height), int(0.4 * width), int(0.62 * height))
    rect(canvas, motor, tone)
    for rib in range(int(model.integers(7, 14))):
        y = motor[1] + 8 + rib * (motor[3] - 12) // 14
        cv2.line(canvas, (motor[0] + 6, y), (motor[0] + motor[2] - 6, y), tuple(0.6 * part for part in tone), 3)
    casing = colour(model, 60, 170)
    centre = (left + int(0.8 * width), top + int(0.5 * height))
    radius = int(min(0.19 * width, 0.42 * height))
    cv2.circle(canvas, centre, radius, casing, -1, cv2.LINE_AA)
    cv2.circle(canvas, centre, radius, tuple(0.5 * part for part in casing), 3, cv2.LINE_AA)
    for turn in np.linspace(0, 2 * np.pi, int(model.integers(6, 13)))[:-1]:
        cv2.circle(canvas, _around(centre, 0.82 * radius, turn), max(3, radius // 12), (50, 50, 52), -1, cv2.LINE_AA)
    pipe(canvas, (centre[0] - radius // 4, top - int(0.3 * height)), int(0.3 * height) + 20, radius // 2, True, casing)
    rect(canvas, (centre[0] - radius // 2, top - 12, radius, 14), casing)
    gauge(
        canvas, (centre[0] + radius // 2, top + int(0.05 * height)), max(10, radius // 5), float(model.uniform(2.4, 7))
    )
    rect(
        canvas,
        (left + int(0.43 * width), top + int(0.42 * height), int(0.2 * width), int(0.14 * height)),
        (150, 150, 155),
    )
    label(canvas, (motor[0] + 20, motor[1] + motor[3] - 14), tag, max(0.4, width / 800))


def machine(model: int, worn_by: int, hazard: int | None, mended: bool, place: int | None = None) -> Pixels:
    """One large machine; equal ones have the same `model`, and rooms built alike the same `place`."""
    own = np.random.default_rng([7, worn_by])
    canvas = _room(own, place)
    made = np.random.default_rng([8, model])
    pump(made, canvas, (120, 210, 780, 400), f"P-{int(own.integers(100, 999))}")
    return _finished(own, canvas, MACHINE_BOX, hazard, mended, model)


def hall(model: int, worn_by: int, hazard: int | None, mended: bool, first: int = 0) -> Pixels:
    """A row of equal pumps, of which two and a half are in the picture; `first` moves the view along the row."""
    own = np.random.default_rng([9, worn_by])
    canvas = room(own if first == 0 else np.random.default_rng([9, worn_by, first]))
    for place in range(3):
        tag = f"P-{100 + (worn_by % 50) * 10 + first + place}"
        pump(np.random.default_rng([8, model]), canvas, (30 + 390 * place, 260, 350, 230), tag)
    dirt = own if first == 0 else np.random.default_rng([10, worn_by, first])
    return _finished(dirt, canvas, (180, 300, 110, 110), hazard, mended, model)


def cabinets(model: int, worn_by: int, hazard: int | None, mended: bool, place: int | None = None) -> Pixels:
    own, made = np.random.default_rng([11, worn_by]), np.random.default_rng([12, model])
    canvas, tone = _room(own, place), colour(made, 110, 190)
    for at in range(4):
        box = (40 + 240 * at, 130, 220, 480)
        rect(canvas, box, tone)
        gauge(canvas, (box[0] + 110, 190), 28, float(own.uniform(2.4, 7)))
        label(canvas, (box[0] + 60, 270), f"AP{at + 1 + 4 * (worn_by % 9)}", 0.8)
        bolts(canvas, (box[0] + 150, 300, 50, 200), 1, 5, (170, 60, 50))
    return _finished(own, canvas, (300, 330, 160, 200), hazard, mended, model)


def pipework(model: int, worn_by: int, hazard: int | None, mended: bool, place: int | None = None) -> Pixels:
    own, made = np.random.default_rng([13, worn_by]), np.random.default_rng([14, model])
    canvas = _room(own, place)
    for _ in range(9):
        thick, upright = int(made.integers(14, 46)), made.random() < 0.5
        start = (int(made.integers(0, WIDTH - 50)), 0) if upright else (0, int(made.integers(0, HEIGHT - 160)))
        tone = colour(made, 90, 210)
        pipe(canvas, start, HEIGHT if upright else WIDTH, thick, upright, tone)
        at = (start[0] - 8, int(made.integers(60, 600))) if upright else (int(made.integers(60, 900)), start[1] - 8)
        flange = (at[0], at[1], thick + 16, 16) if upright else (at[0], at[1], 16, thick + 16)
        rect(canvas, flange, tone)
        bolts(canvas, flange, 4 if upright else 1, 1 if upright else 4, (120, 120, 120))
    return _finished(own, canvas, (420, 300, 180, 160), hazard, mended, model)


def bare(worn_by: int) -> Pixels:
    """A nearly empty wall: little stands out."""
    own = np.random.default_rng([15, worn_by])
    tone = np.array(colour(own, 130, 200))
    light = 1 + 0.12 * rough(own, (HEIGHT, WIDTH), (250, 90), (1.0, 0.4))
    light *= 1 + 0.012 * rough(own, (HEIGHT, WIDTH), (3,), (1.0,))
    canvas = _clipped(light[..., None] * tone)
    for _ in range(6):
        _thing(own, canvas, int(0.9 * HEIGHT))
    return canvas


SCENES: tuple[Callable[..., Pixels], ...] = (machine, hall, cabinets, pipework)
BOXES: dict[Callable[..., Pixels], Rect] = {
    machine: MACHINE_BOX,
    hall: (180, 300, 110, 110),
    cabinets: (300, 330, 160, 200),
    pipework: (420, 300, 180, 160),
}


def _finished(own: Rng, canvas: Canvas, box: Rect, hazard: int | None, mended: bool, model: int) -> Pixels:
    """Wear first, so that it does not depend on the hazard; then the hazard, with wear of its own."""
    canvas = worn(own, canvas)
    if hazard is not None:
        HAZARDS[hazard % len(HAZARDS)](np.random.default_rng([16, model, hazard, mended]), canvas, box, mended)
    return canvas


def _guard(rng: Rng, canvas: Canvas, box: Rect, mended: bool) -> None:
    """A coupling that turns, with or without its guard."""
    left, top, width, height = box
    if mended:
        rect(canvas, box, (215, 175, 40))
        for y in range(top + 10, top + height - 6, 16):
            for x in range(left + 10, left + width - 6, 16):
                cv2.circle(canvas, (x, y), 5, (60, 50, 20), -1, cv2.LINE_AA)
        return
    cv2.rectangle(canvas, (left, top), (left + width, top + height), (45, 45, 48), -1)
    pipe(canvas, (left, top + int(0.4 * height)), width, max(4, height // 5), False, (170, 170, 175))
    for part in (0.3, 0.6):
        disc = (left + int(part * width), top + int(0.15 * height), max(4, width // 8), int(0.7 * height))
        rect(canvas, disc, (130, 132, 138))
        bolts(canvas, disc, 1, 4, (90, 90, 95))


def _pit(rng: Rng, canvas: Canvas, box: Rect, mended: bool) -> None:
    """An opening, with or without a chequer plate."""
    left, top, width, height = box
    if not mended:
        cv2.rectangle(canvas, (left, top), (left + width, top + height), (28, 26, 24), -1)
        for line in range(4):
            y = top + int((0.2 + 0.2 * line) * height)
            cv2.line(canvas, (left + width // 4, y), (left + 3 * width // 4, y), (90, 85, 80), 4)
        cv2.rectangle(canvas, (left, top), (left + width, top + height), (120, 112, 100), 4)
        return
    rect(canvas, box, (140, 140, 138))
    for y in range(top + 8, top + height - 4, 12):
        for x in range(left + 8 + (y // 12 % 2) * 6, left + width - 8, 12):
            cv2.line(canvas, (x - 3, y - 3), (x + 3, y + 3), (195, 195, 192), 2, cv2.LINE_AA)


def _wires(rng: Rng, canvas: Canvas, box: Rect, mended: bool) -> None:
    """A junction box, open with its wires hanging out, or closed."""
    left, top, width, height = box
    if mended:
        rect(canvas, box, (185, 188, 190))
        triangle = np.array(
            [
                (left + width // 2, top + height // 5),
                (left + width // 5, top + 3 * height // 4),
                (left + 4 * width // 5, top + 3 * height // 4),
            ]
        )
        cv2.fillPoly(canvas, [triangle], (235, 200, 30))
        cv2.polylines(canvas, [triangle], True, (20, 20, 20), 3, cv2.LINE_AA)
        return
    cv2.rectangle(canvas, (left, top), (left + width, top + height), (70, 72, 76), -1)
    for _ in range(14):
        points = np.stack([rng.uniform(left, left + width, 6), np.linspace(top, top + height, 6)], 1).astype(np.int32)
        cv2.polylines(canvas, [points], False, colour(rng, 60, 220), 3, cv2.LINE_AA)


def _clutter(rng: Rng, canvas: Canvas, box: Rect, mended: bool) -> None:
    """Things that stand in the way, or nothing any more."""
    if mended:
        return
    left, top, width, height = box
    for _ in range(16):
        size = (int(rng.integers(width // 5, width // 2)), int(rng.integers(height // 5, height // 2)))
        at = (
            left + int(rng.integers(0, max(1, width - size[0]))),
            top + int(rng.integers(0, max(1, height - size[1]))),
        )
        rect(canvas, (*at, *size), colour(rng, 50, 220))


def _extinguisher(rng: Rng, canvas: Canvas, box: Rect, mended: bool) -> None:
    """An empty bracket on its board, or two extinguishers."""
    left, top, width, height = box
    rect(canvas, box, (205, 205, 200))
    if not mended:
        cv2.line(
            canvas, (left + width // 4, top + height // 3), (left + 3 * width // 4, top + height // 3), (90, 90, 90), 6
        )
        cv2.putText(
            canvas,
            "119",
            (left + width // 4, top + 3 * height // 4),
            cv2.FONT_HERSHEY_SIMPLEX,
            width / 120,
            (190, 30, 30),
            3,
            cv2.LINE_AA,
        )
        return
    for place in (0.12, 0.56):
        x = left + int(place * width)
        pipe(canvas, (x, top + height // 4), int(0.68 * height), width // 3, True, (200, 35, 30))
        cv2.rectangle(
            canvas, (x + 6, top + height // 2), (x + width // 3 - 6, top + int(0.7 * height)), (230, 225, 210), -1
        )
        cv2.line(canvas, (x + width // 6, top + height // 4), (x + width // 6, top + height // 10), (30, 30, 30), 7)


HAZARDS: tuple[Callable[[Rng, Canvas, Rect, bool], None], ...] = (_guard, _pit, _wires, _clutter, _extinguisher)
