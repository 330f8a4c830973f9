"""The body of the printed permit: the grid that inspectors know from GB 30871 annex A, then the trail.

Our own words in the standard's order: head, risks, measures, opinions with signatures, checks on site, trail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from rules.printed import Heading, Part
from workers.evidence.grid import PAGE, WIDE_LABEL, WIDTH, Row, grid, label, pairs_of, section
from workers.evidence.hand import handwritten, small
from workers.evidence.permits.chain.content import TEMPLATE
from workers.evidence.permits.chain.told import UNSEALED
from workers.evidence.permits.on_site import CHECKED, GAS, LINES, STARTED, Act
from workers.evidence.permits.opinions import Opinion
from workers.evidence.permits.record import PermitRecord, day_and_time
from workers.evidence.typeset import GREEN, INK, QUIET, RED, Cell, Words, parted

SIGNATURE_BOX = (40 * mm, 13 * mm)
# Lines that every form has; others appear when something has happened.
ON_SITE = {
    GAS: "取样时间、部位、分析结果、分析人",
    "安全交底": "安全交底人、接受交底人",
    CHECKED: "岗位当班班长",
    STARTED: "监护人、开工时间",
    "完工验收": "验收人、验收时间",
}
SMALL_BOX = (30 * mm, 9 * mm)
HAND_WIDTH = 36 * mm
# What a plant states about its own kind of work.
OWN = "本厂自定"
CLIENTS_WORD = "位置、距离和照片是签字人的手机报来的"
LACKING = "封存过的记录少了，没有写明是哪件事的，也可能是本票最后一条以后的："
DIFFERENT = "库里有 {} 处与封存链不一致。本表按封存链印出，不一致的行列在这里："
NOT_IN_CHAIN = f"{UNSEALED}（封存链里没有，照库里的行印出，链不能证明它）：{{}}。"


def body(record: PermitRecord) -> list[Flowable]:
    """What does not come from the chain, loudly; then the parts of the form in the order of its layout."""
    parts = [flowable for heading in record.layout.parts for flowable in _part(heading, record)]
    return [*_marks(record), *parts]


def _marks(record: PermitRecord) -> list[Flowable]:
    """What the seals lack and every row that says otherwise than the chain, in red; below it, what the chain does not
    hold."""
    found, unsealed = record.told.differences, sorted(record.told.unsealed)
    rows = [Words(LACKING, size=10, color=RED)] if record.told.lacking else []
    rows += [Words(words, color=RED) for words in record.told.lacking]
    rows += [Words(DIFFERENT.format(len(found)), size=10, color=RED)] if found else []
    rows += [Words(f"{number}. {each.words}", color=RED) for number, each in enumerate(found, 1)]
    drawn: list[Flowable] = [_box(rows, RED), Spacer(1, 2 * mm)] if rows else []
    words = Words(NOT_IN_CHAIN.format("、".join(unsealed)), size=7.5, color=QUIET)
    return [*drawn, words, Spacer(1, 2 * mm)] if unsealed else drawn


def _box(rows: Sequence[Flowable], color: Color) -> Table:
    """Rows in one thick frame; a long one goes on on the next page."""
    box = Table([part for row in rows for part in parted([row], [WIDTH - 12], PAGE)], colWidths=[WIDTH])
    box.setStyle(TableStyle([("BOX", (0, 0), (-1, -1), 1.2, color), ("LEFTPADDING", (0, 0), (-1, -1), 6)]))
    return box


def _part(heading: Heading, record: PermitRecord) -> list[Flowable]:
    title = heading.title
    if heading.part == "opinions":
        title += f"（{CLIENTS_WORD}）"
    if heading.part == "trail":
        title += f"（链里共 {len(record.trail)} 条，校验值为记录哈希前 8 位）"
    if heading.part in ("jsa", "measures") and TEMPLATE in record.told.unsealed:
        title += f"（原文{UNSEALED}）"
    drawn = PARTS[heading.part](record)
    return section(title, *drawn) if title else drawn


def _head(record: PermitRecord) -> Table:
    """The layout's rows, and below them the answers that have no row of their own."""
    own = (("统一协调人", "coordinator"), ("作业条件", "answers"), (OWN, "outside"), ("证书", "certificates"))
    more = [row for row in own if record.facts[row[1]]]
    return pairs_of([*record.layout.facts, *more], record.facts)


def _risks(record: PermitRecord) -> Table:
    titles = ["步骤", "危害", "可能后果", "风险", "管控措施"]
    rows: list[Row] = [[label(title) for title in titles]]
    for line in record.jsa:
        risk = Words(line.risk, color=RED if line.risk == "高" else INK, align="center")
        rows.append([Words(line.step), Words(line.hazard), Words(line.consequence), risk, Words(line.measures)])
    return grid(rows, [24 * mm, 44 * mm, 32 * mm, 11 * mm, 63 * mm], head=1)


def _measures(record: PermitRecord) -> Table:
    titles = ["序号", "安全措施", "是否涉及", "确认人"]
    rows: list[Row] = [[label(title) for title in titles]]
    for number, line in enumerate(record.measures, 1):
        applies = Words(line.applies, color=QUIET if line.applies != "涉及" else INK, align="center")
        rows.append([label(str(number)), Words(line.text), applies, Words(line.confirmer, align="center")])
    return grid(rows, [11 * mm, 117 * mm, 18 * mm, 28 * mm], head=1)


def _opinion(opinion: Opinion) -> Table:
    """Stage and line at the left; what was said and why; the signature, with who, when and where below it."""
    tone = RED if opinion.refused else GREEN if opinion.at else QUIET
    said: list[Flowable] = [Words(opinion.words, size=10, color=tone)]
    said += [Words(opinion.stand_in, size=8)] if opinion.stand_in else []
    said += [Words("依据：" + opinion.why, size=7.5, color=QUIET)] if opinion.why else []
    without = "（退回，不签名）" if opinion.refused else "（没有签名图）"
    hand = [handwritten(opinion.png, SIGNATURE_BOX, without)] if opinion.at else []
    signed: list[Flowable] = [*hand, Spacer(1, 1 * mm)]
    signed += [small(opinion.signer, INK)] if opinion.signer else []
    when = day_and_time(opinion.at) if opinion.at else ""
    signed += [small(text) for text in (when, opinion.place) if text]
    label = [Words(opinion.signs_for, align="center")]
    label += [small(opinion.stage)] if opinion.stage != opinion.signs_for else []
    return grid(
        [[label, said, signed]],
        [WIDE_LABEL, WIDTH - WIDE_LABEL - 62 * mm, 62 * mm],
        ("ALIGN", (2, 0), (2, -1), "CENTER"),
    )


def _on_site(record: PermitRecord) -> Table:
    """A row for each act, with the handwritten name beside it."""
    rows: list[Row] = []
    for name in (GAS, *LINES):
        acts = record.on_site.get(name, ())
        rows += [[label("" if number else name), Words(act.words), _hand(act)] for number, act in enumerate(acts)]
        if not acts and name in ON_SITE:
            words = "这张票不要求" if name in record.not_asked else f"尚无记录（{ON_SITE[name]}）"
            rows.append([label(name), Words(words, color=QUIET), ""])
    centred = ("ALIGN", (2, 0), (2, -1), "CENTER")
    return grid(rows, [WIDE_LABEL, WIDTH - WIDE_LABEL - HAND_WIDTH, HAND_WIDTH], centred)


def _hand(act: Act) -> Cell:
    return handwritten(act.png, SMALL_BOX, "（签名图不在库里）") if act.signed else ""


def _trail(record: PermitRecord) -> list[Flowable]:
    """What was done; what was only sent or called to mind is counted below it."""
    sent = Counter(line.what for line in record.trail if line.delivery)
    counted = "、".join(f"{what} {number}" for what, number in sorted(sent.items()))
    words = f"另有 {sent.total()} 条收发记录没有印在这里（{counted}），都在封存链里。"
    return [_trail_table(record), *([Spacer(1, 1 * mm), Words(words, 7.5, QUIET)] if sent else [])]


def _trail_table(record: PermitRecord) -> Table:
    titles = ["序号", "时间", "谁", "做了什么", "说明", "校验值"]
    rows: list[Row] = [[small(title) for title in titles]]
    for line in (each for each in record.trail if not each.delivery):
        texts = [f"{line.at:%Y-%m-%d %H:%M:%S}", line.who, line.what, line.detail]
        middle = [Words(text, size=7.5) for text in texts]
        rows.append([small(str(line.seq)), *middle, small(line.hash[:8])])
    return grid(rows, [10 * mm, 31 * mm, 17 * mm, 26 * mm, 72 * mm, 18 * mm], head=1)


PARTS: dict[Part, Callable[[PermitRecord], list[Flowable]]] = {
    "facts": lambda record: [_head(record)],
    "jsa": lambda record: [_risks(record)],
    "measures": lambda record: [_measures(record)],
    "opinions": lambda record: [_opinion(opinion) for opinion in record.opinions],
    "on_site": lambda record: [_on_site(record)],
    "trail": _trail,
}
