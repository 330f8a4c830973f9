"""A photo taken by hand: where the phone was held, the light, the sensor, and the JPEG that came out."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
Rng = np.random.Generator
# The part of a base picture that a shot shows lies this far from its edges, so that a hand may move.
MARGIN = 0.08
LONGEST = 768


@dataclass(frozen=True)
class Hand:
    """How far the second shot may be from the first: degrees, zoom, shares of the longest side."""

    turn: float
    nearer: float
    farther: float
    shift: float
    corner: float

    def times(self, much: float) -> Hand:
        return Hand(*(much * each for each in (self.turn, self.nearer, self.farther, self.shift, self.corner)))


HELD = Hand(6.0, 0.12, 0.08, 0.06, 0.03)
FAR = HELD.times(1.8)
# With the earlier photo as a transparent picture over the finder.
OVERLAY = Hand(1.2, 0.025, 0.025, 0.02, 0.008)
# A photo of the earlier photo, held flat.
RESHOT = Hand(3.0, 0.06, 0.06, 0.03, 0.02)
STILL = Hand(0.0, 0.0, 0.0, 0.0, 0.0)


def frame(base: Pixels) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """From the base's pixels to those of the shot that started it all, and that shot's width and height."""
    height, width = base.shape[:2]
    scale = LONGEST / ((1 - 2 * MARGIN) * max(height, width))
    matrix = np.array([[scale, 0, -scale * MARGIN * width], [0, scale, -scale * MARGIN * height], [0, 0, 1.0]])
    return matrix, (round(scale * (1 - 2 * MARGIN) * width), round(scale * (1 - 2 * MARGIN) * height))


def moved(rng: Rng, hand: Hand, size: tuple[int, int]) -> NDArray[np.float64]:
    width, height = size
    longest = max(size)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = np.deg2rad(rng.uniform(-hand.turn, hand.turn))
    zoom = 1 + rng.uniform(-hand.farther, hand.nearer)
    turned = zoom * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.array([width / 2, height / 2])
    there = (corners - middle) @ turned.T + middle + rng.uniform(-hand.shift, hand.shift, 2) * longest
    there = there + rng.uniform(-hand.corner, hand.corner, (4, 2)) * longest
    return np.asarray(cv2.getPerspectiveTransform(corners, there.astype(np.float32)), np.float64)


def taken(rng: Rng, base: Pixels, hand: Hand = STILL) -> Pixels:
    """What the lens sees."""
    matrix, size = frame(base)
    whole = moved(rng, hand, size) @ matrix
    scale = size[0] / ((1 - 2 * MARGIN) * base.shape[1])
    shown = cv2.GaussianBlur(base, (0, 0), 0.5 / scale) if scale < 0.9 else base
    seen = cv2.warpPerspective(shown, whole, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(seen, np.uint8)


def lit(rng: Rng, seen: Pixels) -> Pixels:
    """By day, at another hour."""
    tones = np.linspace(0, 1, 256, dtype=np.float32) ** rng.uniform(0.65, 1.5) * rng.uniform(0.8, 1.2)
    cast = np.float32(rng.uniform(0.88, 1.12, 3))
    light = cv2.LUT(seen, np.ascontiguousarray((tones[:, None] * cast)[None], np.float32))
    if rng.random() < 0.5:
        light = light * _slope(rng, light.shape[:2], 0.35)[..., None]
    return _sensed(rng, light, rng.uniform(0.006, 0.02))


def at_night(rng: Rng, seen: Pixels) -> Pixels:
    """Dark, with one lamp, and the noise of a phone that makes it brighter."""
    height, width = seen.shape[:2]
    lines, columns = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)
    at = rng.uniform(0.15, 0.85, 2) * (height, width)
    reach = rng.uniform(0.3, 0.6) * max(height, width)
    lamp = np.exp(-((lines - at[0]) ** 2 + (columns - at[1]) ** 2) / (2 * reach**2))
    dark = cv2.LUT(seen, np.linspace(0, 1, 256, dtype=np.float32) ** 1.2)
    light = dark * (rng.uniform(0.06, 0.16) + rng.uniform(0.5, 0.9) * lamp)[..., None]
    light = light * np.array([1.08, 1.0, rng.uniform(0.7, 0.9)], np.float32)
    return _sensed(rng, light.astype(np.float32), rng.uniform(0.02, 0.04))


def shadowed(rng: Rng, seen: Pixels, box: tuple[float, float, float, float]) -> Pixels:
    """A sharp shadow with an edge through the box (left, top, width, height in pixels)."""
    height, width = seen.shape[:2]
    middle = np.array([box[0] + box[2] * rng.uniform(0.3, 0.7), box[1] + box[3] * rng.uniform(0.3, 0.7)])
    turn = rng.uniform(0, 2 * np.pi)
    along, away = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    far, deep = 2.0 * max(height, width), rng.uniform(0.1, 0.9) * max(height, width)
    corners = np.array(
        [
            middle - far * along,
            middle + far * along,
            middle + far * along + deep * away,
            middle - far * along + deep * away,
        ]
    )
    mask = np.zeros((height, width), np.float32)
    cv2.fillPoly(mask, [corners.astype(np.int32)], 1.0)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.8, 3.0)), np.float32)
    return np.asarray(np.clip(seen * (1 - rng.uniform(0.35, 0.6) * mask)[..., None], 0, 255), np.uint8)


def jpeg(pixels: Pixels, quality: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return file.getvalue()


def pixels(content: bytes) -> Pixels:
    with Image.open(io.BytesIO(content)) as shown:
        return np.asarray(shown.convert("RGB"))


def _slope(rng: Rng, shape: tuple[int, ...], most: float) -> NDArray[np.float32]:
    lines = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, shape[1], dtype=np.float32)
    turn, much = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, most)
    return np.asarray(1 + much * (np.cos(turn) * columns + np.sin(turn) * lines), np.float32)


@cache
def _grain() -> NDArray[np.float32]:
    return np.random.default_rng(5).standard_normal((1200, 1200, 3), np.float32)


def _sensed(rng: Rng, light: NDArray[Any], noise: float) -> Pixels:
    """Each shot has its own piece of the grain, perhaps turned over."""
    height, width = light.shape[:2]
    top, left = int(rng.integers(1200 - height)), int(rng.integers(1200 - width))
    grain = _grain()[top : top + height, left : left + width]
    return np.asarray(np.clip(255 * light + 255 * np.float32(noise) * grain[:: rng.choice((1, -1))], 0, 255), np.uint8)
