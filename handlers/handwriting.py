"""A handwritten name that a page sends: checked with suspicion, drawn as a picture from its strokes, kept under its
hash. What is kept and printed is what was written, whatever picture a page sends along."""

from __future__ import annotations

import io
import json
from datetime import datetime

from PIL import Image, ImageDraw

from bot.channel import Action
from handlers import asks, pictures
from models import blob
from models.answered import Binary, Proven
from rules import signature
from rules.plant import Person
from rules.signature import Line, Point

# Picture pixels for each of the strokes' own pixels, as a sharp screen shows them; less for a name that is larger than
# any pad.
DENSE = 2.0
MOST_WIDTH, MOST_HEIGHT = 1200, 600
MARGIN_PX = 8.0
# Drawn this much larger and then shrunk: soft edges.
FINER = 2
PEN = round(2.6 * DENSE * FINER)
BENDS = 4
PAPER, INK = 255, 30


class NoProof(Exception):
    """What was sent proves nothing; the message says this and what to do next."""


def signed(action: Action, person: Person, now: datetime) -> Proven:
    """The name as it is kept: its strokes, and the picture drawn from them; both count in the person's volume of the
    day. Raises NoProof."""
    judged = signature.check(action.data.get("strokes"))
    if not judged.ok:
        raise NoProof(judged.words)
    png = picture(judged.lines)
    strokes = json.dumps(signature.kept(action.data.get("strokes")), separators=(",", ":")).encode()
    pictures.count(person.id, len(png) + len(strokes), now)
    return Proven(
        at=now,
        png=Binary.read(blob.keep(png, "image/png", now)),
        strokes=Binary.read(blob.keep(strokes, "application/json", now)),
        shown=asks.shown_to(action) or "",
        rendition=action.rendition or 0,
    )


def picture(lines: list[Line]) -> bytes:
    """A PNG, dark on white, cut to the name with a margin. lines: with at least one point, in the strokes' pixels."""
    left, right = min(x for line in lines for x, _ in line), max(x for line in lines for x, _ in line)
    top, bottom = min(y for line in lines for _, y in line), max(y for line in lines for _, y in line)
    width, height = right - left + 2 * MARGIN_PX, bottom - top + 2 * MARGIN_PX
    dense = min(DENSE, MOST_WIDTH / width, MOST_HEIGHT / height)
    size = max(1, round(width * dense)), max(1, round(height * dense))
    image = Image.new("L", (size[0] * FINER, size[1] * FINER), PAPER)
    brush = ImageDraw.Draw(image)
    scale = dense * FINER
    for line in lines:
        _draw(brush, [((x - left + MARGIN_PX) * scale, (y - top + MARGIN_PX) * scale) for x, y in line])
    written = io.BytesIO()
    image.resize(size, Image.Resampling.BOX).save(written, "PNG")
    return written.getvalue()


def _draw(brush: ImageDraw.ImageDraw, line: Line) -> None:
    """One stroke with round ends; a single point is a dot."""
    if len(line) > 1:
        brush.line(_bent(line), fill=INK, width=PEN, joint="curve")
    half = (PEN - 1) / 2
    for x, y in (line[0], line[-1]):
        brush.ellipse((x - half, y - half, x + half, y + half), fill=INK)


def _bent(line: Line) -> list[Point]:
    """The line through the middles of its parts, bent at its points: a hand makes no corners."""
    path = [line[0]]
    for before, at, after in zip(line, line[1:], line[2:], strict=False):
        begin, end = _middle(before, at), _middle(at, after)
        path += [_between(begin, at, end, step / BENDS) for step in range(BENDS + 1)]
    return [*path, line[-1]]


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _between(begin: Point, bend: Point, end: Point, part: float) -> Point:
    """A point of the quadratic curve; part: from 0 to 1."""
    rest = 1 - part
    x, y = (rest * rest * b + 2 * rest * part * m + part * part * e for b, m, e in zip(begin, bend, end, strict=True))
    return x, y
