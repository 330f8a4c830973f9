"""The permit as an A4 PDF that looks like the paper form: title and QR on top, page and seal in the foot.

The same record gives the same bytes. The PDF is for people; the evidence is in the package around it.
"""

from __future__ import annotations

import io
from typing import Any

import segno
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from rules.printed import modelled_on
from workers.evidence.permits.record import PermitRecord
from workers.evidence.permits.sheet import FOOT, MARGIN, WIDTH, body
from workers.evidence.typeset import GREEN, INK, LINE, QUIET, RED, glyphs, lines_of, width_of, write

PLAIN = (
    "这张票没能排成表格，这一页代替它。",
    "内容一样不少：同一个包里的 entries 是全部记录，shown 是当事人眼前的原文，attachments 是签名和照片。",
    "请把票号告诉管理员，他在日志里能看到原因。",
)
QR = 22 * mm
HEAD = 26 * mm
DOTS = 6
# A QR module is 0 or 1; on paper 0 is white and 1 is black.
MODULES = bytes([255, 0]) + bytes(254)


def permit_pdf(record: PermitRecord, link: str) -> bytes:
    """The form as PDF bytes. link: what the QR holds (the permit's public address)."""
    glyphs()
    target = io.BytesIO()
    first = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - HEAD, 0, 0, 0, 0, id="first")
    later = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - 6 * mm, 0, 0, 0, 0, id="later")
    document = BaseDocTemplate(
        target, pagesize=A4, invariant=1, title=f"{record.title} {record.number}", author="安好", lang="zh-CN"
    )
    document.addPageTemplates(
        [
            PageTemplate(
                "first", [first], lambda canvas, _: _draw_title(canvas, record, link), autoNextPageTemplate="later"
            ),
            PageTemplate("later", [later], lambda canvas, _: _draw_running_head(canvas, record)),
        ]
    )
    document.build(body(record), canvasmaker=lambda *a, **k: _Numbered(record, *a, **k))
    return target.getvalue()


def plain_sheet(number: str, foot: tuple[str, str], link: str) -> bytes:
    """One page in place of a form that could not be drawn: it says so, and where the record is."""
    glyphs()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, lang="zh-CN")
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 7 * mm, f"作业票 {number}", 18)
    draw_qr(canvas, MARGIN + WIDTH - QR, top - QR, link)
    lines = [line for text in PLAIN for line in lines_of(text, 11, WIDTH)]
    for place, line in enumerate(lines):
        write(canvas, MARGIN, top - 34 * mm - place * 7 * mm, line, 11, INK if place else RED)
    for place, line in enumerate(line for text in foot for line in lines_of(text, 7.5, WIDTH)):
        write(canvas, MARGIN, MARGIN + 8 * mm - place * 3.6 * mm, line, 7.5, QUIET)
    canvas.save()
    return target.getvalue()


class _Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
    """Holds the pages back until the number of pages is known, then draws each foot."""

    def __init__(self, record: PermitRecord, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._record = record
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        held = self._held
        for number, page in enumerate(held, 1):
            self.__dict__.update(page)
            _draw_foot(self, self._record, f"第 {number} 页 / 共 {len(held)} 页")
            super().showPage()
        super().save()


def _draw_title(canvas: Canvas, record: PermitRecord, link: str) -> None:
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 7 * mm, record.title, 18)
    words = f"编号 {record.number}" + (f"　　{modelled_on(record.form)}" if record.form else "")
    write(canvas, MARGIN, top - 14 * mm, words, 9, QUIET)
    _draw_state(canvas, MARGIN, top - 21.5 * mm, record)
    draw_qr(canvas, MARGIN + WIDTH - QR, top - QR, link)


def _draw_state(canvas: Canvas, x: float, y: float, record: PermitRecord) -> None:
    good, bad = record.state == "已批准", record.state in ("已退回", "已超期", "已作废", "卡住")
    color = GREEN if good else RED if bad else INK
    width = width_of(record.state, 9) + 6 * mm
    canvas.setStrokeColor(color)
    canvas.setLineWidth(0.8)
    canvas.roundRect(x, y - 1.6 * mm, width, 6 * mm, 1.2 * mm)
    write(canvas, x + 3 * mm, y, record.state, 9, color)
    write(canvas, x + width + 3 * mm, y, f"{record.facts['level']} · {record.facts['area']}", 9)


def draw_qr(canvas: Canvas, x: float, y: float, link: str) -> None:
    matrix = segno.make(link, error="m", boost_error=False).matrix
    modules = Image.frombytes("L", (len(matrix), len(matrix)), b"".join(matrix).translate(MODULES))
    # Each module is drawn with many dots, because some viewers blur a picture that they enlarge.
    large = modules.resize((len(matrix) * DOTS, len(matrix) * DOTS), Image.Resampling.NEAREST)
    canvas.drawImage(ImageReader(large), x, y, QR, QR)


def _draw_running_head(canvas: Canvas, record: PermitRecord) -> None:
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 2.5 * mm, f"{record.title}　{record.number}", 8, QUIET)
    rule(canvas, top - 4 * mm)


def _draw_foot(canvas: Canvas, record: PermitRecord, page: str) -> None:
    rule(canvas, MARGIN + FOOT - 4 * mm)
    write(canvas, MARGIN, MARGIN + 8 * mm, record.foot[0], 7.5)
    write(canvas, MARGIN + WIDTH - width_of(page, 7.5), MARGIN + 8 * mm, page, 7.5)
    for number, line in enumerate(lines_of(record.foot[1], 7, WIDTH)):
        write(canvas, MARGIN, MARGIN + 4 * mm - number * 3.4 * mm, line, 7, QUIET)


def rule(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.35)
    canvas.line(MARGIN, y, MARGIN + WIDTH, y)
