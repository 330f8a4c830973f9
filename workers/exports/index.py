"""The index of an export, for people: as a table (XLSX) and on paper (PDF). One line in memory at a time.

Not evidence: the evidence is in the chains. The same lines give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from models.gaps import Gap
from rules.texts import in_line
from workers.evidence.recorder import Line
from workers.evidence.typeset import INK, LINE, QUIET, drawable, glyphs, width_of, write

WIDTH, HEIGHT = landscape(A4)
MARGIN, ROW = 18 * mm, 5.4 * mm
HEAD, FOOT = 16 * mm, 8 * mm
# More signs than any column can show.
LONGEST = 100
PER_PAGE = int((HEIGHT - 2 * MARGIN - HEAD - FOOT) / ROW) - 1
COLUMNS: list[tuple[str, str, float]] = [
    ("编号", "number", 22),
    ("类别", "kind", 12),
    ("级别", "level", 8),
    ("区域", "area", 16),
    ("内容", "about", 40),
    ("提出人", "raised_by", 22),
    ("开始", "starts", 17),
    ("结束", "ends", 17),
    ("状态", "state", 10),
    ("审批分钟", "minutes", 9),
    ("记录", "entries", 7),
    ("补录", "late", 7),
]
"""Title, field, width in characters of the sheet (on paper in the same proportions)."""


@dataclass(frozen=True)
class Summary:
    """What is written above the lines. what: what people call such matters (作业票); total: the number of lines;
    lacking: what the seals lack, of these or of other matters."""

    scope: str
    what: str
    total: int
    made_at: datetime
    seal: str
    lacking: Sequence[Gap] = ()


def write_xlsx(path: Path, lines: Iterable[Line], summary: Summary) -> None:
    """A sheet that says what it is, and a sheet of the lines. Every text is written as text, so that none becomes a
    formula."""
    # The creation time is the zip format's earliest, so that the bytes do not depend on the day.
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"title": f"{summary.what}目录", "created": datetime(1980, 1, 1)})  # noqa: DTZ001 - the format has no zone
        bold = book.add_format({"bold": True})
        about, sheet = book.add_worksheet("说明"), book.add_worksheet("目录")
        about.set_column(1, 1, 80)
        for row, (name, words) in enumerate(_about(summary)):
            about.write_string(row, 0, name, bold)
            about.write_string(row, 1, words)
        for column, (title, _, width) in enumerate([*COLUMNS, ("文件", "file", 30.0)]):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, summary.total, len(COLUMNS))
        for row, line in enumerate(lines, 1):
            for column, value in enumerate([*_values(line), line.file]):
                if isinstance(value, int):
                    sheet.write_number(row, column, value)
                else:
                    sheet.write_string(row, column, value)


def write_pdf(path: Path, lines: Iterable[Line], summary: Summary) -> None:
    """A4 landscape, as many rows a page as fit; a text that is too long is cut with an ellipsis."""
    glyphs()
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1, lang="zh-CN")
    canvas.setTitle(f"{summary.what}目录")
    pages = max(1, -(-summary.total // PER_PAGE))
    _begin_page(canvas, summary, 1, pages)
    for place, line in enumerate(lines):
        if place and place % PER_PAGE == 0:
            canvas.showPage()
            _begin_page(canvas, summary, place // PER_PAGE + 1, pages)
        _row(canvas, place % PER_PAGE + 1, [str(value) for value in _values(line)])
    canvas.save()


def _values(line: Line) -> list[str | int]:
    """What stands in the columns; also what was kept before typed texts were made clean is one plain line."""
    values = [getattr(line, field) for _, field, _ in COLUMNS]
    return [in_line(value) if isinstance(value, str) else "" if value == -1 else value for value in values]


def _about(summary: Summary) -> list[tuple[str, str]]:
    return [
        ("范围", summary.scope),
        ("件数", str(summary.total)),
        ("制作", f"{summary.made_at:%Y-%m-%d %H:%M}"),
        ("最后封存块哈希", summary.seal),
        *(("少了记录", f"{gap.words}，包里没有它们") for gap in summary.lacking),
        ("怎么核验", "运行包里的 verify.py；本表只供查找，证据是 entries、proofs、seals.jsonl。"),
    ]


def _begin_page(canvas: Canvas, summary: Summary, page: int, pages: int) -> None:
    top = HEIGHT - MARGIN
    if page == 1:
        write(canvas, MARGIN, top - 5 * mm, f"{summary.what}目录　共 {summary.total} 件", 14)
    write(canvas, MARGIN, top - 11 * mm, f"{summary.scope}　制作 {summary.made_at:%Y-%m-%d %H:%M}", 8, QUIET)
    _row(canvas, 0, [title for title, _, _ in COLUMNS], QUIET)
    foot = f"第 {page} 页 / 共 {pages} 页"
    write(canvas, MARGIN, MARGIN, f"最后封存块 {summary.seal[:16]}　本表只供查找，证据在包里", 7, QUIET)
    write(canvas, WIDTH - MARGIN - width_of(foot, 7), MARGIN, foot, 7, QUIET)


def _row(canvas: Canvas, row: int, texts: list[str], color: Any = INK) -> None:
    y = HEIGHT - MARGIN - HEAD - (row + 1) * ROW
    unit = (WIDTH - 2 * MARGIN) / sum(width for _, _, width in COLUMNS)
    x = MARGIN
    for text, (_, _, width) in zip(texts, COLUMNS, strict=True):
        write(canvas, x, y + 1.6 * mm, _cut(text, 7.5, width * unit - 1.5 * mm), 7.5, color)
        x += width * unit
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.35)
    canvas.line(MARGIN, y, WIDTH - MARGIN, y)


def _cut(text: str, size: float, width: float) -> str:
    text = drawable(text[:LONGEST]).replace("\n", " ")
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + "…", size) > width:
        text = text[:-1]
    return text + "…"
