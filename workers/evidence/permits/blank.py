"""Blank forms for paper: the number and its QR, the kind's risks and measures, and empty lines to write on.

Drawn with the printed form's own parts, so that people know it; what is not known when printing stays empty.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate

from config.files import PlantConfig
from models.paper import Paper
from rules.outside import stated
from rules.printed import joined, modelled_on, named
from rules.templates import Field, Kind, Templates
from workers.evidence.grid import FOOT, MARGIN, WIDE_LABEL, WIDTH, Row, grid, label, pairs_of, section
from workers.evidence.paper import HEAD, QR, draw_qr, rule
from workers.evidence.permits.sheet import OWN
from workers.evidence.typeset import FONT, GROUND, QUIET, Words, glyphs, write

RISKS = {"high": "高", "medium": "中", "low": "低"}
# What is known only after the form is entered, and what the paper itself says.
NOT_ON_PAPER = ("level_reasons", "requested_at", "attachments")
PERIOD = "自　　　　　　　　至"
# Questions whose answers need the whole width.
LISTS = ("choice", "choices", "people")
WHY_PAPER = "为什么用纸票"
# Who signs on site, beside the lines of the kind's routes.
ON_SITE = ("briefing_giver", "worker", "acceptor")
NOTE = "纸质备用票。恢复后请在控制台「纸票」补录：写明纸上的时间，附扫描件；补录会标明两个时间。"
TALL = 9 * mm


def blank_forms(papers: Sequence[Paper], kind_id: str, config: PlantConfig, base_url: str, now: datetime) -> bytes:
    """One PDF with a form for each number."""
    glyphs()
    kind = config.templates.kinds[kind_id]
    target = io.BytesIO()
    document = BaseDocTemplate(
        target, pagesize=A4, invariant=1, title=f"{kind.name} 空白票", author="安好", lang="zh-CN"
    )
    story: list[Flowable] = []
    for paper in papers:
        document.addPageTemplates(_pages(paper, kind, base_url, now))
        story += [NextPageTemplate(f"{paper.number}/1"), PageBreak()] if story else []
        story += [NextPageTemplate(f"{paper.number}/2"), *_body(kind_id, config)]
    document.build(story)
    return target.getvalue()


def _pages(paper: Paper, kind: Kind, base_url: str, now: datetime) -> list[PageTemplate]:
    first = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - HEAD, 0, 0, 0, 0)
    later = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - 6 * mm, 0, 0, 0, 0)

    def draw_first(canvas: Canvas, _: Any) -> None:
        top = A4[1] - MARGIN
        write(canvas, MARGIN, top - 7 * mm, f"{kind.short}安全作业票（纸质备用）", 18)
        write(canvas, MARGIN, top - 14 * mm, f"编号 {paper.number}　　{modelled_on(kind.form)}", 9, QUIET)
        write(canvas, MARGIN, top - 20 * mm, f"印制 {now:%Y-%m-%d %H:%M}　　一号一张，用过或作废都请交回", 9, QUIET)
        draw_qr(canvas, MARGIN + WIDTH - QR, top - QR, f"{base_url}/p/{paper.number}")
        _draw_foot(canvas, paper)

    def draw_later(canvas: Canvas, _: Any) -> None:
        write(
            canvas,
            MARGIN,
            A4[1] - MARGIN - 2.5 * mm,
            f"{kind.short}安全作业票（纸质备用）　{paper.number}　续页",
            8,
            QUIET,
        )
        rule(canvas, A4[1] - MARGIN - 4 * mm)
        _draw_foot(canvas, paper)

    return [
        PageTemplate(f"{paper.number}/1", [first], draw_first),
        PageTemplate(f"{paper.number}/2", [later], draw_later),
    ]


def _draw_foot(canvas: Canvas, paper: Paper) -> None:
    rule(canvas, MARGIN + FOOT - 4 * mm)
    write(canvas, MARGIN, MARGIN + 8 * mm, paper.number, 7.5)
    write(canvas, MARGIN, MARGIN + 4 * mm, NOTE, 7, QUIET)


def _body(kind_id: str, config: PlantConfig) -> list[Flowable]:
    templates = config.templates
    kind = templates.kinds[kind_id]
    return [
        _head(kind, config),
        *section("风险辨识结果（JSA），可添写", _risks(kind)),
        *section("安全措施：逐条打勾", _measures(kind, templates)),
        *(section("气体分析", _gas()) if kind.gas_test.required != "never" else ()),
        *section("签字：姓名、时间（年月日时分）", _signers(_lines(kind_id, config))),
    ]


def _head(kind: Kind, config: PlantConfig) -> Flowable:
    """The rows of the printed form, to be filled in by hand, with every question that the phone asks; for a kind of the
    plant's own also what the plant states."""
    wanted = joined(config.templates.printed, kind.printed).facts
    pairs = [row for row in wanted if not set(named((row,))) & set(NOT_ON_PAPER)]
    pairs += _asked([field for field in kind.fields if field.id not in set(named(tuple(pairs)))])
    known = {"level": _boxes(level.name for level in kind.levels), "period": PERIOD}
    known |= {field.id: _offered(field) for field in kind.fields}
    if kind.outside_standard:
        known["outside"] = stated(kind, config.plant)
        pairs.append((OWN, "outside"))
    return pairs_of([*pairs, (WHY_PAPER, "why")], known, *_tall(len(pairs) + 1))


def _asked(questions: Sequence[Field]) -> list[tuple[str, ...]]:
    """A row for each question that offers a list; of the others two in a row."""
    lists = [(field.label, field.id) for field in questions if field.kind in LISTS]
    short = [(field.label, field.id) for field in questions if field.kind not in LISTS]
    return [*(one + other for one, other in zip_longest(short[::2], short[1::2], fillvalue=())), *lists]


def _offered(field: Field) -> str:
    """What one may tick; a number's unit; nothing where one writes."""
    return _boxes(("是", "否") if field.kind == "yes_no" else field.choices) or f"　　　　{field.unit}"


def _boxes(words: Iterable[str]) -> str:
    return "　".join(f"□ {word}" for word in words)


def _risks(kind: Kind) -> Flowable:
    rows: list[Row] = [[label(title) for title in ("步骤", "危害", "可能后果", "风险", "管控措施")]]
    for line in kind.jsa:
        texts = [line.step, line.hazard, line.consequence, RISKS[line.risk], "；".join(line.measures)]
        rows.append([Words(text) for text in texts])
    rows += [["", "", "", "", ""], ["", "", "", "", ""]]
    return grid(rows, [24 * mm, 44 * mm, 32 * mm, 11 * mm, 63 * mm], head=1)


def _measures(kind: Kind, templates: Templates) -> Flowable:
    rows: list[Row] = [[label(title) for title in ("序号", "安全措施", "涉及", "不涉及", "确认人签字")]]
    for number, line in enumerate(kind.measures, 1):
        confirmer = Words(templates.roles.get(line.confirm, line.confirm), 7, QUIET)
        rows.append([label(str(number)), Words(line.text), label("□"), label("□"), confirmer])
    return grid(rows, [11 * mm, 99 * mm, 12 * mm, 14 * mm, 38 * mm], head=1)


def _gas() -> Flowable:
    rows: list[Row] = [
        [label(title) for title in ("取样时间", "部位", "气体与读数（带单位）", "仪器、检定日期", "分析人")]
    ]
    rows += [["", "", "", "", ""] for _ in range(4)]
    return grid(rows, [30 * mm, 30 * mm, 54 * mm, 34 * mm, 26 * mm], *_tall(len(rows), 1), head=1)


def _lines(kind_id: str, config: PlantConfig) -> list[str]:
    """Every line that some job of this kind has signed, in the order of the routes; then those who sign on site."""
    rules, roles = config.rules, config.templates.roles
    stages = [stage for rule in rules.routes if rule.match.kind == kind_id for stage in rule.stages]
    signed = [line for stage in stages for line in (stage.signs_for, *(slot.signs_for for slot in stage.posts)) if line]
    checks = [each for each in rules.after_signing.pre_start if each.ask == "foreman_check"]
    checked = ["现场验票"] if any(not each.kinds or kind_id in each.kinds for each in checks) else []
    return [*dict.fromkeys(signed), *checked, *(roles[role] for role in ON_SITE if role in roles)]


def _signers(lines: list[str]) -> Flowable:
    pairs = zip_longest(lines[::2], lines[1::2], fillvalue="")
    rows: list[Row] = [[label(a), "", label(b), ""] for a, b in pairs]
    half = WIDTH / 2 - WIDE_LABEL
    ground = ("BACKGROUND", (2, 0), (2, -1), GROUND)
    return grid(rows, [WIDE_LABEL, half, WIDE_LABEL, half], ground, *_tall(len(rows)))


def _tall(rows: int, first: int = 0) -> list[tuple[object, ...]]:
    """Room to write by hand."""
    return [
        *[("TOPPADDING", (0, row), (-1, row), TALL / 3) for row in range(first, rows)],
        *[("BOTTOMPADDING", (0, row), (-1, row), TALL / 3) for row in range(first, rows)],
        ("FONT", (0, 0), (-1, -1), FONT, 9),
    ]
