"""The demo plant's files are read once, and faults put into what was read: fast enough for some hundreds of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from config.loader import examine, read_folder
from config.problem import Problem, child, field_words
from config.source import Document

# An examination costs the same for one change and for some; after so many there is still enough to look at.
MOST_TOGETHER = 8
# Places that differ in these first steps share neither values nor lines.
APART = 3
ANHE = Path(__file__).parents[2] / "config" / "plants" / "anhe"
GONE = object()


@dataclass(frozen=True)
class Spoilt:
    """The plant after some changes: its files, and what is found in them."""

    documents: dict[str, Document]
    found: list[Problem]

    def where(self, place: str) -> tuple[str, int, str]:
        """File, line and field of a place, as a fault there must name them."""
        file, *steps = place.split("/")
        document = self.documents[file]
        path: list[str | int] = []
        now, before = document.data, sound()[file].data
        for step in steps:
            path.append(_key(now, step, before))
            now, before = child(now, path[-1]), child(before, path[-1])
        return document.file, document.line(tuple(path)), field_words(tuple(path), document.data)


@cache
def sound() -> dict[str, Document]:
    return read_folder(ANHE)


def spoil(*changes: tuple[str, object]) -> Spoilt:
    """The demo plant after these changes, each a place (`plant/people/U01/account`) and its new content: a value, a
    function of the old one, or GONE."""
    documents = dict(sound())
    for place, given in changes:
        file, *steps = place.split("/")
        old = documents[file]
        documents[file] = Document(old.file, _changed(old.data, steps, given), old.lines)
    return Spoilt(documents, examine(documents)[1])


class Rounds:
    """Changes that are examined some at a time, each round in parts of the plant that have nothing in common."""

    def __init__(self, changes: Iterable[tuple[str, object]]) -> None:
        self._rounds: list[list[tuple[str, object]]] = []
        self._examined: dict[int, Spoilt] = {}
        self._of = [self._joined(place, given) for place, given in changes]

    def spoilt(self, number: int) -> Spoilt:
        """The plant after the round of this change. What it does may be hidden there by what another one does."""
        at = self._of[number]
        if at not in self._examined:
            self._examined[at] = spoil(*self._rounds[at])
        return self._examined[at]

    def _joined(self, place: str, given: object) -> int:
        for at, others in enumerate(self._rounds):
            if len(others) < MOST_TOGETHER and not any(_meet(place, other) for other, _ in others):
                others.append((place, given))
                return at
        self._rounds.append([(place, given)])
        return len(self._rounds) - 1


def _meet(place: str, other: str) -> bool:
    pairs = zip(place.split("/")[:APART], other.split("/"), strict=False)
    return all(step == its for step, its in pairs)


def _changed(data: Any, steps: Sequence[str], given: object) -> Any:
    """A copy of the containers on the way to the place; everything else is shared with the sound data."""
    if not steps:
        return given(data) if callable(given) else given
    key, copy = _key(data, steps[0]), data.copy()
    if len(steps) == 1 and given is GONE:
        del copy[key]
    elif isinstance(copy, list) and key == len(copy):
        copy.append(_changed(None, steps[1:], given))
    else:
        old = copy[key] if isinstance(copy, list) else copy.get(key)
        copy[key] = _changed(old, steps[1:], given)
    return copy


def _key(data: object, step: str, before: object = None) -> str | int:
    """A step into a list goes by the id of an item, now or before, by its number from 0, or `+`: behind the last."""
    if not isinstance(data, list):
        return step
    if step == "+":
        return len(data)
    known = next((ids for ids in (_named(data), _named(before)) if step in ids), None)
    return int(step) if known is None else known.index(step)


def _named(data: object) -> list[object]:
    items = data if isinstance(data, list) else []
    return [each.get("id", each.get("ask")) if isinstance(each, dict) else each for each in items]
