"""A rule version as the store keeps it → the plant's types. Every program of the house does this, so nothing is loaded
here that only reads and checks files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from config.before import filled
from config.checks.shape import shape
from config.files import FILES, OPTIONAL, PlantConfig
from config.media import filmed
from config.places import with_places
from config.problem import Finding, PlantInvalid, Problem, field_words
from config.source import Document, Json
from rules import outside
from rules.routing_rules import RoutingRules
from rules.staff.standing import read, with_staff
from rules.templates import Templates

Raw = dict[str, Json]
MOST_WORDS = 200

# what the routing rules get from the templates and may not contain themselves
COPIED = {"levels": "级别", "questions": "表单的问题", "roles": "作业票角色"}


def build(contents: Mapping[str, Json]) -> PlantConfig:
    """The types of a rule version that was checked when it was loaded, with what the console said since of people and
    films. Only shapes
    are checked now, so that it stays readable when checks are added later. Raises PlantInvalid; its problems have no
    lines."""
    contents = filled(_filmed(contents))
    given = (name for name in FILES if name in contents or name not in OPTIONAL)
    documents = {name: Document(f"{name}.yaml", contents.get(name)) for name in given}
    parts, findings = shaped({name: document.data for name, document in documents.items()})
    config = None if findings else config_of(parts)
    if config is None:
        raise PlantInvalid(sorted({located(finding, documents[finding.file]) for finding in findings}))
    said: Any = contents.get("staff") or []
    return replace(config, plant=with_staff(config.plant, map(read, said))) if said else config


def _filmed(contents: Mapping[str, Json]) -> Mapping[str, Json]:
    films: Any = contents.get("films")
    return {**contents, "courses": filmed(contents.get("courses"), films)} if films else contents


def shaped(contents: Raw) -> tuple[dict[str, Any], list[Finding]]:
    """Each file in its type where it fits; routes get their common pieces first."""
    parts: dict[str, Any] = {}
    findings: list[Finding] = []
    for name, data in contents.items():
        part, faults = shape(name, _with_fragments(data) if name == "routing_rules" else data)
        findings += faults
        if part is not None:
            parts[name] = part
    findings += _copied(contents.get("routing_rules"))
    if "permit_templates" in parts:
        parts["permit_templates"] = outside.with_question(parts["permit_templates"])
    if {"plant", "permit_templates"} <= set(parts):
        parts["permit_templates"] = with_places(parts["permit_templates"], parts["plant"])
    if {"routing_rules", "permit_templates"} <= set(parts):
        parts["routing_rules"] = _with_templates(parts["routing_rules"], parts["permit_templates"])
    return parts, findings


def _copied(routing: Json) -> Iterator[Finding]:
    for field, what in COPIED.items():
        if isinstance(routing, dict) and field in routing:
            message = f"不认识这一项：{what}写在 permit_templates.yaml，请删掉"
            yield Finding("routing_rules", (field,), message)


def _with_templates(rules: RoutingRules, templates: Templates) -> RoutingRules:
    """The routing rules with what they need of the templates."""
    levels = {name: kind.levels for name, kind in templates.kinds.items()}
    questions = {name: kind.fields for name, kind in templates.kinds.items()}
    return replace(rules, levels=levels, questions=questions, roles=templates.roles)


def _with_fragments(data: Json) -> Json:
    """Each `{use: name}` in a route replaced by the fragment; an unknown name is the references' fault to report."""
    routes = data.get("routes") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(routes, list):
        return data
    return {**data, "routes": [_filled(route, data.get("fragments")) for route in routes]}


def _filled(route: Json, fragments: Json) -> Json:
    stages = route.get("stages") if isinstance(route, dict) else None
    if not isinstance(route, dict) or not isinstance(stages, list):
        return route
    filled = [_piece(stage, fragments) for stage in stages]
    return {**route, "stages": filled}


def _piece(stage: Json, fragments: Json) -> Json:
    name = stage.get("use") if isinstance(stage, dict) else None
    found = fragments.get(name) if isinstance(fragments, dict) and isinstance(name, str) else None
    return stage if found is None else found


def located(finding: Finding, document: Document) -> Problem:
    """The fault with the line of the file that has it."""
    field, home = field_words(finding.path, document.data), document.home(finding.path)
    message = _short(finding.message) + (f"（模板库的 {home}，在这里取用）" if home else "")
    return Problem(document.file, document.line(finding.path), field, message)


def _short(words: str) -> str:
    """The value, shortened when it is very long."""
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS // 2]}……{words[-MOST_WORDS // 2 :]}"


def config_of(parts: Mapping[str, Any]) -> PlantConfig | None:
    """The parts together, with the default for each missing file; None while a necessary one is missing."""
    parts = OPTIONAL | dict(parts)
    if set(parts) != set(FILES):
        return None
    return PlantConfig(
        plant=parts["plant"],
        rules=parts["routing_rules"],
        templates=parts["permit_templates"],
        trades=parts["posts_matrix"],
        courses=parts["courses"],
        drills=parts["drills"],
        hazards=parts["hazard_categories"],
        sensors=parts["sensors"],
        measures=parts["measures"],
        demo=parts["demo"],
    )
