"""A picture's fingerprint: SHA-256 of its bytes, and a perceptual hash of the picture and of its mirror image. Needs
only Pillow, so it may be taken wherever a picture is read."""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Sequence
from statistics import median

from PIL import Image, ImageOps

from rules.prints import Print

SIDE, KEPT = 32, 8
WAVES = [[math.cos(math.pi * wave * (2 * at + 1) / (2 * SIDE)) for at in range(SIDE)] for wave in range(KEPT)]


def fingerprint(content: bytes) -> Print:
    """Of a picture that can be read. The bits say which of the coarse waves of its brightness are above the median."""
    with Image.open(io.BytesIO(content)) as shown:
        shown.draft("L", (4 * SIDE, 4 * SIDE))
        upright = ImageOps.exif_transpose(shown)
        small = upright.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    waves = _waves(small.tobytes())
    # Turned over, every second wave across changes its sign.
    mirror = [-value if at % KEPT % 2 else value for at, value in enumerate(waves)]
    return Print(hashlib.sha256(content).hexdigest(), _bits(waves), _bits(mirror))


def _waves(light: Sequence[int]) -> list[float]:
    lines = [light[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    across = [[_sum(line, wave) for wave in WAVES] for line in lines]
    columns = list(zip(*across, strict=True))
    return [_sum(column, wave) for wave in WAVES for column in columns]


def _bits(waves: Sequence[float]) -> str:
    middle = median(waves[1:])
    return f"{sum(1 << at for at, value in enumerate(waves) if value > middle):016x}"


def _sum(values: Sequence[float], wave: Sequence[float]) -> float:
    return sum(value * share for value, share in zip(values, wave, strict=True))
