"""What the request form is told while it is filled in: its level and why, permits nearby, clashes. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.permits.form import BadForm, read
from handlers.permits.request.outlook import backdated, live_near, look, unknown
from models import permit as permits
from models.permit_form import Request
from rules.grading import derive
from web.h5.act import body, page_visitor
from web.people import Visitor

# What the rules need; everything else may still be empty.
LOOKED_AT = ("kind", "area", "starts_at", "ends_at", "contractor", "inputs", "also", "related", "position")
UNKNOWN: dict[str, Any] = {"ok": True, "level": "", "reasons": [], "notes": [], "near": [], "start": ""}


def outlook() -> dict[str, Any]:
    """A form as far as it is filled in → `{level, reasons, notes, near, start}`; start: why it can't begin then.
    The rest is empty until there is a place and a time."""
    who = page_visitor()
    given = body()
    form = _form(given, who)
    if form is None:
        return UNKNOWN
    told = {**UNKNOWN, "start": backdated(form.starts_at, who.plant, who.now)}
    if unknown(form, who.book):
        return told
    own = str(given.get("own", ""))
    near = live_near(form.area, form.starts_at, form.ends_at, own)
    answer = {**told, "near": [{"number": each.number, "title": permits.title(each)} for each in near]}
    try:
        seen = look(form, who.person.id, who.book, own)
    except BadForm:
        return answer
    answer["notes"] = seen.notes
    if _rests_on_nothing(form, who):
        return answer
    return {**answer, "level": seen.form.level, "reasons": list(seen.reasons)}


def _rests_on_nothing(form: Request, who: Visitor) -> bool:
    """Whether the level would be the one for everything else only because a question is still open."""
    kind, area = who.book.config.templates.kinds[form.kind], who.plant.area(form.area)
    here = (field for field in kind.fields if field.only_in is None or getattr(area, field.only_in))
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
