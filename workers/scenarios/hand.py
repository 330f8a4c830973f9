"""A hand-written signature for people who have no hand: strokes as signature_pad gives them."""

from __future__ import annotations

import base64
import io
import math
import random
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 328, 160


def strokes(name: str) -> list[dict[str, Any]]:
    """Three wavering strokes a character, the same for the same name."""
    hand = random.Random(name)
    lines = []
    for number in range(len(name)):
        left = 20 + number * (WIDTH - 40) / len(name)
        lines += [_stroke(hand, left, 40 + 30 * part) for part in range(3)]
    return lines


def _stroke(hand: random.Random, x: float, y: float) -> dict[str, Any]:
    slope, bend = hand.uniform(-0.6, 0.6), hand.uniform(4, 14)
    points = [
        {
            "x": round(x + 6 * step, 1),
            "y": round(y + slope * 6 * step + bend * math.sin(step / 2), 1),
            "time": 16 * step,
        }
        for step in range(12)
    ]
    return {"penColor": "#1B1F24", "points": points}


def reading(line: Mapping[str, Any]) -> str:
    """What is written where a line of the checklist asks for a reading: nought, or what passes next to it."""
    if wanted := line.get("reading"):
        lowest = wanted.get("from_", 0) if wanted.get("least") is None else wanted["least"]
        highest = wanted["upto"] if wanted.get("most") is None else wanted["most"]
        return f"{sorted((lowest, 0, highest))[1]:g}"
    return " ".join(["0", *line.get("units", ())[:1]])


def photo(words: str) -> str:
    """A stand-in for a photo taken at the site, as a JPEG data URL."""
    return f"data:image/jpeg;base64,{base64.b64encode(shot(words)).decode()}"


def shot(words: str) -> bytes:
    """The same as a JPEG file."""
    image = Image.new("RGB", (640, 480), "#8C9AA8")
    ImageDraw.Draw(image).text((20, 20), words.encode("ascii", "replace").decode(), fill="white")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()
