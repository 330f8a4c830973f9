"""Posters of site codes: A4, to be read from a few steps away, each with the name of its area or machine and its QR."""

from __future__ import annotations

import io
from collections.abc import Sequence

import segno
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from handlers.site_codes import Poster
from workers.evidence.typeset import BLUE, INK, LINE, QUIET, drawable, glyphs, lines_of, width_of, write

MARGIN = 18 * mm
WIDTH, HEIGHT = A4
ROOM = WIDTH - 2 * MARGIN
BAND = 30 * mm
QR = 118 * mm
# The area's name is as large as fits in one line, or in two before it gets small.
SIZES = ((64, 1), (56, 1), (48, 1), (48, 2), (40, 2), (34, 2), (28, 3))
# Head, how, and what for.
AT_AREA = (
    "现场码　到场请扫",
    "到了现场，用{apps}「扫一扫」",
    "定位不准时：先签字，再扫这张码，拍一张现场照片",
)
ON_MACHINE = (
    "设备码　有隐患请扫",
    "看到隐患，用{apps}「扫一扫」",
    "拍一张，点发送。哪台设备、在哪里，已经填好",
)
ANONYMOUS = "不想留名：用手机相机或浏览器扫，别在{apps}里扫"
OLD = "贴新的，就把旧的撕下来。旧码扫了不作数。"
BLACK = HexColor("#000000")


def posters(codes: Sequence[Poster]) -> bytes:
    """One PDF with a page for each code, at least one."""
    glyphs()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.setTitle("现场码")
    canvas.setAuthor("安好")
    for code in codes:
        _draw(canvas, code)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw(canvas: Canvas, code: Poster) -> None:
    canvas.setFillColor(BLUE)
    canvas.rect(0, HEIGHT - BAND, WIDTH, BAND, stroke=0, fill=1)
    head, how, why = ON_MACHINE if code.machine else AT_AREA
    _middle(canvas, HEIGHT - BAND / 2 - 11, head, 30, white)
    top = _name(canvas, code, HEIGHT - BAND - 12 * mm)
    foot = MARGIN + 52 * mm
    _qr(canvas, (WIDTH - QR) / 2, foot + (top - foot - QR) / 2, code.link)
    _middle(canvas, MARGIN + 40 * mm, how.format(apps=code.apps), 22, INK)
    _middle(canvas, MARGIN + 30 * mm, why, 15, INK)
    if code.anonymous:
        _middle(canvas, MARGIN + 21 * mm, ANONYMOUS.format(apps=code.apps), 15, INK)
    _foot(canvas, code)


def _name(canvas: Canvas, code: Poster, top: float) -> float:
    """The area's name and whose it is; returns where the room below begins."""
    fitting = (size for size, lines in SIZES if len(lines_of(code.area, size, ROOM)) <= lines)
    size = next(fitting, SIZES[-1][0])
    for line in lines_of(code.area, size, ROOM):
        top -= size * 1.15
        _middle(canvas, top, line, size, INK)
    top -= 12 * mm
    _middle(canvas, top, " · ".join(filter(None, (code.plant, code.unit))), 16, QUIET)
    return top - 4 * float(mm)


def _qr(canvas: Canvas, x: float, y: float, link: str) -> None:
    """As squares of ink: sharp at any size. Level Q still reads with a quarter of it soiled."""
    matrix = segno.make(link, error="q", boost_error=False).matrix
    module = QR / len(matrix)
    canvas.setFillColor(BLACK)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                # A hair wider than its place, so that no white line shows between two.
                canvas.rect(
                    x + column * module, y + QR - (row + 1) * module, module + 0.1, module + 0.1, stroke=0, fill=1
                )


def _foot(canvas: Canvas, code: Poster) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.35)
    canvas.line(MARGIN, MARGIN + 16 * mm, WIDTH - MARGIN, MARGIN + 16 * mm)
    _middle(canvas, MARGIN + 8 * mm, OLD, 12, INK)
    _middle(canvas, MARGIN + 1 * mm, f"第 {code.serial} 张　{code.made_on:%Y-%m-%d} 制作　安好", 10, QUIET)


def _middle(canvas: Canvas, y: float, text: str, size: float, color: Color) -> None:
    shown = drawable(text)
    write(canvas, (WIDTH - width_of(shown, size)) / 2, y, shown, size, color)
