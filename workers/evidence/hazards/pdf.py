"""A hazard on paper: what was found, who mended it until when, before and after side by side, who looked, the trail."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from PIL import Image as Picture
from PIL import ImageOps
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, Image, PageTemplate

from handlers.files import MOST_PIXELS
from models import blob
from workers.evidence.codes import CODES, code_rows
from workers.evidence.grid import FOOT, MARGIN, WIDTH, Row, grid, label, pairs_of, section
from workers.evidence.hazards.record import HazardRecord, Look
from workers.evidence.paper import HEAD, QR, Foot, Numbered, draw_qr, rule
from workers.evidence.typeset import QUIET, RED, Cell, Words, glyphs, write

HEADS = (
    ("编号", "类别"),
    ("看到",),
    ("地点", "级别"),
    ("发现人", "上报时间"),
    ("责任人", "期限"),
    ("督办人", "销号时间"),
    ("派人用时", "以前出过"),
)
# Rows of what waited in a phone for signal, where something did.
KEPT_FIRST = (("发现时间",), ("随后的照片",))
MENDED = ("报改好了", "当场改好")
SHOT = (80 * mm, 60 * mm)
# Pixels of the longer side on paper; the whole pictures are in the package.
DRAWN = 900


def hazard_pdf(record: HazardRecord, foot: Foot, link: str) -> bytes:
    """The record as PDF bytes. link: what the QR holds."""
    glyphs()
    target = io.BytesIO()
    frame = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - HEAD, 0, 0, 0, 0)
    later = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - 6 * mm, 0, 0, 0, 0)
    document = BaseDocTemplate(
        target, pagesize=A4, invariant=1, title=f"隐患 {record.number}", author="安好", lang="zh-CN"
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


def _title(canvas: Canvas, record: HazardRecord, link: str) -> None:
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 7 * mm, "隐患整改记录", 18)
    write(canvas, MARGIN, top - 14 * mm, f"编号 {record.number}　　{record.word}", 9, QUIET)
    draw_qr(canvas, MARGIN + WIDTH - QR, top - QR, link)


def _running_head(canvas: Canvas, record: HazardRecord) -> None:
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 2.5 * mm, f"隐患整改记录　{record.number}", 8, QUIET)
    rule(canvas, top - 4 * mm)


def _body(record: HazardRecord) -> Iterator[Flowable]:
    for words in record.differences:
        yield Words(f"库里与封存链不一致，本页按链印出：{words}", size=10, color=RED)
    waited = [row for row in KEPT_FIRST if row[0] in record.facts]
    yield pairs_of([_pair(row) for row in (*HEADS, *waited)], record.facts)
    after = [look.photos for look in record.looks if look.what in MENDED]
    yield from section("整改前后", _pictures(record, after[-1] if after else ()))
    if record.major:
        said: list[Row] = [[label(words) for words in ("哪一项", "内容", "谁、何时")]]
        said += [[Words(what), Words(words), Words(by)] for what, words, by in record.major]
        yield from section("重大隐患：定级、停用、方案、上报", grid(said, [34 * mm, 96 * mm, 44 * mm], head=1))
    yield from section("整改与查看", _looks(record.looks))
    if record.codes:
        yield from section(CODES, code_rows(record.codes))
    rows: list[Row] = [[label(words) for words in ("时间", "谁", "什么事", "详情", "校验值")]]
    rows += [
        [Words(f"{line.at:%m-%d %H:%M}"), Words(line.who), Words(line.what), Words(line.detail), Words(line.hash[:8])]
        for line in record.trail
    ]
    drawn = grid(rows, [22 * mm, 30 * mm, 28 * mm, 76 * mm, 18 * mm], head=1)
    yield from section(f"经过（链里共 {len(record.trail)} 条，校验值为记录哈希前 8 位）", drawn)


def _pair(row: tuple[str, ...]) -> tuple[str, ...]:
    """Each label, and the place of its fact."""
    return tuple(part for name in row for part in (name, name))


def _looks(looks: Sequence[Look]) -> Flowable:
    if not looks:
        return Words("还没有", color=QUIET)
    rows: list[Row] = [[label(words) for words in ("时间", "哪一步", "谁", "说了什么", "照片")]]
    rows += [
        [
            Words(f"{look.at:%m-%d %H:%M}"),
            Words(look.what),
            Words(look.who),
            Words(look.words),
            Words(str(len(look.photos))),
        ]
        for look in looks
    ]
    return grid(rows, [22 * mm, 24 * mm, 38 * mm, 76 * mm, 14 * mm], head=1)


def _pictures(record: HazardRecord, after: Sequence[str]) -> Flowable:
    """Each pair side by side, and below it how they were taken."""
    before = record.before
    rows: list[Row] = [[label("整改前"), label("整改后")]]
    for number in range(max(len(before), len(after), 1)):
        rows.append([_shot(before, number), _shot(after, number)])
        taken = [record.taken.get(photos[number], "") if number < len(photos) else "" for photos in (before, after)]
        if any(taken):
            rows.append([Words(words, color=QUIET) for words in taken])
    return grid(rows, [WIDTH / 2, WIDTH / 2], head=1)


def _shot(photos: Sequence[str], number: int) -> Cell:
    if number >= len(photos):
        return Words("没有照片", color=QUIET, align="center") if number == 0 else Words("")
    try:
        return _drawn(blob.read(photos[number]))
    except blob.Unfit as fault:
        return Words(f"照片{fault.words}", color=RED)


def _drawn(content: bytes) -> Cell:
    """The picture, upright and no larger than paper shows."""
    try:
        with Picture.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return Words("照片太大，见包里的附件", color=RED)
            opened.draft("RGB", (DRAWN, DRAWN))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
            upright.thumbnail((DRAWN, DRAWN))
    except (OSError, ValueError, SyntaxError, Picture.DecompressionBombError):
        return Words("照片打不开", color=RED)
    kept = io.BytesIO()
    upright.save(kept, "JPEG", quality=80)
    scale = min(SHOT[0] / upright.width, SHOT[1] / upright.height)
    return Image(kept, upright.width * scale, upright.height * scale)
