"""A plant's own kind of work, for which the standard has no form: what the plant states about it, and the question by
which its request says whether one of the standard's works is in it.

The question is the house's own: it is on the form of each kind with a statement, and no plant can leave it out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules.plant import Plant
from rules.printed import FORMS
from rules.templates import Field, Kind, Templates

QUESTION = "standard_works"
NOTHING = "都没有"
# How each of the standard's works (GB 30871—2022, 表A.1–A.8) is asked for.
WORKS: Mapping[str, str] = dict(
    zip(FORMS, ("动火", "进受限空间", "盲板抽堵", "登高", "吊装", "接临时电", "动土", "断路"), strict=True)
)
ASKED = Field(QUESTION, "这项作业里有没有", "choices", choices=(*WORKS.values(), NOTHING), name="作业里还有")


def with_question(templates: Templates) -> Templates:
    """Each kind with a statement asks the question first, as the house words it."""
    kinds = {name: _asking(kind) if kind.outside_standard else kind for name, kind in templates.kinds.items()}
    return replace(templates, kinds=kinds)


def _asking(kind: Kind) -> Kind:
    return replace(kind, fields=(ASKED, *(field for field in kind.fields if field.id != QUESTION)))


def chosen(kind: Kind, inputs: Mapping[str, object]) -> tuple[str, ...]:
    """The forms of the standard's works that the request says are in the job."""
    said = inputs.get(QUESTION) if kind.outside_standard else None
    named = (said,) if isinstance(said, str) else said if isinstance(said, Sequence) else ()
    return tuple(form for form, word in WORKS.items() if word in named)


def contradiction(kind: Kind, inputs: Mapping[str, object]) -> str:
    """A sentence when the request says both that nothing of it is there and that something is; else empty."""
    said = inputs.get(QUESTION)
    none = isinstance(said, Sequence) and NOTHING in said
    return f"「{ASKED.label}」选了“{NOTHING}”，又选了别的：请改好" if none and chosen(kind, inputs) else ""


def stated(kind: Kind, plant: Plant) -> str:
    """The statement in words; empty for a kind without one."""
    said = kind.outside_standard
    if said is None:
        return ""
    who = plant.person(said.decided_by).name if plant.knows(said.decided_by) else said.decided_by
    return f"不属标准的八类：{said.why}（{who} {said.decided_on} 定）"
