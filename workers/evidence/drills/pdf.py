"""A drill on paper: who, what this run varied, each decision as it was asked with what it led to and what was better,
the trail."""

from __future__ import annotations

import io
from collections.abc import Iterator

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from workers.evidence.drills.record import Decided, DrillRecord
from workers.evidence.grid import FOOT, MARGIN, WIDTH, Row, grid, label, pairs_of, section
from workers.evidence.paper import HEAD, QR, Foot, Numbered, draw_qr, rule
from workers.evidence.typeset import QUIET, RED, Words, glyphs, write

HEADING = "情景演练记录"
HEADS = (("编号", "种类"), ("名称", "得分"), ("谁练",), ("谁派", "怎么练"), ("派出", "开始"), ("结束", "结果"))
WHOLE = (("分数怎么来",), ("这次的变化",))


def drill_pdf(record: DrillRecord, foot: Foot, link: str) -> bytes:
    """The record as PDF bytes. link: what the QR holds."""
    glyphs()
    target = io.BytesIO()
    frame = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - HEAD, 0, 0, 0, 0)
    later = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - 6 * mm, 0, 0, 0, 0)
    document = BaseDocTemplate(
        target, pagesize=A4, invariant=1, title=f"演练 {record.number}", author="安好", lang="zh-CN"
    )
    first = PageTemplate("first", [frame], lambda canvas, _: _title(canvas, record, link), autoNextPageTemplate="later")
    document.addPageTemplates([first, PageTemplate("later", [later], lambda canvas, _: _running_head(canvas, record))])
    document.build(list(_body(record)), canvasmaker=lambda *a, **k: Numbered(foot, *a, **k))
    return target.getvalue()


def _title(canvas: Canvas, record: DrillRecord, link: str) -> None:
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 7 * mm, HEADING, 18)
    write(canvas, MARGIN, top - 14 * mm, f"编号 {record.number}　　{record.word}", 9, QUIET)
    draw_qr(canvas, MARGIN + WIDTH - QR, top - QR, link)


def _running_head(canvas: Canvas, record: DrillRecord) -> None:
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 2.5 * mm, f"{HEADING}　{record.number}", 8, QUIET)
    rule(canvas, top - 4 * mm)


def _body(record: DrillRecord) -> Iterator[Flowable]:
    for words in record.differences:
        yield Words(f"库里与封存链不一致，本页按链印出：{words}", size=10, color=RED)
    yield pairs_of([tuple(part for name in row for part in (name, name)) for row in (*HEADS, *WHOLE)], record.facts)
    yield Words("桌面演练，不代替每年的现场演练。", size=8, color=QUIET)
    if record.decided:
        yield from section("逐步", _steps(record))
    rows: list[Row] = [[label(words) for words in ("时间", "谁", "什么事", "详情", "校验值")]]
    rows += [
        [Words(f"{line.at:%m-%d %H:%M}"), Words(line.who), Words(line.what), Words(line.detail), Words(line.hash[:8])]
        for line in record.trail
    ]
    drawn = grid(rows, [22 * mm, 30 * mm, 28 * mm, 76 * mm, 18 * mm], head=1)
    yield from section(f"经过（链里共 {len(record.trail)} 条，校验值为记录哈希前 8 位）", drawn)


def _steps(record: DrillRecord) -> Flowable:
    rows: list[Row] = [[label(words) for words in ("步、谁", "情况和选项", "选了什么、后果", "得分", "更好的、为什么")]]
    rows += [_step(each) for each in record.decided]
    return grid(rows, [24 * mm, 54 * mm, 42 * mm, 16 * mm, 38 * mm], head=1)


def _step(each: Decided) -> Row:
    head = "，".join(filter(None, (each.head, each.who, f"{each.at:%H:%M:%S}", f"限时 {each.limit_s} 秒")))
    asked = each.text + "　" + "　".join(each.options)
    chosen = f"{each.chosen or '没有决定（超时）'}。{each.consequence}"
    points = f"{each.points}/10 ×{each.weight}" + ("　致命" if each.fatal else "")
    score = Words(points, color=RED) if each.fatal else Words(points)
    better = f"{each.better}。{each.why}" if each.better else "就是它"
    return [Words(head), Words(asked), Words(chosen), score, Words(better)]
