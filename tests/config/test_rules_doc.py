"""docs/rules.md describes every type and every field of the plant's files: a new field without its line fails here."""

import dataclasses
import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from config.files import FILES
from config.shapes.base import yaml_name
from rules.templates import Kind

DOC = Path(__file__).parents[2] / "docs" / "rules.md"
LEFT_TO_THE_LOADER = {("RoutingRules", name) for name in ("levels", "questions", "roles")}


def fields(shape: type[Any]) -> dict[str, Any]:
    """Field name in YAML → its type."""
    hints = typing.get_type_hints(shape)
    own = shape.model_fields if issubclass(shape, BaseModel) else {field.name for field in dataclasses.fields(shape)}
    return {yaml_name(name): hints[name] for name in own if (shape.__name__, name) not in LEFT_TO_THE_LOADER}


def shapes_in(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and (dataclasses.is_dataclass(hint) or issubclass(hint, BaseModel)):
        yield hint
    for inner in typing.get_args(hint):
        yield from shapes_in(inner)


def reachable(file: str) -> list[type[Any]]:
    """The file's own type first, then every type its fields lead to."""
    found: list[type[Any]] = [FILES[file]]
    for shape in found:
        inner = [each for hint in fields(shape).values() for each in shapes_in(hint)]
        found += [each for each in dict.fromkeys(inner) if each not in found]
    return found


def sections() -> dict[tuple[str, str], str]:
    """(file, type) → the text under its heading."""
    found = {}
    for chapter in re.split(r"^## ", DOC.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        file = chapter.split(".yaml")[0].strip("` ")
        for part in re.split(r"^### ", chapter, flags=re.MULTILINE)[1:]:
            found[(file, part.split()[0].strip("`"))] = part
    return found


@pytest.mark.parametrize("file", FILES)
def test_every_field_of_a_file_has_its_line(file: str) -> None:
    text = sections()
    missing = [
        f"{shape.__name__}.{name}"
        for shape in reachable(file)
        for name in fields(shape)
        if f"| `{name}` |" not in text.get((file, shape.__name__), "")
    ]
    assert missing == []


def test_the_page_says_which_fields_a_kind_of_the_plant_s_own_needs() -> None:
    text = sections()[("permit_templates", "Kind")]
    says = re.search(
        r"从 `name` 到 `closeout` 都必写，没有内容的写 `\[\]`；(.*)\n和 `one_permit_per` 起的可以不写。", text
    )
    assert says is not None
    rows = re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)
    first = rows[rows.index("name") : rows.index("one_permit_per")]
    missing = dataclasses.MISSING
    needed = {each.name for each in dataclasses.fields(Kind) if missing is each.default is each.default_factory}
    assert first[-1] == "closeout"
    assert set(first) - set(re.findall(r"`(\w+)`", says[1])) == needed


def test_the_page_describes_no_field_that_is_gone() -> None:
    known = {(file, shape.__name__): set(fields(shape)) for file in FILES for shape in reachable(file)}
    for section, text in sections().items():
        described = set(re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE))
        assert described <= known.get(section, set()), section
