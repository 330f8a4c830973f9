"""A year's training report in a package: the newest figures of its sealed chain on paper, and how they came to be."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from handlers.exports import Scope
from models.base import PLANT_ZONE
from models.ledger import Entry
from models.seals import Sealed
from models.subject import Subject
from models.training_report import COUNTED, FLOW, NOUN, number, year_of
from rules.training.coverage import Share
from workers.evidence.anchored import anchor_words
from workers.evidence.grid import FOOT, MARGIN, WIDTH, Row, grid, label, section
from workers.evidence.package import file_name
from workers.evidence.paper import HEAD, QR, Foot, Numbered, draw_qr, rule
from workers.evidence.people import People, name_of, people_behind
from workers.evidence.recorder import Line, Packed, Recorder
from workers.evidence.typeset import GREEN, QUIET, RED, Words, glyphs, write

SHORT = 16
WHOLE = "百分数往下取整；名单里的人，缺什么见各人的培训档案。"


def subjects(scope: Scope) -> Iterator[int]:
    """The reports of the years that the period touches, by their chains' beginnings. They are nobody's and no
    area's."""
    if scope.area or scope.person or scope.kind not in ("", FLOW, "training"):
        return
    ends = datetime.combine(scope.until + timedelta(days=1), time(), PLANT_ZONE)
    begun = Entry.select(Entry, Subject).join(Subject).where(Entry.kind == COUNTED, Entry.seq == 1)
    for entry in begun.where(Entry.recorded_at < ends).order_by(Entry.subject):
        year = year_of(entry.subject)
        if scope.since.year <= year <= scope.until.year and scope.project in f"{NOUN} {year} 年":
            yield entry.subject_id


def _people(chain: Sequence[Sealed], now: datetime) -> People:
    return people_behind([entry for entry in chain if entry.kind == COUNTED][-1:], now)


def _pack(subject: Subject, chain: Sequence[Sealed], people: People, base_url: str, alone: bool) -> Packed:
    counted = [entry for entry in chain if entry.kind == COUNTED]
    if not counted:
        raise LookupError(subject.key)
    year, file, seal = year_of(subject), f"{file_name(subject.key)}.pdf", chain[-1].seal
    foot = (f"封存块 {seal.number} · {seal.hash[:SHORT]} · {seal.at:%Y-%m-%d %H:%M}", anchor_words(seal))
    paper = report_pdf(year, counted, people, foot, f"{base_url}/console/matters/{number(year)}")
    return Packed({file: paper}, _line(year, counted, chain, file))


def _line(year: int, counted: Sequence[Sealed], chain: Sequence[Sealed], file: str) -> Line:
    last = counted[-1].line
    return Line(
        number=number(year),
        kind=NOUN,
        level="",
        area="",
        about=str(last["data"]["told"]),
        raised_by="系统",
        starts=f"{date(year, 1, 1)} 00:00",
        ends=f"{date(year, 12, 31)} 23:59",
        state=f"算到 {last['at'][:10]}",
        minutes=-1,
        entries=len(chain),
        late=0,
        file=file,
    )


def report_pdf(year: int, counted: Sequence[Sealed], people: People, foot: Foot, link: str) -> bytes:
    """The report as PDF bytes. counted: its countings, the oldest first; link: what the QR holds."""
    glyphs()
    target, last = io.BytesIO(), counted[-1].line
    heading = f"{NOUN}　{year} 年"
    frame = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - HEAD, 0, 0, 0, 0)
    later = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT - 6 * mm, 0, 0, 0, 0)

    def first(canvas: Canvas, _: object) -> None:
        top = A4[1] - MARGIN
        write(canvas, MARGIN, top - 7 * mm, heading, 18)
        told = f"编号 {number(year)}　　算到 {last['at'][:16].replace('T', ' ')}，按 {last['data']['rules']}"
        write(canvas, MARGIN, top - 14 * mm, told, 9, QUIET)
        draw_qr(canvas, MARGIN + WIDTH - QR, top - QR, link)

    def running(canvas: Canvas, _: object) -> None:
        write(canvas, MARGIN, A4[1] - MARGIN - 2.5 * mm, heading, 8, QUIET)
        rule(canvas, A4[1] - MARGIN - 4 * mm)

    document = BaseDocTemplate(target, pagesize=A4, invariant=1, title=heading, author="安好", lang="zh-CN")
    pages = [
        PageTemplate("first", [frame], first, autoNextPageTemplate="later"),
        PageTemplate("later", [later], running),
    ]
    document.addPageTemplates(pages)
    document.build(list(_body(counted, people)), canvasmaker=lambda *a, **k: Numbered(foot, *a, **k))
    return target.getvalue()


def _body(counted: Sequence[Sealed], people: People) -> Iterator[Flowable]:
    data = counted[-1].line["data"]
    yield from section("四个 100%", _hundreds(data["hundreds"], people), Spacer(1, 1 * mm), Words(WHOLE, 8, QUIET))
    yield from section("计划和完成（课次）", _months(data["months"]))
    yield from section("各岗位的覆盖（今天有效的 / 要学的课）", _posts(data["posts"], people))
    if granted := data.get("let_in"):
        yield from section(f"缺课放行（{len(granted)} 次）", _let_in(granted, people))
    yield from section(f"历次统计（链里共 {len(counted)} 次，校验值为记录哈希前 8 位）", _history(counted))


def _share(told: Mapping[str, Any]) -> Share:
    return Share(int(told["held"]), int(told["wanted"]))


def _cover(told: Mapping[str, Any]) -> Words:
    one = _share(told)
    return Words(one.words, color=GREEN if one.percent == 100 else QUIET if one.percent is None else RED)


def _names(told: Mapping[str, Any], people: People) -> str:
    return "、".join(name_of(people, each) for each in told["missing"]) or "没有"


def _hundreds(told: Sequence[Mapping[str, Any]], people: People) -> Flowable:
    rows: list[Row] = [[label(words) for words in ("哪些人，怎么算", "够的", "缺的人")]]
    for each in told:
        out = f"；另有 {each['left_out']} 人的岗位没有定课程，不在里面" if each["left_out"] else ""
        how = [Words(each["name"]), Words(f"{each['how']}{out}", color=QUIET)]
        rows.append([how, _cover(each), Words(_names(each, people))])
    return grid(rows, [72 * mm, 26 * mm, 76 * mm], head=1)


def _months(told: Sequence[Mapping[str, int]]) -> Flowable:
    names = ("fresh", "renewed", "coming", "passed")
    rows: list[Row] = [[label(w) for w in ("月", "新要学", "要复训", "到期要复训", "计划", "过关", "月底还欠")]]
    for each in told:
        fresh, renewed, coming, passed = (each[name] for name in names)
        cells = (str(cell or "—") for cell in (fresh, renewed, coming, fresh + renewed + coming, passed))
        rows.append([Words(f"{each['number']} 月"), *map(Words, (*cells, str(each.get("left", "—"))))])
    fresh, renewed, coming, passed = (sum(each[name] for each in told) for name in names)
    whole = (fresh, renewed, coming, fresh + renewed + coming, passed)
    rows.append([Words("全年"), *(Words(str(each)) for each in whole), Words("")])
    return grid(rows, [24 * mm, *[25 * mm] * 6], head=1)


def _posts(told: Sequence[Mapping[str, Any]], people: People) -> Flowable:
    if not told:
        return Words("没有要学课的岗位", color=QUIET)
    rows: list[Row] = [[label(words) for words in ("岗位", "覆盖", "谁还缺")]]
    rows += [[Words(each["name"]), _cover(each), Words(_names(each, people))] for each in told]
    return grid(rows, [50 * mm, 30 * mm, 94 * mm], head=1)


def _let_in(told: Sequence[Mapping[str, Any]], people: People) -> Flowable:
    """Month by month who did his part in which permit without which course, and who signed for it."""
    rows: list[Row] = [[label(words) for words in ("哪天", "谁，缺什么", "哪张票", "谁放的，为什么")]]
    for each in told:
        who = f"{name_of(people, each['person'])}当{each['role']}，缺{each['titles']}"
        by = f"{name_of(people, each['by'])}：{each['reason']}"
        rows.append([Words(each["on"]), Words(who), Words(each["permit"] or "没有交成票"), Words(by)])
    return grid(rows, [24 * mm, 56 * mm, 42 * mm, 52 * mm], head=1)


def _history(counted: Sequence[Sealed]) -> Flowable:
    rows: list[Row] = [[label(words) for words in ("哪天", "四个 100%", "校验值")]]
    rows += [
        [Words(entry.line["at"][:10]), Words(str(entry.line["data"]["told"])), Words(entry.hash[:8])]
        for entry in counted
    ]
    return grid(rows, [24 * mm, 132 * mm, 18 * mm], head=1)


RECORDER = Recorder(FLOW, subjects, _people, _pack)
