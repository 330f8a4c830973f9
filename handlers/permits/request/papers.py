"""Paper for when the house can't be reached: blank forms with their own numbers, entered later and marked as such.

Numbers have no gaps and are in the trail from the moment of printing. What is entered later has both times and the
scan; nothing of it is signed or routed again, and it goes straight to the archive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from handlers import pictures
from handlers.given import Moment
from handlers.permits import life
from models import ledger
from models.base import PLANT_ZONE
from models.book import Book, book
from models.paper import Paper
from models.permit import Permit
from models.permit_form import PermitForm
from models.permit_work import OnPaper, Work
from models.subject import next_number, open_subject
from rules.given import moment as read_moment
from rules.templates import Kind

MOST = 200
MARK = "补录"
FIELD_WORDS = {
    "level": "级别",
    "area": "区域",
    "part": "具体部位",
    "project": "作业内容",
    "requester": "申请人",
    "work_leader": "作业负责人",
    "guardian": "监护人",
    "workers": "作业人",
    "signed_at": "最后一个签字的时间",
    "starts_at": "开始作业的时间",
    "ends_at": "完工的时间",
    "signers": "谁签了字",
    "reason": "为什么用纸票",
}


class BadPaper(ValueError):
    """What is wrong with the entry or the order, in words; nothing was kept."""


@dataclass(frozen=True)
class Scan:
    """The paper as it was scanned or photographed, judged as every picture and file is (`handlers.pictures.judged`)."""

    content: bytes
    named: Mapping[str, Any]
    made: bytes | None = None


MOST_WORKERS = 30
Text = Annotated[str, Field(min_length=2, max_length=200)]


class PaperForm(BaseModel):
    """What is on the paper. Times are those on the paper; people are ids; signers: a line each, as written."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    level: str
    area: str
    part: Text
    project: Text
    requester: str
    work_leader: str
    guardian: str
    workers: list[str] = Field(min_length=1, max_length=MOST_WORKERS)
    signed_at: Moment
    starts_at: Moment
    ends_at: Moment
    signers: Annotated[str, Field(min_length=2, max_length=1000)]
    reason: Text

    @property
    def people(self) -> list[str]:
        return [self.requester, self.work_leader, self.guardian, *self.workers]


def print_forms(kind: str, count: int, now: datetime) -> list[Paper]:
    """`count` numbers of the kind's own series, each with its line in the trail. Raises BadPaper."""
    rules = book(now)
    template = rules.config.templates.kinds.get(kind)
    if template is None:
        raise BadPaper(f"没有作业类别「{kind}」。请用 permit_templates.yaml 里的编号。")
    if not 1 <= count <= MOST:
        raise BadPaper(f"一次印 1 到 {MOST} 张。请改张数。")
    day = f"{template.code}Z-{rules.plant.day(now):%Y%m%d}"
    return [_print(f"{day}-{next_number(day):04d}", kind, rules, now) for _ in range(count)]


def _print(number: str, kind: str, rules: Book, now: datetime) -> Paper:
    subject = open_subject(f"permit/{number}", now)
    data = {"number": number, "kind": kind, "rules": rules.name}
    ledger.append(subject, "permit.printed", now, actor={"system": "paper"}, data=data)
    return Paper.create(number=number, kind=kind, printed_at=now)


def read(given: Mapping[str, Any]) -> PaperForm:
    """The entry as the page sends it; times without a zone are plant time. Raises BadPaper, a sentence a field."""
    values = {name: value for name, value in given.items() if name in PaperForm.model_fields}
    for name in ("signed_at", "starts_at", "ends_at"):
        values[name] = _moment(values.get(name))
    try:
        return PaperForm.model_validate(values)
    except ValidationError as error:
        names = dict.fromkeys(str(fault["loc"][0]) for fault in error.errors())
        wrong = "、".join(FIELD_WORDS.get(name, name) for name in names)
        raise BadPaper(f"没填或填得不对：{wrong}。请照纸票补全。") from error


def scanned(content: bytes) -> Scan:
    """The scan as it comes from a browser. Reading it may take seconds, so this is done before the paper is entered.
    Raises BadPaper."""
    try:
        named, made = pictures.judged(content)
    except pictures.NotTaken as fault:
        raise BadPaper(f"扫描件没有收。{fault.words}{fault.todo}") from fault
    return Scan(content, named, made)


def enter(number: str, form: PaperForm, scan: Scan, who: str, now: datetime) -> Permit:
    """Makes the paper an archived permit, marked as entered late, with the scan. who: the console's account.

    Raises BadPaper.
    """
    rules, paper = book(now), Paper.get_or_none(Paper.number == number)
    if paper is None or paper.permit_id is not None:
        raise BadPaper("没有这张空白票，或已经补录过。请核对纸上的号。")
    _check(form, paper, rules, now)
    pictures.keep(scan.content, scan.named, scan.made, now)
    permit = _keep(paper, form, rules, who, scan.named, now)
    Paper.update(permit=permit).where(Paper.id == paper.id).execute()
    return permit


def _check(form: PaperForm, paper: Paper, rules: Book, now: datetime) -> None:
    kind, plant = rules.config.templates.kinds[paper.kind], rules.plant
    if form.level not in {level.id for level in kind.levels}:
        raise BadPaper("这类作业没有这个级别。请照纸票重选。")
    if form.area not in {area.id for area in plant.areas}:
        raise BadPaper("没有这个区域。请重选。")
    strangers = [person for person in form.people if not plant.knows(person)]
    if strangers:
        raise BadPaper(f"通讯录里没有：{'、'.join(strangers)}。请重选。")
    if form.guardian in form.workers:
        raise BadPaper("监护人不能同时是作业人。请照纸票核对。")
    if not form.signed_at <= form.starts_at < form.ends_at <= now:
        raise BadPaper("时间对不上：应先签字、再开工、后完工，都在现在之前。请照纸票核对。")
    if form.signed_at < paper.printed_at:
        raise BadPaper(f"这张票 {paper.printed_at:%m-%d %H:%M} 才印出来，签字不会更早。请核对票号和时间。")


def _keep(paper: Paper, form: PaperForm, rules: Book, who: str, scan: Mapping[str, Any], now: datetime) -> Permit:
    kind = rules.config.templates.kinds[paper.kind]
    subject = open_subject(f"permit/{paper.number}", now)
    filled = form.model_dump(mode="json")
    filled |= {"area_name": rules.plant.area(form.area).name, "level_name": kind.level(form.level).name}
    permit: Permit = Permit.create(
        subject=subject,
        number=paper.number,
        kind=paper.kind,
        level=form.level,
        area=form.area,
        state="closed",
        requester=form.requester,
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        form=PermitForm.read(filled),
        template=template(kind, rules.config.templates.roles),
        reasons=reasons(filled),
        rules=str(rules.version),
        requested_at=form.signed_at,
        decided_at=form.signed_at,
        started_at=form.starts_at,
        finished_at=form.ends_at,
        closed_at=form.ends_at,
        work=Work(paper=OnPaper(entered_at=now, by=who, scan=str(scan["sha256"]))),
    )
    actor = {"system": "console", "account": who}
    data = {"form": filled, "scan": dict(scan), "rules": rules.name}
    late = f"纸票{MARK}：{form.reason}"
    ledger.append(subject, "permit.entered", now, actor=actor, data=data, at=form.signed_at, late=late)
    life.move(permit, "archived", now, actor=actor)
    return permit


def template(kind: Kind, roles: Mapping[str, Any]) -> dict[str, Any]:
    """What an entered paper has of its template: its lines are on the scan."""
    return {"kind_name": f"{MARK} · {kind.name}", "form": kind.form, "roles": dict(roles)}


def reasons(filled: Mapping[str, Any]) -> list[str]:
    """Why the permit is what it is. filled: the form as it is kept."""
    return [f"{MARK}：原票在纸上签的。{filled['reason']}"]


def _moment(given: object) -> datetime | None:
    """A time as a browser sends it: 2026-11-25T08:30."""
    try:
        moment = read_moment(given)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=PLANT_ZONE)
