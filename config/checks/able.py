"""A kind of work for which nobody in the plant has the certificates can't be asked for: that is said before anybody
stands at the form."""

from collections.abc import Iterator
from datetime import date

from config.problem import Finding
from rules.plant import Plant
from rules.qualifications import wanted
from rules.templates import Kind, Templates


def check(templates: Templates, plant: Plant, today: date) -> Iterator[Finding]:
    departments = {department.id for department in plant.departments}
    if not {person.department for person in plant.people} <= departments:
        return  # that is said as it is; who is a contractor's is not known
    for name, kind in templates.kinds.items():
        roles = dict.fromkeys(role for role in kind.required_roles if kind.qualifications.get(role))
        for role in roles:
            if not _anybody(kind, role, plant, today):
                yield Finding("permit_templates", ("kinds", name), _words(kind, role, templates))


def _anybody(kind: Kind, role: str, plant: Plant, today: date) -> bool:
    """Whether somebody may have the role in some area of the plant."""
    places = {area.hazard_place for area in plant.areas}
    return any(
        all(person.certified(code, today) for code in wanted(kind, role, person, plant, place))
        for place in places
        for person in plant.people
    )


def _words(kind: Kind, role: str, templates: Templates) -> str:
    known = templates.qualifications
    codes = "、".join(f"{known[code].name}（{code}）" for code in kind.qualifications[role] if code in known)
    who = templates.roles.get(role, role)
    return f"现在没有人能当{kind.short}的{who}，票申请不了：要有{codes}，请先让人考到并填证书，或先不办这一类"
