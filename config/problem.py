"""A fault in the plant's data: file, line, field, and a sentence that says what is wrong and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.texts import plain

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """A fault before its line is known: the file (without .yaml), the path to the field, and the sentence."""

    file: str
    path: Path
    message: str


@dataclass(frozen=True, order=True)
class Problem:
    """`line` counts from 1; 0 when the data did not come from a file."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return plain(f"{self.file}:{self.line} {self.field}：{self.message}")


class Refused(Exception):
    """The command can't be carried out and nothing has changed. The message says why, and what to do."""


class PlantInvalid(Exception):
    """The plant's data can't be used; `problems` holds every fault that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def field_words(path: Path, data: object) -> str:
    """A path as people read it: people[U33].certs.C-WELD; list items are named by their id if they have one."""
    words = ""
    for step in path:
        data = child(data, step)
        if isinstance(step, int):
            name = data.get("id") if isinstance(data, Mapping) else None
            words += f"[{name if name and isinstance(name, str | int) else step + 1}]"
        else:
            words += f".{step}" if words else step
    return words


def child(data: object, step: str | int) -> object:
    """One step down into YAML data; None if there is nothing."""
    if isinstance(data, Mapping):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None
