"""The library: what all plants share, in files like a plant's own (`config/library/`, docs/rules.md).

Its folders hold one entry in each file: a kind of work in `kinds/`, a course in `courses/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath

from config.files import FILES
from config.problem import Path, Problem, child
from config.source import Document, Json, read

# The words with which a plant's file takes something and changes what it took.
TAKE, ALL = "take", "all"
WITHOUT, CHANGE, MORE = "without", "change", "more"
LIBRARY = FilePath(__file__).parent / "library"


@dataclass(frozen=True)
class Shelf:
    """What a plant's file may take. data: in the shape of that file · homes: the place in it where each library file
    begins."""

    data: Json
    homes: Mapping[Path, str]

    def at(self, place: Path) -> Json:
        """The content at that place, or None."""
        found: object = self.data
        for step in place:
            found = child(found, step)
        return found  # type: ignore[return-value]  # what stands in JSON is JSON

    def home(self, place: Path) -> str:
        """The library's file that holds this."""
        while place not in self.homes:
            place = place[:-1]
        return self.homes[place]

    def place(self, name: Json, among: Path) -> Path | None:
        """Where the library keeps the entry of that name: a key of a mapping, the id of an item of a list."""
        found = self.at(among)
        if isinstance(found, dict):
            return (*among, name) if isinstance(name, str) and name in found else None
        ids = [each.get("id") if isinstance(each, dict) else None for each in found] if isinstance(found, list) else []
        return (*among, ids.index(name)) if name is not None and name in ids else None


@dataclass(frozen=True)
class Library:
    """Shelves, by the plant's file that takes from them; problems: what can't be read."""

    shelves: Mapping[str, Shelf]
    problems: tuple[Problem, ...]


@cache
def library(folder: FilePath = LIBRARY) -> Library:
    """Reads the library once a process; nobody may change what it returns."""
    kinds, courses = _entries(folder / "kinds"), _entries(folder / "courses")
    singles = {name: read(folder / f"{name}.yaml") for name in FILES if (folder / f"{name}.yaml").exists()}
    shelves = {name: Shelf(each.data, {(): each.file}) for name, each in singles.items()}
    shelves["permit_templates"] = _with_kinds(singles["permit_templates"], kinds)
    shelves["courses"] = _of_courses(singles["courses"], courses)
    every = [*singles.values(), *kinds.values(), *courses.values()]
    return Library(shelves, tuple(_named(problem, each) for each in every for problem in each.problems))


def _entries(folder: FilePath) -> dict[str, Document]:
    """The entries of a folder, by the names of their files."""
    found = {file.stem: read(file) for file in sorted(folder.glob("*.yaml"))}
    for document in found.values():
        document.file = f"{folder.name}/{document.file}"
    return found


def _with_kinds(templates: Document, kinds: Mapping[str, Document]) -> Shelf:
    base = templates.data if isinstance(templates.data, dict) else {}
    homes: dict[Path, str] = {(): templates.file, **{("kinds", name): each.file for name, each in kinds.items()}}
    return Shelf({**base, "kinds": {name: each.data for name, each in kinds.items()}}, homes)


def _of_courses(base: Document, courses: Mapping[str, Document]) -> Shelf:
    common = base.data if isinstance(base.data, dict) else {}
    files = [each.file for each in courses.values()]
    homes: dict[Path, str] = {(): base.file, **{("courses", number): file for number, file in enumerate(files)}}
    return Shelf({**common, "courses": [each.data for each in courses.values()]}, homes)


def _named(problem: Problem, document: Document) -> Problem:
    return Problem(f"library/{document.file}", problem.line, problem.field, problem.message)
