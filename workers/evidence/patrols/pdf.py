"""A round or a campaign on paper: what was to be looked at, by whom it was and with which posted code, what was found,
what was missed, the trail."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from workers.evidence.codes import CODES
from workers.evidence.grid import FOOT, MARGIN, WIDTH, Row, grid, label, pairs_of, section
from workers.evidence.paper import HEAD, QR, Foot, Numbered, draw_qr, rule
from workers.evidence.patrols.record import PatrolRecord, Seen
from workers.evidence.typeset import QUIET, RED, Words, glyphs, write

HEADS = (("编号", "种类"), ("名称",), ("开始", "期限"), ("结束", "谁开始"), ("覆盖", "有问题"), ("未排查",))


def patrol_pdf(record: PatrolRecord, foot: Foot, link: str) -> bytes:
    """The record as PDF bytes. link: what the QR holds."""
    glyphs()
    target = io.BytesIO()
    frame = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - HEAD, 0, 0, 0, 0)
    later = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - 6 * mm, 0, 0, 0, 0)
    document = BaseDocTemplate(
        target, pagesize=A4, invariant=1, title=f"检查 {record.number}", author="安好", lang="zh-CN"
    )
    document.addPageTemplates(
        [
            PageTemplate(
                "first", [frame], lambda canvas, _: _title(canvas, record, link), autoNextPageTemplate="later"
            ),
            PageTemplate("later", [later], lambda canvas, _: _running_head(canvas, record)),
        ]
    )
    document.build(list(_body(record)), canvasmaker=lambda *a, **k: Numbered(foot, *a, **k))
    return target.getvalue()


def _title(canvas: Canvas, record: PatrolRecord, link: str) -> None:
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 7 * mm, record.heading, 18)
    write(canvas, MARGIN, top - 14 * mm, f"编号 {record.number}　　{record.word}", 9, QUIET)
    draw_qr(canvas, MARGIN + WIDTH - QR, top - QR, link)


def _running_head(canvas: Canvas, record: PatrolRecord) -> None:
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 2.5 * mm, f"{record.heading}　{record.number}", 8, QUIET)
    rule(canvas, top - 4 * mm)


def _body(record: PatrolRecord) -> Iterator[Flowable]:
    for words in record.differences:
        yield Words(f"库里与封存链不一致，本页按链印出：{words}", size=10, color=RED)
    yield pairs_of([tuple(part for name in row for part in (name, name)) for row in HEADS], record.facts)
    yield from section("逐处", _points(record))
    if record.codes:
        yield from section(CODES, Words(_coded(record.codes)))
    rows: list[Row] = [[label(words) for words in ("时间", "谁", "什么事", "详情", "校验值")]]
    rows += [
        [Words(f"{line.at:%m-%d %H:%M}"), Words(line.who), Words(line.what), Words(line.detail), Words(line.hash[:8])]
        for line in record.trail
    ]
    drawn = grid(rows, [22 * mm, 30 * mm, 28 * mm, 76 * mm, 18 * mm], head=1)
    yield from section(f"经过（链里共 {len(record.trail)} 条，校验值为记录哈希前 8 位）", drawn)


def _coded(codes: Mapping[str, Any]) -> str:
    """来源 1；周期 4 小时，日期类型 0；检查状态 CS-T101-1 0、CS-P102-1 1"""
    cycle = (
        f"；周期 {codes['checkCycle']} {codes['checkCycleUnit']}，日期类型 {codes['dayType']}"
        if "checkCycle" in codes
        else ""
    )
    checks = "、".join(f"{each['riskMeasureId']} {each['checkStatus']}" for each in codes["checks"])
    return f"来源 {codes['dangerSrc']}{cycle}；检查状态 {checks}"


def _points(record: PatrolRecord) -> Flowable:
    rows: list[Row] = [[label(words) for words in ("地点", "查什么", "结果", "谁、何时", "现场码、说明")]]
    rows += [_point(seen) for seen in record.points.values()]
    return grid(rows, [30 * mm, 46 * mm, 22 * mm, 40 * mm, 36 * mm], head=1)


def _point(seen: Seen) -> Row:
    what = "；".join(text for _, text in seen.lines)
    result = seen.word + (f" {seen.hazard}" if seen.hazard else "")
    by = "，".join(filter(None, (seen.who, f"{seen.at:%m-%d %H:%M}" if seen.at else "")))
    scanned = (seen.scanned or "没扫码") if seen.status in ("normal", "hazard") else ""
    told = "；".join(filter(None, (scanned, seen.note)))
    name = seen.area if seen.name == what else f"{seen.area} {seen.name}"
    color = RED if seen.status in ("hazard", "missed") else None
    word = Words(result, color=color) if color else Words(result)
    return [Words(name), Words(what), word, Words(by), Words(told)]
