"""The request as the phone sends it: checked field by field, with a plain sentence for each fault."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from models.book import Book
from rules.job import Job
from rules.qualifications import doubled, lacking, missing_roles

FIELD_WORDS = {
    "kind": "作业类别",
    "level": "级别",
    "area": "区域",
    "part": "具体部位",
    "project": "作业内容",
    "method": "动火方式",
    "starts_at": "开始时间",
    "ends_at": "结束时间",
    "contractor": "承包商",
    "work_leader": "作业负责人",
    "guardian": "监护人",
    "workers": "作业人",
    "inputs": "定级条件",
}


# Gas analyst, briefing and acceptance are named at the start gates, not in the request.
ASKED_ROLES = ("requester", "work_leader", "worker", "guardian")


class BadForm(Exception):
    """What is wrong with the form, a sentence each; nothing was kept."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = faults


Input = bool | int | Annotated[float, Field(allow_inf_nan=False)] | Annotated[str, Field(max_length=60)]


def place(given: object) -> dict[str, str]:
    """A phone's position as it is kept: its fields as short texts; empty for anything else."""
    position = given if isinstance(given, dict) else {}
    return {str(name)[:32]: str(value)[:64] for name, value in list(position.items())[:12]}


class RequestForm(BaseModel):
    """One request for a permit. Times are aware; people are ids of the plant; inputs decide the level."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: str
    level: str
    area: str
    part: str = Field(min_length=2, max_length=60)
    project: str = Field(min_length=2, max_length=120)
    method: str = Field(default="", max_length=60)
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    contractor: bool = False
    work_leader: str
    guardian: str
    workers: list[str] = Field(min_length=1, max_length=20)
    position: Annotated[dict[str, str], BeforeValidator(place)] = Field(default_factory=dict)
    inputs: dict[str, Input] = Field(default_factory=dict)

    @field_validator("workers")
    @classmethod
    def _each_once(cls, workers: list[str]) -> list[str]:
        return list(dict.fromkeys(workers))


def read(data: dict[str, Any]) -> RequestForm:
    """The form in `data`. Raises BadForm with one sentence a field."""
    try:
        return RequestForm.model_validate(data)
    except ValidationError as error:
        names = {str(fault["loc"][0]) for fault in error.errors()}
        words = [f"「{FIELD_WORDS.get(name, name)}」没填或填得不对，请改好" for name in sorted(names)]
        raise BadForm(words) from error


def job_of(form: RequestForm, requester: str) -> Job:
    return Job(
        kind=form.kind,
        level=form.level,
        area=form.area,
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        requester=requester,
        work_leader=form.work_leader,
        workers=tuple(form.workers),
        guardian=form.guardian,
        contractor=form.contractor,
        inputs=form.inputs,
    )


def check(form: RequestForm, requester: str, book: Book, now: datetime) -> Job:
    """The job that the form asks for. Raises BadForm: unknown ids, impossible times, people who may not do this."""
    faults = [*_unknown(form, book), *_times(form, now)]
    if faults:
        raise BadForm(faults)
    job = job_of(form, requester)
    templates = book.config.templates
    faults = [*missing_roles(job, templates, ASKED_ROLES), *doubled(job, book.plant, templates)]
    faults += [lack.words for lack in lacking(job, book.plant, templates, now)]
    if faults:
        raise BadForm(faults)
    return job


def _unknown(form: RequestForm, book: Book) -> list[str]:
    plant, kinds = book.plant, book.config.templates.kinds
    faults = []
    if form.kind not in kinds:
        return ["没有这类作业票：请从菜单重新开始"]
    if form.level not in {level.id for level in kinds[form.kind].levels}:
        faults.append("没有这个级别：请重新选级别")
    if not set(form.inputs) <= set(kinds[form.kind].level_inputs):
        faults.append("定级条件里有不认识的项：请重新打开表单再填")
    if form.area not in {area.id for area in plant.areas}:
        faults.append("没有这个区域：请重新选区域")
    people = [form.work_leader, form.guardian, *form.workers]
    if not all(plant.knows(person) for person in people):
        faults.append("有人不在通讯录里：请重新选人")
    return faults


def _times(form: RequestForm, now: datetime) -> list[str]:
    if form.ends_at <= form.starts_at:
        return ["结束时间早于开始时间：请改好起止时间"]
    if form.ends_at <= now:
        return ["作业时段已经过去：请改好起止时间"]
    if form.starts_at > now + timedelta(days=30):
        return ["开始时间在 30 天以后：请临近再办"]
    return []
