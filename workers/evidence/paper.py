"""What every printed record draws beside its body: the QR, rules, page numbers in the foot."""

from __future__ import annotations

from typing import Any

import segno
from PIL import Image
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from workers.evidence.grid import FOOT, MARGIN, WIDTH
from workers.evidence.typeset import LINE, QUIET, lines_of, width_of, write

QR = 22 * mm
HEAD = 26 * mm
DOTS = 6
# A QR module is 0 or 1; on paper 0 is white and 1 is black.
MODULES = bytes([255, 0]) + bytes(254)
# The seal's line, and what it means.
Foot = tuple[str, str]


class Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
    """Holds the pages back until the number of pages is known, then draws each foot."""

    def __init__(self, foot: Foot, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._foot = foot
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        held = self._held
        for number, page in enumerate(held, 1):
            self.__dict__.update(page)
            _draw_foot(self, self._foot, f"第 {number} 页 / 共 {len(held)} 页")
            super().showPage()
        super().save()


def draw_qr(canvas: Canvas, x: float, y: float, link: str) -> None:
    matrix = segno.make(link, error="m", boost_error=False).matrix
    modules = Image.frombytes("L", (len(matrix), len(matrix)), b"".join(matrix).translate(MODULES))
    # Each module is drawn with many dots, because some viewers blur a picture that they enlarge.
    large = modules.resize((len(matrix) * DOTS, len(matrix) * DOTS), Image.Resampling.NEAREST)
    canvas.drawImage(ImageReader(large), x, y, QR, QR)


def rule(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.35)
    canvas.line(MARGIN, y, MARGIN + WIDTH, y)


def _draw_foot(canvas: Canvas, foot: Foot, page: str) -> None:
    rule(canvas, MARGIN + FOOT - 4 * mm)
    write(canvas, MARGIN, MARGIN + 8 * mm, foot[0], 7.5)
    write(canvas, MARGIN + WIDTH - width_of(page, 7.5), MARGIN + 8 * mm, page, 7.5)
    for number, line in enumerate(lines_of(foot[1], 7, WIDTH)):
        write(canvas, MARGIN, MARGIN + 4 * mm - number * 3.4 * mm, line, 7, QUIET)
