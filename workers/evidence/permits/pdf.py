"""The permit as an A4 PDF that looks like the paper form: title and QR on top, page and seal in the foot.

The same record gives the same bytes. The PDF is for people; the evidence is in the package around it.
"""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from rules.printed import modelled_on
from workers.evidence.grid import FOOT, MARGIN, WIDTH
from workers.evidence.paper import HEAD, QR, Numbered, draw_qr, rule
from workers.evidence.permits.record import PermitRecord
from workers.evidence.permits.sheet import body
from workers.evidence.typeset import GREEN, INK, QUIET, RED, glyphs, lines_of, width_of, write

PLAIN = (
    "这张票没能排成表格，这一页代替它。",
    "内容一样不少：同一个包里的 entries 是全部记录，shown 是当事人眼前的原文，attachments 是签名和照片。",
    "请把票号告诉管理员，他在日志里能看到原因。",
)


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
    document.build(body(record), canvasmaker=lambda *a, **k: Numbered(record.foot, *a, **k))
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


def _draw_running_head(canvas: Canvas, record: PermitRecord) -> None:
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 2.5 * mm, f"{record.title}　{record.number}", 8, QUIET)
    rule(canvas, top - 4 * mm)
