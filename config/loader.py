"""The plant's folder of YAML → checked types, or every fault with file, line and field.

`raw` is what the store keeps as a rule version, and `build` makes the same from it without files:
`build(raw(folder)) == load(folder)`.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from config import references
from config.before import filled
from config.checks import every, leaving, version
from config.checks.shape import shape
from config.files import FILES, OPTIONAL, PlantConfig
from config.places import with_places
from config.problem import Finding, PlantInvalid, Problem, field_words
from config.shelves import LIBRARY, library
from config.source import Document, Json, read
from config.taking import complete
from rules.routing_rules import RoutingRules
from rules.templates import Templates

Raw = dict[str, Json]
# Of one file: nobody reads more, and a file with quite other data has as many faults as fields.
MOST_SHOWN = 50
MOST_WORDS = 200
NOBODY: Mapping[str, str] = {}

# what the routing rules get from the templates and may not contain themselves
COPIED = {"levels": "级别", "questions": "表单的问题", "roles": "作业票角色"}


def load(folder: FilePath) -> PlantConfig:
    """Read and check a plant's folder. Raises PlantInvalid with every fault."""
    documents = read_folder(folder)
    config, problems = examine(documents)
    if problems or config is None:
        raise PlantInvalid(problems)
    return config


def problems(
    folder: FilePath, held: Mapping[str, Json] | None = None, needed: Mapping[str, str] = NOBODY
) -> list[Problem]:
    """Every fault of a plant's folder, by file and line; empty when it can be used. held: the contents in the store;
    changed files must have a higher version than there. needed: id → name of people who have something open there."""
    return examine(read_folder(folder), held, needed)[1]


def checked(folder: FilePath, held: Mapping[str, Json] | None = None, needed: Mapping[str, str] = NOBODY) -> Raw:
    """All files as the store keeps them, read once. Raises PlantInvalid with every fault."""
    documents = read_folder(folder)
    found = examine(documents, held, needed)[1]
    if found:
        raise PlantInvalid(found)
    return {name: document.data for name, document in documents.items()}


def raw(folder: FilePath) -> Raw:
    """All files as one JSON-able dict (file name without .yaml → contents). Raises PlantInvalid when a file can't be
    read, or takes something that the library does not have."""
    documents = read_folder(folder)
    broken = [problem for document in documents.values() for problem in document.problems]
    if broken:
        raise PlantInvalid(broken)
    return {name: document.data for name, document in documents.items()}


def build(contents: Mapping[str, Json]) -> PlantConfig:
    """The types of a rule version that was checked when it was loaded. Only shapes are checked now, so that it stays
    readable when checks are added later. Raises PlantInvalid; its problems have no lines."""
    contents = filled(contents)
    given = (name for name in FILES if name in contents or name not in OPTIONAL)
    documents = {name: Document(f"{name}.yaml", contents.get(name)) for name in given}
    parts, findings = _shapes({name: document.data for name, document in documents.items()})
    config = None if findings else _config(parts)
    if config is None:
        raise PlantInvalid(sorted({located(finding, documents[finding.file]) for finding in findings}))
    return config


def read_folder(folder: FilePath, shared: FilePath = LIBRARY) -> dict[str, Document]:
    """The plant's files, by their names without .yaml, each with what it takes from the library in `shared`."""
    own = {name: read(folder / f"{name}.yaml") for name in FILES if _is_wanted(folder, name)}
    return complete(own, library(shared))


def _is_wanted(folder: FilePath, name: str) -> bool:
    """Whether a file is read. A link that leads nowhere is a broken file, not an absent one."""
    return name not in OPTIONAL or os.path.lexists(folder / f"{name}.yaml")


def _whole(parts: dict[str, Any]) -> dict[str, Any]:
    """The parts, with the default for each missing file."""
    return OPTIONAL | parts


def examine(
    documents: Mapping[str, Document], held: Mapping[str, Json] | None = None, needed: Mapping[str, str] = NOBODY
) -> tuple[PlantConfig | None, list[Problem]]:
    """The types of a plant's files, by their names without .yaml, or else its faults: first of files that can't be
    read, then the others in their places. What depends on something broken is not asked."""
    parts, broken, findings = _found(documents, held, needed)
    found = [*broken, *_shown(findings, documents)]
    return (None if found else _config(parts)), found


def faults(
    documents: Mapping[str, Document], held: Mapping[str, Json] | None = None, needed: Mapping[str, str] = NOBODY
) -> tuple[list[Problem], list[Finding]]:
    """The same faults, those of readable files before they have their lines."""
    return _found(documents, held, needed)[1:]


def _found(
    documents: Mapping[str, Document], held: Mapping[str, Json] | None, needed: Mapping[str, str]
) -> tuple[dict[str, Any], list[Problem], list[Finding]]:
    readable = {name: each for name, each in documents.items() if each.data is not None or not each.problems}
    whole: Raw = {name: each.data for name, each in readable.items()}
    broken = sorted({problem for document in documents.values() for problem in document.problems})
    crowded = list(every.of_size(whole))
    contents = {name: data for name, data in whole.items() if name not in {each.file for each in crowded}}
    parts, findings = _shapes(contents)
    findings += crowded
    doubtful = [Finding(name, (), "") for name, each in documents.items() if each.problems or name not in contents]
    absent: Raw = {name: {} for name in OPTIONAL if name not in documents}
    findings += references.check(absent | contents, [*findings, *doubtful])
    findings += every.of_meaning(parts)
    findings += version.check(whole, held) if held is not None else ()
    findings += leaving.check(whole, held, needed) if held is not None else ()
    said = {(finding.file, finding.path) for finding in findings}
    # A fault that was found at the same place already says more.
    findings += [each for each in every.of_values(contents) if (each.file, each.path) not in said]
    return parts, broken, findings


def _shown(findings: Iterable[Finding], documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Each fault in its place, sorted; of a file that has too many the first ones, and how many more there are."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.file, []).append(finding)
    for name, own in sorted(by_file.items()):
        document, more = documents[name], len(own) - MOST_SHOWN
        yield from sorted({located(finding, document) for finding in own[:MOST_SHOWN]})
        if more > 0:
            yield Problem(document.file, document.last, "", f"还有 {more} 处：请先改好上面的，再检查一次")


def _shapes(contents: Raw) -> tuple[dict[str, Any], list[Finding]]:
    """Each file in its type where it fits; routes get their common pieces first."""
    parts: dict[str, Any] = {}
    findings: list[Finding] = []
    for name, data in contents.items():
        part, faults = shape(name, _with_fragments(data) if name == "routing_rules" else data)
        findings += faults
        if part is not None:
            parts[name] = part
    findings += _copied(contents.get("routing_rules"))
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


def _config(parts: Mapping[str, Any]) -> PlantConfig | None:
    parts = _whole(dict(parts))
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
        demo=parts["demo"],
    )
