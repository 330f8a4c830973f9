"""What a kind of work asks besides the fields of every permit: which questions, whether they are answered, and the
answers in words.

The questions are the template's data (`kinds.*.fields`), so a new kind needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from models.book import name_of
from models.permit_form import Request
from rules import outside, weather
from rules.plant import Area, Plant
from rules.templates import Field, Kind

PEOPLE = ("person", "people")


def asked(kind: Kind, area: Area, inputs: Mapping[str, object]) -> Iterator[Field]:
    """The questions that make sense in this area, with these answers to others."""
    here = (field for field in kind.fields if field.only_in is None or getattr(area, field.only_in))
    return (field for field in here if all(inputs.get(name) is wanted for name, wanted in field.asked_if.items()))


def faults(form: Request, kind: Kind, plant: Plant) -> list[str]:
    """A sentence for each question that is unanswered or wrongly answered, and for each answer without a question."""
    known = {field.id for field in kind.fields} | set(kind.level_inputs)
    found = ["定级条件里有不认识的项：请重新打开表单再填"] if not set(form.inputs) <= known else []
    found += filter(None, [outside.contradiction(kind, form.inputs), *weather.refused(kind, form.inputs)])
    here = list(asked(kind, plant.area(form.area), form.inputs))
    wrong = (_fault(field, form, plant) or _too_low(field, here, form) for field in here)
    return [*found, *filter(None, wrong)]


def crew(form: Request, kind: Kind) -> list[str]:
    """Everybody who works under the permit: the workers, and people in roles that count as workers."""
    further = [person for field in kind.fields if field.works for person in listed(form.inputs.get(field.id))]
    return list(dict.fromkeys([*form.workers, *further]))


def words(form: Request, kind: Kind, plant: Plant) -> list[tuple[str, str]]:
    """Label and answer of each answered question, in the template's order."""
    here = asked(kind, plant.area(form.area), form.inputs)
    answered = (field for field in here if not _empty(form.inputs.get(field.id)))
    return [(field.label, _words(field, form.inputs[field.id], plant)) for field in answered]


def listed(value: object) -> list[str]:
    """The answer to a question about people or choices as a list."""
    if isinstance(value, str):
        return [value] if value else []
    return [str(each) for each in value] if isinstance(value, list) else []


def _empty(value: object) -> bool:
    return value in (None, "", [])


def _fault(field: Field, form: Request, plant: Plant) -> str:
    value = form.inputs.get(field.id)
    if _empty(value):
        return f"「{field.label}」没填：请填上" if field.required else ""
    if field.kind in PEOPLE:
        named = listed(value) if field.kind == "people" or isinstance(value, str) else []
        if not named or not all(map(plant.knows, named)):
            return "有人不在通讯录里：请重新选人"
        few = len(set(named)) < field.least
        return f"「{field.label}」至少 {field.least} 人，现在 {len(set(named))} 人：请加上" if few else ""
    return "" if _fits(field, value) else f"「{field.label}」填得不对{_range(field)}：请改好"


def _too_low(field: Field, here: Iterable[Field], form: Request) -> str:
    """What is wrong with a number that is less than the one it must not be below."""
    other = next((each for each in here if each.id == field.not_below), None)
    value, least = form.inputs.get(field.id), form.inputs.get(field.not_below)
    if other is None or not isinstance(value, int | float) or not isinstance(least, int | float) or value >= least:
        return ""
    return f"「{field.label}」{value:g} {field.unit}，比「{other.label}」{least:g} {other.unit}还小：请改正"


def _fits(field: Field, value: object) -> bool:
    if field.kind == "yes_no":
        return isinstance(value, bool)
    if field.kind == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and field.from_ <= float(str(value)) <= (float("inf") if field.upto is None else field.upto)
    if field.kind == "text":
        return isinstance(value, str)
    chosen = listed(value)
    return bool(chosen) and set(chosen) <= set(field.choices) and (field.kind == "choices" or isinstance(value, str))


def _range(field: Field) -> str:
    return (
        f"（{field.from_:g} 到 {field.upto:g}{field.unit}）"
        if field.kind == "number" and field.upto is not None
        else ""
    )


def _words(field: Field, value: object, plant: Plant) -> str:
    if field.kind in PEOPLE:
        return "、".join(name_of(plant, person) for person in listed(value) if plant.knows(person))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return f"{value:g} {field.unit}".rstrip()
    return "、".join(listed(value))
