"""A training file on paper (一人一档): plan, hours, certificates, each paper as it was shown and answered, who helped,
the trail."""

from __future__ import annotations

import io
from collections.abc import Iterator

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageTemplate, Spacer

from rules.training import hours
from workers.evidence.grid import FOOT, MARGIN, WIDTH, Row, grid, label, pairs_of, section
from workers.evidence.hand import handwriting, handwritten
from workers.evidence.paper import HEAD, QR, Foot, Numbered, draw_qr, rule
from workers.evidence.training.record import Paper, Question, TrainingRecord
from workers.evidence.training.schooling import Schooling
from workers.evidence.typeset import GREEN, QUIET, RED, Words, glyphs, write

TITLE = "培训档案"
HEADS = (("姓名", "编号"), ("部门", "现在"), ("岗位",), ("建档", "封存"), ("学时合计", "答过"), ("要求",))
HAND_BOX = (32 * mm, 10 * mm)
HOW = (
    "微课只算过了关的：取过关前看得最久的一次，最多算这一课时长的 1.5 倍。三级教育按带的人报的，重带一次不多算。"
    "演练只算合格的，从开始到结束。当面授课、现场演练按安全部门记的。45 分钟算 1 学时。"
)


def training_pdf(record: TrainingRecord, foot: Foot, link: str) -> bytes:
    """The record as PDF bytes. link: what the QR holds."""
    glyphs()
    target = io.BytesIO()
    frame = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - HEAD, 0, 0, 0, 0)
    later = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - 6 * mm, 0, 0, 0, 0)
    document = BaseDocTemplate(
        target, pagesize=A4, invariant=1, title=f"{TITLE} {record.number}", author="安好", lang="zh-CN"
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


def _title(canvas: Canvas, record: TrainingRecord, link: str) -> None:
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 7 * mm, f"{TITLE}　{record.named}", 18)
    write(canvas, MARGIN, top - 14 * mm, f"编号 {record.number}　　{record.word}", 9, QUIET)
    draw_qr(canvas, MARGIN + WIDTH - QR, top - QR, link)


def _running_head(canvas: Canvas, record: TrainingRecord) -> None:
    top = A4[1] - MARGIN
    write(canvas, MARGIN, top - 2.5 * mm, f"{TITLE}　{record.named}　{record.number}", 8, QUIET)
    rule(canvas, top - 4 * mm)


def _body(record: TrainingRecord) -> Iterator[Flowable]:
    for words in record.differences:
        yield Words(f"库里与封存链不一致，本页按链印出：{words}", size=10, color=RED)
    yield pairs_of([tuple(part for name in row for part in (name, name)) for row in HEADS], record.facts)
    yield from section("学什么，为什么", _plan(record))
    yield from section("每一课", _lessons(record))
    yield from section("每年学时", _years(record), Spacer(1, 1 * mm), Words(HOW, size=8, color=QUIET))
    yield from section("证书（本公司的课不能代替）", _certificates(record))
    schooling = record.schooling
    if schooling.planned:
        yield from section(f"三级安全教育：{schooling.planned}", _levels(schooling))
    if schooling.alone:
        yield from section(f"独立上岗：{schooling.word}", _alone(schooling))
    if record.practised:
        yield from section("演练和当面授课（桌面演练不代替现场演练）", _practised(record))
    if record.helped:
        yield from section("三次没过，谁带着学", _helped(record))
    yield from section(f"试卷（共 {len(record.papers)} 张，题目、选项按当时给他看的先后）")
    for paper in record.papers.values():
        yield from _paper(paper)
    if not record.papers:
        yield Words("还没有答过题", color=QUIET)
    sent = sum(line.delivery for line in record.trail)
    told = f"经过（链里共 {len(record.trail)} 条，校验值为记录哈希前 8 位；其中 {sent} 条是发卡、送达，见包）"
    yield from section(told, _trail(record))


def _plan(record: TrainingRecord) -> Flowable:
    if not record.plan:
        return Words("没有要学的课", color=QUIET)
    rows: list[Row] = [[label(words) for words in ("哪天", "课程", "为什么")]]
    rows += [[Words(f"{each.at:%Y-%m-%d}"), Words(each.title), Words(each.why)] for each in record.plan]
    return grid(rows, [24 * mm, 60 * mm, 90 * mm], head=1)


def _lessons(record: TrainingRecord) -> Flowable:
    if not record.taught:
        return Words("还没有", color=QUIET)
    rows: list[Row] = [[label(words) for words in ("课程", "课", "现在", "过关", "有效到", "卷子", "学时")]]
    for each in record.taught.values():
        color = GREEN if each.state == "passed" and each.wanted and not each.suspended else QUIET
        rows.append(
            [
                Words(record.courses.get(each.course, each.course)),
                Words(each.title),
                Words(each.word, color=color),
                Words(f"{each.passed_on:%Y-%m-%d}" if each.passed_on else "—"),
                Words("暂停" if each.suspended else each.until or "—"),
                Words(str(each.papers)),
                Words(hours.words(each.seconds).removesuffix(" 学时") if each.passes else "—"),
            ]
        )
    return grid(rows, [42 * mm, 50 * mm, 22 * mm, 20 * mm, 20 * mm, 10 * mm, 10 * mm], head=1)


def _years(record: TrainingRecord) -> Flowable:
    if not record.years:
        return Words("还没有", color=QUIET)
    rows: list[Row] = [[label(words) for words in ("哪一年", "学时", "从哪里来", "每年要求", "够不够")]]
    for year, found in record.years.items():
        seconds = sum(found.values())
        asked = f"{record.asked.annual} 学时" if record.asked else "没有定"
        enough = record.asked is not None and hours.reaches(seconds, record.asked.annual)
        word = ("够了" if enough else "不够（只算安好里记的）") if record.asked else "—"
        cells = (str(year), hours.words(seconds), hours.told(found), asked, word)
        rows.append([Words(each) for each in cells])
    return grid(rows, [18 * mm, 24 * mm, 64 * mm, 26 * mm, 42 * mm], head=1)


def _certificates(record: TrainingRecord) -> Flowable:
    if not record.certificates:
        return Words("没有登记", color=QUIET)
    rows: list[Row] = [
        [label(words) for words in ("证书", "有效到", "哪天登记的", "查过（自己发的：核对）", "扫描件（在包里）")]
    ]
    seen = f"{record.certified_at:%Y-%m-%d}" if record.certified_at else ""
    for each in record.certificates:
        scan = record.scans.get(each.code)
        old = f"（{scan.until} 到期的那本）" if scan and scan.until != each.until else ""
        looked = (f"{scan.checked}{' 核对' if scan.own else ''}{old}", scan.sha256[:8]) if scan else ("—", "—")
        rows.append([Words(words) for words in (each.name, each.until, seen, *looked)])
    return grid(rows, [72 * mm, 24 * mm, 24 * mm, 30 * mm, 24 * mm], head=1)


def _levels(schooling: Schooling) -> Flowable:
    if not schooling.levelled:
        return Words("还没有带完一级", color=QUIET)
    rows: list[Row] = [[label(words) for words in ("时间", "哪一级", "学时", "谁带的", "当面讲的", "当面做过")]]
    for each in schooling.levelled:
        cells = (each.name, each.hours, each.who, each.topics or "—", each.practice or "—")
        rows.append([Words(f"{each.at:%Y-%m-%d %H:%M}"), *(Words(cell) for cell in cells)])
    return grid(rows, [30 * mm, 16 * mm, 12 * mm, 36 * mm, 42 * mm, 38 * mm], head=1)


def _alone(schooling: Schooling) -> Flowable:
    if not schooling.signed:
        return Words("还没有人签", color=QUIET)
    rows: list[Row] = [[label(words) for words in ("时间", "谁", "身份", "说了什么", "手写签名")]]
    for each in schooling.signed:
        said = Words(f"退回再练：{each.reason}", color=RED) if each.reason else Words("可以独立上岗", color=GREEN)
        if each.doubt:
            said = Words(f"可以独立上岗。请核对签名：{each.doubt}", color=RED)
        hand = handwritten(handwriting(each.signature), HAND_BOX, "（签名图不在库里）") if each.signature else ""
        rows.append([Words(f"{each.at:%Y-%m-%d %H:%M}"), Words(each.who), Words(each.word), said, hand])
    return grid(rows, [30 * mm, 48 * mm, 18 * mm, 40 * mm, 38 * mm], head=1)


def _practised(record: TrainingRecord) -> Flowable:
    rows: list[Row] = [[label(words) for words in ("哪天", "是什么", "内容、场景", "怎样", "谁记的")]]
    rows += [
        [Words(words) for words in (each.on.isoformat(), each.word, each.title, each.came, each.by or "—")]
        for each in record.practised
    ]
    return grid(rows, [22 * mm, 20 * mm, 56 * mm, 52 * mm, 24 * mm], head=1)


def _helped(record: TrainingRecord) -> Flowable:
    rows: list[Row] = [[label(words) for words in ("时间", "谁带的", "哪一课")]]
    rows += [[Words(f"{each.at:%Y-%m-%d %H:%M}"), Words(each.who), Words(each.title)] for each in record.helped]
    return grid(rows, [34 * mm, 60 * mm, 80 * mm], head=1)


def _paper(paper: Paper) -> Iterator[Flowable]:
    color = {"passed": GREEN, "failed": RED}.get(paper.outcome, QUIET)
    yield CondPageBreak(40 * mm)
    yield Spacer(1, 2 * mm)
    told = f"《{paper.title}》　{paper.at:%Y-%m-%d %H:%M} 出题，{paper.rules}　{paper.told or '没有答完'}"
    yield Words(told, size=9, color=color)
    yield Spacer(1, 1 * mm)
    rows: list[Row] = [[label(words) for words in ("题", "题目和选项", "答的", "该选", "结果")]]
    rows += [_question(number, each) for number, each in enumerate(paper.questions, 1)]
    yield grid(rows, [10 * mm, 112 * mm, 16 * mm, 16 * mm, 20 * mm], head=1)


def _question(number: int, asked: Question) -> Row:
    marks = "".join(word for on, word in ((asked.several, "【多选】"), (asked.critical, "【红线题】")) if on)
    options = [Words(f"{letter}. {text}") for letter, text in asked.options]
    text = [Words(f"{marks}{asked.stem}"), *options]
    if asked.explanation:
        text.append(Words(f"说明：{asked.explanation}", color=QUIET))
    word = {True: "答对", False: "答错" if asked.given else "超时", None: "没答"}[asked.ok]
    color = {True: GREEN, False: RED, None: QUIET}[asked.ok]
    result = [Words(word, color=color), *([Words(f"{asked.at:%m-%d %H:%M}", size=7, color=QUIET)] if asked.at else [])]
    return [Words(str(number)), text, Words(asked.given or "—"), Words(asked.right or "—"), result]


def _trail(record: TrainingRecord) -> Flowable:
    rows: list[Row] = [[label(words) for words in ("时间", "谁", "什么事", "详情", "校验值")]]
    rows += [
        [
            Words(f"{line.at:%Y-%m-%d %H:%M}"),
            Words(line.who),
            Words(line.what),
            Words(line.detail),
            Words(line.hash[:8]),
        ]
        for line in record.trail
        if not line.delivery
    ]
    return grid(rows, [22 * mm, 30 * mm, 28 * mm, 76 * mm, 18 * mm], head=1)
