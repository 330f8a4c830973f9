"""Setting Chinese text on paper: lines broken by the rules of Chinese print, missing glyphs made visible. One font, and
one more for what is in Arabic script.

reportlab's own CJK wrapping lets a comma start a line and draws nothing for a glyph the font lacks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace
from reportlab.platypus import Flowable

from workers.evidence import arabic

FONT = "NotoSansSC"
FONT_FILE = Path(__file__).parents[2] / "web/static/vendor/noto-sans-sc/NotoSansSC-Regular.ttf"
INK, QUIET, LINE, GROUND = HexColor("#1B1F24"), HexColor("#5B6470"), HexColor("#8A929C"), HexColor("#F5F6F8")
RED, GREEN, BLUE = HexColor("#C4122F"), HexColor("#0A7D43"), HexColor("#0B5FB0")
NO_START = "，。、；：？！,.;:?!–-~/）】》」』”’)]}…—·%℃"
NO_END = "（【《「『“‘([{"
WORD = re.compile(rf"[A-Za-z0-9_#&+\-–./:@]+|[{arabic.SIGNS}]+|\s|.", re.DOTALL)


class _Outlines:
    """The font's outlines, read in place; reportlab would copy the whole table of 10 MB once for each subset."""

    def __init__(self, font: bytes, begins: int) -> None:
        self._font, self._begins = font, begins

    def __getitem__(self, part: slice) -> bytes:
        return self._font[self._begins + part.start : self._begins + part.stop]


class _Face(TTFontFace):  # type: ignore[misc]  # as everything of reportlab: it has no types
    """The face that reads outlines in place. reportlab makes the face itself, so its class is set afterwards."""

    def get_table(self, tag: str) -> bytes | _Outlines:
        if tag == "glyf":
            return _Outlines(self._ttf_data, self.get_table_pos(tag)[0])
        table: bytes = super().get_table(tag)
        return table


@cache
def glyphs() -> dict[int, int]:
    """Registers the font once a process; returns the characters it can draw."""
    # A PDF may hold raw bytes; as ASCII they would cost a quarter more time and space.
    rl_config.useA85 = 0
    font = TTFont(FONT, str(FONT_FILE))
    font.face.__class__ = _Face
    pdfmetrics.registerFont(font)
    known: dict[int, int] = font.face.charToGlyph
    return known


def drawable(text: str) -> str:
    """The text with every character that the fonts lack as `[U+XXXX]`, never as nothing."""
    known = glyphs()
    return "".join(
        sign
        if ord(sign) in known or sign == "\n" or arabic.draws(sign)
        else " "
        if sign.isspace()
        else f"[U+{ord(sign):04X}]"
        for sign in text
    )


@lru_cache(maxsize=20_000)
def width_of(text: str, size: float) -> float:
    if not arabic.SCRIPT.search(text):
        return float(pdfmetrics.stringWidth(text, FONT, size))
    return float(pdfmetrics.stringWidth(arabic.plain(text), FONT, size)) + arabic.width_of(text) * size


@lru_cache(maxsize=5_000)
def lines_of(text: str, size: float, width: float) -> tuple[str, ...]:
    """The text in lines of at most `width` points; words stay whole, no line starts or ends with a wrong mark.

    Cached, because a permit's texts are mostly those of its template: a year's export breaks the same ones again and
    again.
    """
    return tuple(line for part in drawable(text).split("\n") for line in _fill(_clusters(part), size, width))


def _clusters(text: str) -> list[str]:
    """The pieces that must stay whole: a word or a sign, with the marks attached before and after it."""
    clusters: list[str] = []
    for token in WORD.findall(text):
        clings = token[0] in NO_START and clusters and not clusters[-1].isspace()
        if clings or (clusters and clusters[-1][-1] in NO_END):
            clusters[-1] += token
        else:
            clusters.append(token)
    return clusters


def _fill(clusters: list[str], size: float, width: float) -> list[str]:
    lines, filled = [""], 0.0
    for cluster in clusters:
        fits = filled + width_of(cluster.rstrip(), size) <= width
        pieces = [cluster] if fits or width_of(cluster.rstrip(), size) <= width else list(cluster)
        for piece in pieces:
            # Letters that join are not as wide as each alone.
            joins = arabic.SCRIPT.match(piece)
            grown = width_of(lines[-1] + piece, size) if joins else filled + width_of(piece.rstrip(), size)
            if grown <= width or not lines[-1]:
                lines[-1] += piece
                filled = grown if joins else filled + width_of(piece, size)
            else:
                lines.append(piece.lstrip())
                filled = width_of(lines[-1], size)
    return [line.rstrip() for line in lines]


def write(canvas: Any, x: float, y: float, text: str, size: float, color: Color = INK) -> None:
    """One line of text from x on, at the height y."""
    canvas.setFont(FONT, size)
    canvas.setFillColor(color)
    shown = drawable(text)
    if not arabic.SCRIPT.search(shown):
        canvas.drawString(x, y, shown)
        return
    part = canvas.beginText()
    _write_mixed(part, x, y, shown, size, arabic.reads_from_right(shown))
    canvas.drawText(part)


def _write_mixed(part: Any, x: float, y: float, line: str, size: float, from_right: bool) -> None:
    """A line with Arabic script in it, run by run."""
    for run in arabic.seen(line, from_right):
        if not run.pieces:
            # A sign that was turned round may be one that the font lacks.
            shown = drawable(run.letters)
            part.setFont(FONT, size)
            part.setTextOrigin(x, y)
            part.textOut(shown)
            x += width_of(shown, size)
            continue
        part.setFont(arabic.FONT, size)
        for piece in run.pieces:
            part.setTextOrigin(x + piece.x * size, y + piece.y * size)
            part.textOut(piece.signs)
        x += run.width * size
    part.setFont(FONT, size)


@dataclass
class Words(Flowable):  # type: ignore[misc]  # as above
    """A paragraph of one size and colour; align: left, center or right. from_right: how it is read; as its first letter
    says, if not given; then left stands for right."""

    text: str
    size: float = 8.5
    color: Color = INK
    align: str = "left"
    leading: float = 1.42
    from_right: bool | None = None

    def __post_init__(self) -> None:
        super().__init__()
        if self.from_right is None:
            self.from_right = arabic.reads_from_right(self.text)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.lines = lines_of(self.text, self.size, width)
        self.width, self.height = width, len(self.lines) * self.size * self.leading
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Words]:
        """The lines that fit, and the rest, at least one line each; nothing when that can't be."""
        lines = lines_of(self.text, self.size, width)
        fit = min(int(height / (self.size * self.leading)), len(lines) - 1)
        parts = (lines[:fit], lines[fit:]) if fit > 0 else ()
        return [replace(self, text="\n".join(part)) for part in parts]

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:
        """Draws the text directly; the state that reportlab keeps around each part would cost more than the text."""
        text = canvas.beginText()
        text.setFont(FONT, self.size)
        text.setFillColor(self.color)
        for number, line in enumerate(self.lines, 1):
            spare = self.width - width_of(line, self.size)
            align = "right" if self.from_right and self.align == "left" else self.align
            left = {"left": 0.0, "center": spare / 2, "right": spare}[align]
            height = y + self.height - number * self.size * self.leading + 0.30 * self.size
            if arabic.SCRIPT.search(line):
                _write_mixed(text, x + left, height, line, self.size, bool(self.from_right))
                continue
            text.setTextOrigin(x + left, height)
            text.textLine(line)
        canvas.drawText(text)


Cell: TypeAlias = Flowable | Sequence[Flowable] | str


def parted(row: Sequence[Cell], widths: Sequence[float], most: float) -> list[list[Cell]]:
    """A row of a table as rows of at most `most` points, so that each fits on a page; one that is lower stays as it is.
    widths: of the cells' insides. (reportlab can split a row itself, but prints parts of it over one another.)"""
    columns = [_pieces(cell, width, most) for cell, width in zip(row, widths, strict=True)]
    parts = max(map(len, columns))
    return [[column[place] if place < len(column) else "" for column in columns] for place in range(parts)]


def _pieces(cell: Cell, width: float, most: float) -> list[Cell]:
    """The cell in pieces of at most this height."""
    flowables = [cell] if isinstance(cell, Flowable) else [] if isinstance(cell, str) else list(cell)
    if sum(each.wrap(width, most)[1] for each in flowables) <= most:
        return [cell]
    pieces: list[list[Flowable]] = [[]]
    left = most
    while flowables:
        first = flowables.pop(0)
        height = first.wrap(width, most)[1]
        if height <= left:
            pieces[-1].append(first)
            left -= height
            continue
        fits, *rest = first.split(width, left) or [None, first]
        pieces[-1] += [fits] if fits else []
        flowables[:0] = rest
        pieces.append([])
        left = most
    return [piece for piece in pieces if piece]
