"""Changes of the code as mutmut makes them: their names, a drawing among them, and what each one changes.

mutmut writes every changed copy of a function beside the original, as `x_…__mutmut_7` beside `x_…__mutmut_orig`.
"""

from __future__ import annotations

import ast
import difflib
import random
import re
from collections.abc import Collection, Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

SEED = 20261128


@dataclass(frozen=True)
class Change:
    """In which function (`rules.posts.lost`), and the lines before and after. Numbers move; this stays the same."""

    function: str
    before: str
    after: str


def names(root: Path, room: str) -> list[str]:
    """The name of every change of the room, sorted. root: a tree with mutmut's settings in it."""
    with chdir(root):
        return sorted(name for path in Path(room).rglob("*.py") for name in _of_file(path))


def drawn(found: Collection[str], many: int) -> list[str]:
    """As many of them by the kept seed, sorted: the same ones whenever the code is the same."""
    return sorted(random.Random(SEED).sample(sorted(found), many))


def change(copies: str, name: str) -> Change:
    """What the change of this name does. copies: mutmut's file of the module, with all copies of each function."""
    module, _, copy = name.rpartition(".")
    plain = copy.partition("__mutmut_")[0]
    sources = _sources(copies, {f"{plain}__mutmut_orig", copy})
    spoken = re.sub("^xǁ|^x_", "", plain).replace("ǁ", ".")
    before, after = (_lines(sources[mangled], mangled, spoken) for mangled in (f"{plain}__mutmut_orig", copy))
    compared = list(difflib.ndiff(before, after))
    return Change(f"{module}.{spoken}", _marked(compared, "- "), _marked(compared, "+ "))


def _of_file(path: Path) -> Iterator[str]:
    # Only here, because loading it takes a second, in each process that collects the tests.
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name

    made = mutate_file_contents(str(path), path.read_text())
    yield from (get_mutant_name(path, name) for name in made.mutant_names)


def _sources(copies: str, wanted: set[str]) -> dict[str, str]:
    nodes = (node for node in ast.walk(ast.parse(copies)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name: ast.get_source_segment(copies, node) or "" for node in nodes if node.name in wanted}


def _lines(source: str, mangled: str, spoken: str) -> list[str]:
    own = source.replace(mangled, spoken.rpartition(".")[2])
    return [line.strip() for line in own.splitlines()]


def _marked(compared: list[str], mark: str) -> str:
    return " ".join(line.removeprefix(mark) for line in compared if line.startswith(mark))
