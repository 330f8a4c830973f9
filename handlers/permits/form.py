"""The request as the phone sends it: its shape, and a plain sentence for each field that does not fit.

What a kind of work asks besides is in its template (`answers.py`); what follows from it all is in `outlook.py`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from handlers import whereabouts
from handlers.given import Moment, Number, Whole
from models.permit_form import Request
from rules.texts import bare

FIELD_WORDS = {
    "kind": "作业类别",
    "level": "级别",
    "area": "区域",
    "part": "具体部位",
    "project": "作业内容",
    "starts_at": "开始时间",
    "ends_at": "结束时间",
    "contractor": "作业单位",
    "work_leader": "作业负责人",
    "guardian": "监护人",
    "workers": "作业人",
    "inputs": "定级条件",
    "also": "同时还有的作业",
    "related": "关联作业票",
    "struck": "划掉的步骤",
    "added": "补充的步骤",
    "unconcerned": "不涉及的措施",
    "excused": "不涉及的会签单位",
    "copies": "抄送",
    "coordinator": "统一协调人",
    "attachments": "附件",
}


# People in one field.
MOST_WORKERS = 20
MOST_NAMED = 20
MOST_COPIES = 50
LEAST_SIGNS = 2


class BadForm(Exception):
    """What is wrong with the form, a sentence for each fault; nothing was kept."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = faults


def seen(given: str) -> str:
    """The text itself. Raises ValueError when a reader sees next to nothing of it."""
    if len(bare(given)) < LEAST_SIGNS:
        raise ValueError("nothing to read")
    return given


Short = Annotated[str, Field(max_length=60), AfterValidator(seen)]
Input = (
    bool | Whole | Number | Annotated[str, Field(max_length=60)] | Annotated[list[str], Field(max_length=MOST_NAMED)]
)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Struck(Part):
    line: int = Field(ge=0, le=99)
    reason: Short


class Added(Part):
    step: Short
    hazard: Short
    consequence: Short
    risk: Literal["high", "medium", "low"]
    measures: list[Short] = Field(min_length=1, max_length=8)


class File(Part):
    sha256: str
    bytes: int
    type: str
    name: str = ""
    told: dict[str, str] | None = None
    read: dict[str, str] | None = None
    received: dict[str, str | int] | None = None


class RequestForm(Part):
    """A request, with limits to what a phone may send. `models.permit_form.Request` says what its fields mean."""

    kind: str
    level: str = ""
    area: str
    part: Short
    project: Annotated[str, Field(max_length=120), AfterValidator(seen)]
    starts_at: Moment
    ends_at: Moment
    contractor: bool = False
    work_leader: str
    guardian: str
    workers: list[str] = Field(default_factory=list, max_length=MOST_WORKERS)
    position: Annotated[dict[str, str], BeforeValidator(whereabouts.kept)] = Field(default_factory=dict)
    inputs: dict[str, Input] = Field(default_factory=dict, max_length=40)
    also: list[str] = Field(default_factory=list, max_length=12)
    related: list[str] = Field(default_factory=list, max_length=12)
    struck: list[Struck] = Field(default_factory=list, max_length=40)
    added: list[Added] = Field(default_factory=list, max_length=12)
    unconcerned: list[str] = Field(default_factory=list, max_length=40)
    excused: dict[str, Short] = Field(default_factory=dict, max_length=12)
    copies: list[str] = Field(default_factory=list, max_length=MOST_COPIES)
    coordinator: str | None = None
    attachments: dict[str, list[File]] = Field(default_factory=dict, max_length=20)

    @field_validator("workers", "also", "related", "unconcerned", "copies")
    @classmethod
    def _each_once(cls, given: list[str]) -> list[str]:
        return list(dict.fromkeys(given))


def read(data: dict[str, Any]) -> Request:
    """The request in `data`. Raises BadForm with a sentence for each field."""
    try:
        return Request.read(RequestForm.model_validate(data).model_dump(mode="json", exclude_none=True))
    except ValidationError as error:
        names = {str(fault["loc"][0]) for fault in error.errors()}
        words = [f"「{FIELD_WORDS.get(name, name)}」没填或填得不对，请改好" for name in sorted(names)]
        raise BadForm(words) from error
