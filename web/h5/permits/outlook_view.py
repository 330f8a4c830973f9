"""What the request form is told while it is filled in: its level and why, permits nearby, clashes. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.permits.form import BadForm, read
from handlers.permits.request import answers
from handlers.permits.request.outlook import Outlook, backdated, live_near, look, unknown
from models import ask as asks
from models import permit as permits
from models.answered import Outcome
from models.permit_form import Request
from rules.grading import derive
from rules.levels import Graded, grade
from rules.routes import Forbidden, hurried
from rules.templates import Level
from web.h5.act import body, page_token, page_visitor
from web.h5.permits.choices import first_period
from web.h5.permits.filled import in_field
from web.people import Visitor, told_apart

# What the rules need; everything else may still be empty.
LOOKED_AT = (
    "kind",
    "area",
    "starts_at",
    "ends_at",
    "contractor",
    "inputs",
    "also",
    "related",
    "position",
    "coordinator",
)
UNKNOWN: dict[str, Any] = {
    "ok": True,
    "level": "",
    "reasons": [],
    "managed": None,
    "notes": [],
    "near": [],
    "start": "",
    "begin": "",
    "coordinator": None,
}


def outlook() -> dict[str, Any]:
    """A form as far as it is filled in → `{level, reasons, managed, notes, near, start, begin, coordinator}`.

    start: why it can't begin then, or hardly; begin: when it can, where there is too little time; coordinator: who is
    proposed, or nobody yet, for a job that meets others. The rest is empty until there is a place and a time."""
    who = page_visitor()
    given = body()
    form = _form(given, who)
    if form is None:
        return UNKNOWN
    told = {**UNKNOWN, "start": backdated(form.starts_at, who.plant, who.now)}
    if unknown(form, who.book):
        return told
    own = _own(given)
    near = live_near(form.area, form.starts_at, form.ends_at, own)
    answer = {**told, "near": [{"number": each.number, "title": permits.title(each)} for each in near]}
    try:
        seen = look(form, who.person.id, who.book, own)
    except BadForm:
        return answer
    answer |= {"notes": seen.notes, "coordinator": _coordinator(seen, who)}
    if _rests_on_nothing(form, who):
        return answer
    graded = _graded(seen, str(given.get("own_level", "")), who)
    answer |= {"level": seen.form.level, "reasons": list(seen.reasons), "managed": _managed(graded)}
    return answer if isinstance(graded, Forbidden) or answer["start"] else answer | _hurried(form, graded.level, who)


def _own(given: Mapping[str, Any]) -> str:
    """The number of the permit that the form changes, or has become already, when the answer to that was lost."""
    ask = asks.find(number) if (number := page_token().ask) else None
    return (Outcome.of(ask).permit if ask else "") or str(given.get("own", ""))


def _managed(graded: Graded | Forbidden) -> dict[str, Any]:
    """What the permit will say of its level: `{level, why}`, no level where the work is not allowed."""
    level = "" if isinstance(graded, Forbidden) else graded.level.name
    return {"level": level, "why": list(graded.reasons)}


def _hurried(form: Request, level: Level, who: Visitor) -> dict[str, str]:
    rules = who.book.config.rules
    words = hurried(form.starts_at, level.id, rules, who.now)
    begin, _ = first_period(level, rules, who.now.astimezone(who.plant.zone))
    return {"start": words, "begin": in_field(begin) if words else ""}


def _graded(seen: Outlook, chosen: str, who: Visitor) -> Graded | Forbidden:
    """What hours, wind and place make of the level. chosen: a stricter level of the person's own choice."""
    kind = who.book.config.templates.kinds[seen.form.kind]
    stricter = [each.id for each in kind.levels if each.id == chosen and each.rank > kind.level(seen.form.level).rank]
    job = replace(seen.job, level=stricter[0]) if stricter else seen.job
    try:
        return grade(job, who.plant, who.book.config.rules)
    except Forbidden as error:
        return error


def _coordinator(seen: Outlook, who: Visitor) -> dict[str, Any] | None:
    if seen.coordinator is None:
        return None
    person = seen.coordinator.person
    name = told_apart(who.plant, who.plant.person(person)) if person else ""
    return {"id": person, "title": name, "contractor": False}


def _rests_on_nothing(form: Request, who: Visitor) -> bool:
    """Whether the level would be the one for everything else only because a question is still open."""
    kind, area = who.book.config.templates.kinds[form.kind], who.plant.area(form.area)
    here = answers.asked(kind, area, form.inputs)
    asked = {field.id for field in here if field.kind == "yes_no" and field.required}
    still_open = any(name in asked and name not in form.inputs for rule in kind.level_rules for name in rule.all_)
    blank = replace(kind, level_rules=tuple(rule for rule in kind.level_rules if rule.all_))
    return still_open and bool(kind.level_rules) and derive(blank, area, form.inputs) is None


def _form(given: Mapping[str, Any], who: Visitor) -> Request | None:
    """The form, with fill-ins for what the rules don't need; None while it makes no sense."""
    looked_at = {name: given[name] for name in LOOKED_AT if name in given}
    guardian = given.get("guardian") or who.person.id
    stand_ins = {"part": "——", "project": "——", "work_leader": who.person.id, "guardian": guardian}
    try:
        return read({**stand_ins, **looked_at})
    except BadForm:
        return None
