"""Which further permits a job needs, and until when it may last beside them (GB 30871—2022 §4.6, §10.8, §11.10).

Each kind of work in a job has its own permit. The requester names the kinds (`inputs.also`); the depth of a pit and the
permit that is served are on the form. Here are only the rules: the flow links and suspends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules import outside
from rules.grading import said
from rules.job import Job
from rules.phrases import moment_words
from rules.plant import Area, Plant
from rules.templates import Kind, Templates


@dataclass(frozen=True)
class Linked:
    """A live permit that the requester linked to the job."""

    number: str
    kind: str
    area: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Need:
    """A permit of `kind` that the job needs; `todo` is empty when a linked permit will do; `words` say why it is
    needed; `waits`: what can't be done without it, if anything."""

    kind: str
    words: str
    todo: str
    waits: Literal["", "start", "request"] = ""

    @property
    def met(self) -> bool:
        return not self.todo


def needs(job: Job, linked: Sequence[Linked], plant: Plant, templates: Templates) -> tuple[Need, ...]:
    """Every further permit that the job needs, each with why and with what is missing."""
    inside = tuple(_inside(job, linked, plant, templates))
    known = {need.kind for need in inside}
    wanted = {**_declared(job, templates), **_confined(job, plant, templates)}
    others = {kind: why for kind, why in wanted.items() if kind not in known}
    found = [Need(kind, why, _todo(job, kind, linked, plant, templates)) for kind, why in others.items()]
    return (*inside, *found, *_served(job, linked, plant, templates))


def latest_end(job: Job, linked: Sequence[Linked], templates: Templates) -> datetime:
    """The end of the job, or of the permit that it serves if that is sooner: temporary power ends with the work it
    serves."""
    rule = templates.kinds[job.kind].linked_validity
    served = [each.ends_at for each in linked if rule and each.kind in rule.to_kinds]
    return min([job.ends_at, *served])


def confined_rules(kind: Kind, area: Area, inputs: Mapping[str, object]) -> bool:
    """Whether a pit is deep enough, in a dangerous enough place, to be treated as a confined space."""
    if kind.triggers is None:
        return False
    rule = kind.triggers.confined_space_rules_if
    depth, in_hazard = inputs.get(rule.depth), said("hazard_place", kind, area, inputs)
    return (
        isinstance(depth, int | float)
        and depth > rule.depth_over_m
        and (in_hazard or not rule.in_hazard_place)
        and (inputs.get(rule.lines) is True or not rule.buried_hazardous_lines)
    )


def _inside(job: Job, linked: Sequence[Linked], plant: Plant, templates: Templates) -> Iterator[Need]:
    """The permits of the standard's works that a job of the plant's own kind says it has in it."""
    for form in outside.chosen(templates.kinds[job.kind], job.inputs):
        word = outside.WORKS[form]
        kinds = [name for name, kind in templates.kinds.items() if kind.form == form]
        if not kinds:
            todo = f"本厂不办{word}的票，这项作业不能申请：请去掉{word}，或请安全部门先加上这一类"
            yield Need("", f"作业里有{word}", todo, "request")
            continue
        todos = [_todo(job, kind, linked, plant, templates) for kind in kinds]
        yield Need(kinds[0], f"作业里有{word}，要单独办票，办好才能开工", "" if "" in todos else todos[0], "start")


def _declared(job: Job, templates: Templates) -> dict[str, str]:
    """The kinds that the requester says the job has, with the plant's rule for the pair."""
    given = job.inputs.get("also")
    named = (given,) if isinstance(given, str) else given if isinstance(given, Sequence) else ()
    kinds = [each for each in named if each in templates.kinds and each != job.kind]
    return {kind: _pair_words(job.kind, kind, templates) for kind in kinds}


def _pair_words(kind: str, other: str, templates: Templates) -> str:
    rules = (each.rule for each in templates.relations.together if {kind, other} == set(each.kinds))
    return next(rules, f"{templates.kinds[other].name}另有规定，要单独办票")


def _served(job: Job, linked: Sequence[Linked], plant: Plant, templates: Templates) -> Iterator[Need]:
    """The need of the permit that this one serves; its number is on the form."""
    number = job.inputs.get("serves_permit")
    if not number or templates.kinds[job.kind].linked_validity is None:
        return
    served = next((each for each in linked if each.number == number), None)
    if served is None:
        yield Need("", f"本票为 {number} 服务", f"没有找到有效的 {number}：请重新选它服务的作业票")
    else:
        yield Need(served.kind, f"本票为 {number} 服务，与它同时终止", _fault(job, served, plant, templates))


def _confined(job: Job, plant: Plant, templates: Templates) -> dict[str, str]:
    kind = templates.kinds[job.kind]
    if kind.triggers is None or not confined_rules(kind, plant.area(job.area), job.inputs):
        return {}
    rule = kind.triggers.confined_space_rules_if
    short = templates.kinds[rule.kind].short
    return {rule.kind: f"深度 {job.inputs[rule.depth]} 米，又有危险介质的地下管线，按{short}管理"}


def _todo(job: Job, kind: str, linked: Sequence[Linked], plant: Plant, templates: Templates) -> str:
    """What is wrong with the linked permits of that kind; nothing when one will do."""
    faults = [_fault(job, each, plant, templates) for each in linked if each.kind == kind]
    if not faults:
        return f"还没有{templates.kinds[kind].name}票：{_how(templates.kinds[kind])}"
    return "" if "" in faults else faults[0]


def _how(kind: Kind) -> str:
    """How the missing permit comes to be linked: whoever asks for it ticks this one."""
    return f"请发「{kind.words[0]}」办一张，在它申请里「和别的作业」勾上这张票"


def _fault(job: Job, other: Linked, plant: Plant, templates: Templates) -> str:
    if other.area != job.area:
        return f"{other.number} 不在{plant.area(job.area).name}：请关联同一地点的票"
    if not (other.starts_at < job.ends_at and job.starts_at < other.ends_at):
        return f"{other.number} 的时间与本票不重叠：请关联同一时段的票"
    return next(_too_long(job, other, plant, templates), "")


def _too_long(job: Job, other: Linked, plant: Plant, templates: Templates) -> Iterator[str]:
    rule = templates.kinds[job.kind].linked_validity
    if rule and other.kind in rule.to_kinds and job.ends_at > other.ends_at:
        end = moment_words(other.ends_at.astimezone(plant.zone))
        yield f"{other.number} 到 {end} 结束，本票不能更晚：请把结束时间提前"
