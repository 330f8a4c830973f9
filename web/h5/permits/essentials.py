"""What somebody reads of a permit before he signs: what, where, when, who, the worst risks. Of all tables, only the
asks of the permit's subject are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from handlers.permits import crew, raised
from handlers.permits.gates import facts as facts_now
from handlers.permits.request import attachments
from models import permit as permits
from models.ask import Ask
from models.book import name_of
from models.permit import Permit
from models.permit_asks import Sign
from rules.plant import Plant
from web.h5.sheet import Line, Section, Sheet
from web.h5.words import clock, left, period
from web.people import titled

APPROVAL = "我在作业现场核对过上面的风险和安全措施，同意这张作业票。"
CONFIRMATION = "上面的内容我都核对过，按这张票带人作业，条件变了就停。"
REFUSAL = "我不同意这张作业票，退回给申请人修改。"
RISK_ORDER = {"high": 0, "medium": 1, "low": 2}
TOP_RISKS = 3


def essentials(permit: Permit, ask: Ask, plant: Plant, now: datetime, *, refusing: bool = False) -> Sheet:
    """The sheet of one ask about a permit at `now`; its pledge is the sentence for signing or refusing."""
    approval = Sign.of(ask).approval
    agreed = APPROVAL if approval else CONFIRMATION
    verb = "退回" if refusing else "请签" if approval else "请确认"
    return Sheet(
        title=f"{verb}：{permits.title(permit)}",
        head=Section(tuple(_head(ask, now))),
        sections=(
            Section(tuple(_changes(permit)), "和上一版比"),
            Section(tuple(Line(words) for words in permit.form.met), "和别的作业碰上"),
            Section(tuple(facts(permit, plant))),
            Section(tuple(_top_risks(permit.template)), f"风险前{'一二三'[TOP_RISKS - 1]}"),
            Section((Line(_measures(permit.template)),), "安全措施"),
            Section(tuple(_line_to_sign(ask)), "你签的这一栏"),
            Section(tuple(signed(ask, plant, now)), "已经签的人"),
        ),
        pledge=REFUSAL if refusing else agreed,
    )


def facts(permit: Permit, plant: Plant) -> Iterator[Line]:
    """What, where, when and who, as the requester filled it in; lines without a value are left out."""
    form = permit.form
    rows = (
        ("票号：", permit.number),
        ("作业：", _joined(form.project, "" if form.answers else form.method)),
        ("地点：", _joined(form.area_name, form.part)),
        ("时间：", period(permit.starts_at, permit.ends_at)),
        ("申请人：", titled(plant, permit.requester)),
        ("作业负责人：", _people(plant, [form.work_leader])),
        ("监护人：", _watch(permit, plant)),
        ("统一协调人：", _people(plant, [permits.coordinator(permit)])),
        ("作业人：", _people(plant, form.workers)),
        ("中途加入：", _people(plant, permit.work.joined)),
        ("缺课放行：", "；".join(_let_in(permit, plant))),
        ("作业单位：", "承包商" if form.contractor else ""),
        *((f"{label}：", words) for label, words in form.answers),
        ("关联作业票：", "、".join(permits.linked(permit))),
        ("附件：", attachment_words(permit)),
    )
    return (Line(words, label) for label, words in rows if words)


def _let_in(permit: Permit, plant: Plant) -> Iterator[str]:
    """Who does his part without a course, and who let him: only for this permit."""
    for each in permit.work.let_in:
        role, by = raised.role_name(permit, each.role), name_of(plant, each.by)
        words = f"{name_of(plant, each.person)}（{role}）缺课，{by} {each.at:%m-%d %H:%M} 签字放行：{each.reason}"
        yield "，".join(filter(None, (words, crew.unused(permit, each))))


def grounds(permit: Permit) -> list[str]:
    """Why the level and the way are what they are, and which further permit is missing at this moment."""
    return [*map(_settled, permit.reasons), *facts_now.related_open(permit)]


def _settled(reason: str) -> str:
    """Older permits kept with the reason what was missing when they were raised."""
    return reason.partition("。还没有")[0] if reason.startswith("关联作业：") else reason


def _watch(permit: Permit, plant: Plant) -> str:
    """Who watches now, and whom he replaced."""
    now, first = permits.guardian(permit), permit.form.guardian
    return titled(plant, now) + (f"，接替{name_of(plant, first)}" if now != first else "") if now else ""


def attachment_words(permit: Permit) -> str:
    """隔离与盲板清单 2 份；应急救援处置卡 1 份: the files that the permit's page shows."""
    return "；".join(f"{each.name} {len(files)} 份" for each, files in attachments.carried(permit))


def signed(ask: Ask, plant: Plant, now: datetime) -> Iterator[Line]:
    """Who has already signed this version of the permit."""
    version = ask.stage.partition("/")[0]
    query = Ask.select().where(Ask.subject == ask.subject, Ask.kind == ask.kind, Ask.state == "done")
    for other in query.order_by(Ask.closed_at, Ask.id):
        if other.stage.partition("/")[0] == version:
            yield Line(f"{titled(plant, other.person)}　{clock(other.closed_at, now)}", tone="done")


def _changes(permit: Permit) -> Iterator[Line]:
    """What is new since the version that was given back."""
    return (Line(words) for words in permit.form.changes)


def _head(ask: Ask, now: datetime) -> Iterator[Line]:
    if ask.due_at is not None:
        yield Line(left(ask.due_at, now), tone="due")
    for reason in ask.why:
        yield Line(str(reason))


def _line_to_sign(ask: Ask) -> Iterator[Line]:
    own = Sign.of(ask)
    rows = (
        ("栏目：", own.line),
        ("岗位：", own.post_name),
        ("代签岗位：", own.for_post_name),
        ("授权书：", own.authorization),
    )
    return (Line(words, label) for label, words in rows if words)


def _top_risks(template: Mapping[str, Any]) -> Iterator[Line]:
    lines = [row for row in template.get("jsa", ()) if "struck" not in row]
    rows = sorted(lines, key=lambda row: RISK_ORDER.get(row.get("risk"), len(RISK_ORDER)))
    for number, row in enumerate(rows[:TOP_RISKS], 1):
        yield Line(f"{row['hazard']}，会{row['consequence']}", f"{number} {row['step']}：")
        yield Line("、".join(row.get("measures", ())), "管住：", tone="quiet")


def _measures(template: Mapping[str, Any]) -> str:
    measures = template.get("measures", ())
    concerned = sum(1 for measure in measures if measure.get("applies_here", True))
    return f"共 {len(measures)} 条，涉及 {concerned} 条。每条写了什么，见整张作业票。"


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _people(plant: Plant, people: Iterable[str]) -> str:
    return "、".join(titled(plant, person) for person in people if person)
