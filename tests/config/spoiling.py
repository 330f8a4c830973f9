"""The demo plant's files read once, and faults put into what was read: fast enough for some hundred of them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from config.files import FILES
from config.loader import examine
from config.problem import Problem, child
from config.source import Document, read

ANHE = Path(__file__).parents[2] / "config" / "plants" / "anhe"
Change = Callable[[Any], Any]
GONE = object()


@cache
def _documents() -> dict[str, Document]:
    return {name: read(ANHE / f"{name}.yaml") for name in FILES}


def spoilt(*changes: tuple[str, object]) -> list[Problem]:
    """What is found in the demo plant after these changes, each a place (`plant/people/U01/account`) and what stands
    there now (a value, a function of what stood there, or GONE)."""
    documents = dict(_documents())
    for place, given in changes:
        file, *steps = place.split("/")
        old = documents[file]
        data = copy.deepcopy(old.data)
        _put(data, steps, given)
        documents[file] = Document(old.file, data, old.lines)
    return examine(documents)[1]


def line_of(place: str) -> int:
    """The line in which this place, or what is around it, stands in the file."""
    file, *steps = place.split("/")
    document = _documents()[file]
    path: list[str | int] = []
    data: object = document.data
    for step in steps:
        key = _key(data, step)
        path.append(key)
        data = child(data, key)
    return document.line(tuple(path))


def _put(data: Any, steps: Sequence[str], given: object) -> None:
    *way, last = steps
    for step in way:
        data = data[_key(data, step)]
    key = _key(data, last)
    if given is GONE:
        del data[key]
    elif isinstance(data, list) and key == len(data):
        data.append(given)
    else:
        data[key] = given(data[key]) if callable(given) else given


def _key(data: object, step: str) -> str | int:
    """A step into a list goes by the id of an item, by its number from 0, or `+`: behind the last one."""
    if not isinstance(data, list):
        return step
    if step == "+":
        return len(data)
    ids = [each.get("id") if isinstance(each, dict) else each for each in data]
    return ids.index(step) if step in ids else int(step)
