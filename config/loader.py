"""The plant's folder of YAML → checked types, or every fault with file, line and field.

`raw` is what the store keeps as a rule version, and `building.build` makes the same from it without files:
`build(raw(folder)) == load(folder)`.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from config import references
from config.building import Raw, config_of, located, shaped
from config.checks import every, leaving, version
from config.checks.leaving import NOTHING, Needed
from config.files import FILES, OPTIONAL, PlantConfig
from config.media import with_media
from config.problem import Finding, PlantInvalid, Problem
from config.shelves import LIBRARY, library
from config.source import Document, Json, read
from config.taking import complete

# Of one file: nobody reads more, and a file with quite other data has as many faults as fields.
MOST_SHOWN = 50


def load(folder: FilePath) -> PlantConfig:
    """Read and check a plant's folder. Raises PlantInvalid with every fault."""
    documents = read_folder(folder)
    config, problems = examine(documents)
    if problems or config is None:
        raise PlantInvalid(problems)
    return config


def problems(
    folder: FilePath, held: Mapping[str, Json] | None = None, needed: Needed = NOTHING, today: date | None = None
) -> list[Problem]:
    """Every fault of a plant's folder, by file and line; empty when it can be used. held: the contents in the store;
    changed files must have a higher version than there. needed: who and what is needed by what is open there. today:
    the day on which the data would be loaded; when not given, that of the demo, or from which the rules hold."""
    return examine(read_folder(folder), held, needed, today)[1]


def checked(
    folder: FilePath, held: Mapping[str, Json] | None = None, needed: Needed = NOTHING, today: date | None = None
) -> Raw:
    """All files as the store keeps them, read once. Raises PlantInvalid with every fault."""
    documents = read_folder(folder)
    found = examine(documents, held, needed, today)[1]
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


def read_folder(folder: FilePath, shared: FilePath = LIBRARY) -> dict[str, Document]:
    """The plant's files, by their names without .yaml, each with what it takes from the library in `shared`."""
    own = {name: read(folder / f"{name}.yaml") for name in FILES if _is_wanted(folder, name)}
    whole = complete(own, library(shared))
    return {name: with_media(each, folder) if name == "courses" else each for name, each in whole.items()}


def _is_wanted(folder: FilePath, name: str) -> bool:
    """Whether a file is read. A link that leads nowhere is a broken file, not an absent one."""
    return name not in OPTIONAL or os.path.lexists(folder / f"{name}.yaml")


def examine(
    documents: Mapping[str, Document],
    held: Mapping[str, Json] | None = None,
    needed: Needed = NOTHING,
    today: date | None = None,
) -> tuple[PlantConfig | None, list[Problem]]:
    """The types of a plant's files, by their names without .yaml, or else its faults: first of files that can't be
    read, then the others in their places. What depends on something broken is not asked."""
    parts, broken, findings = _found(documents, held, needed, today)
    found = [*broken, *_shown(findings, documents)]
    return (None if found else config_of(parts)), found


def faults(
    documents: Mapping[str, Document],
    held: Mapping[str, Json] | None = None,
    needed: Needed = NOTHING,
    today: date | None = None,
) -> tuple[list[Problem], list[Finding]]:
    """The same faults, those of readable files before they have their lines."""
    return _found(documents, held, needed, today)[1:]


def _found(
    documents: Mapping[str, Document], held: Mapping[str, Json] | None, needed: Needed, today: date | None
) -> tuple[dict[str, Any], list[Problem], list[Finding]]:
    readable = {name: each for name, each in documents.items() if each.data is not None or not each.problems}
    whole: Raw = {name: each.data for name, each in readable.items()}
    broken = sorted({problem for document in documents.values() for problem in document.problems})
    crowded = list(every.of_size(whole))
    contents = {name: data for name, data in whole.items() if name not in {each.file for each in crowded}}
    parts, findings = shaped(contents)
    findings += crowded
    said = {(finding.file, finding.path) for finding in findings}
    words = [*every.of_clocks(contents), *every.of_functions(contents)]
    misread = [each for each in words if (each.file, each.path) not in said]
    findings += misread
    doubtful = [Finding(name, (), "") for name, each in documents.items() if each.problems or name not in contents]
    absent: Raw = {name: {} for name in OPTIONAL if name not in documents}
    findings += references.check(absent | contents, [*findings, *doubtful])
    findings += every.of_meaning(_without(parts, misread))
    findings += version.check(whole, held) if held is not None else ()
    findings += leaving.check(dict.fromkeys(documents) | whole, held, needed) if held is not None else ()
    said = {(finding.file, finding.path) for finding in findings}
    # A fault that was found at the same place already says more.
    findings += [
        each for each in every.of_values(contents, every.day(parts, today)) if (each.file, each.path) not in said
    ]
    return parts, broken, findings


def _without(parts: dict[str, Any], misread: Iterable[Finding]) -> dict[str, Any]:
    """What is left to be compared: from a word that was not understood, faults would follow that are none."""
    files = {each.file for each in misread}
    return {name: part for name, part in parts.items() if name not in files}


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
