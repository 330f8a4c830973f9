"""The tables of the checks know every number, every code and every word there is: a new one that is forgotten fails."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from test_rules_doc import fields

from config.checks import code, life, word
from config.checks.bounds import BOUNDS
from config.files import FILES
from handlers.dispatch import FLOWS
from handlers.permits.gates.opening import DONE, OPEN
from handlers.permits.kinds import CLOSING
from handlers.permits.work.checks import KINDS

# Numbers that are a place or a day's name, asked elsewhere.
BY_OTHER_CHECKS = {
    ("plant", "areas/*/polygon/*/*"),
    ("plant", "areas/*/center/*"),
    ("plant", "duty_roster/weekly/~"),
}


def leaves(hint: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every scalar of a shape with its pattern: `*` an item, `~` a key."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, type) and (dataclasses.is_dataclass(hint) or hasattr(hint, "model_fields")):
        for name, each in fields(hint).items():
            yield from leaves(each, (*path, name))
    elif origin in (typing.Union, types.UnionType):
        for each in inner:
            yield from leaves(each, path)
    elif origin is Mapping:
        yield from leaves(inner[0], (*path, "~"))
        yield from leaves(inner[1], (*path, "*"))
    elif origin in (tuple, frozenset):
        for each in inner:
            yield from leaves(each, (*path, "*")) if each is not Ellipsis else ()
    else:
        yield "/".join(path), hint


@pytest.mark.parametrize("file", FILES)
def test_every_number_has_its_bounds(file: str) -> None:
    numbers = {pattern for pattern, hint in leaves(FILES[file]) if hint in (int, float)}
    bounded = {bound.pattern for bound in BOUNDS[file]}
    others = {pattern for name, pattern in BY_OTHER_CHECKS if name == file}
    assert numbers - bounded - others == set()
    assert bounded - numbers == set(), "bounds of fields that are gone"


# Not codes: an authorisation's number is the plant's own way of writing, as it stands on the paper.
WRITTEN = {("plant", "authorizations/*/id")}


@pytest.mark.parametrize("file", FILES)
def test_every_id_is_a_plain_code(file: str) -> None:
    ids = {(file, pattern) for pattern, _ in leaves(FILES[file]) if pattern.rpartition("/")[2] == "id"}
    known = {(name, pattern) for name, pattern, _ in code.CODES if name == file}
    assert ids - known - WRITTEN == set()


def test_the_house_words_are_those_of_the_flows() -> None:
    assert set(word.HOUSE_WORDS) == {word for flow in FLOWS for word in flow.words}


def test_the_house_menu_keys_that_a_kind_could_hide_are_those_of_the_flows() -> None:
    assert set(code.HOUSE_KEYS) == {key for flow in FLOWS for key in flow.menu if key.startswith("permit.")}


def test_the_questions_are_those_that_the_flows_can_ask() -> None:
    assert set(life.ASKS["pre_start"]) == set(OPEN) == set(DONE)
    assert set(life.ASKS["during"]) == set(KINDS)
    assert {f"permit.{ask}" for ask in life.ASKS["close"]} == {"permit.finish", *CLOSING}
