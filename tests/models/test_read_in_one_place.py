"""JSON of the store is read and written by the typed values of `models/` alone; nobody else reaches for a key of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.root import ROOT

ROOMS = ("handlers", "cards", "web", "workers", "rules", "bot")
COLUMNS = {"work", "form", "data", "answer", "kept"}
# What is no row of ours: what a phone, a detector, a platform or a file sent, and the words of a rule.
OTHERS = {"action", "sent", "request", "frame", "document", "error", "moved", "body", "former"}
# What may not even be named or poured out as a whole: bare columns may not, typed values may.
WHOLE = {ast.Assign: {"data", "answer"}, ast.AnnAssign: {"data", "answer"}, ast.Dict: COLUMNS - {"kept"}}
READS = {"get", "items", "values", "keys", "pop", "setdefault"}


def bare_reads(source: str) -> Iterator[int]:
    """Lines that reach for a key of a JSON column, or give the bare column a name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript):
            read: ast.expr | None = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READS:
            read = node.func.value
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            read = node.comparators[0]
        elif isinstance(node, ast.Dict):
            read = next((value for key, value in zip(node.keys, node.values, strict=True) if key is None), None)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            read = node.value
        else:
            continue
        if is_column(read, WHOLE.get(type(node), COLUMNS)):
            yield node.lineno


def is_column(node: ast.expr | None, columns: set[str]) -> bool:
    """`x.data`, `(x.answer or {})`."""
    if isinstance(node, ast.BoolOp):
        return is_column(node.values[0], columns)
    if not isinstance(node, ast.Attribute) or node.attr not in columns:
        return False
    return not (isinstance(node.value, ast.Name) and node.value.id in OTHERS)


@pytest.mark.parametrize(
    "line",
    [
        'permit.work["stops"]',
        'permit.form.get("part")',
        '"topic" in ask.data',
        '(ask.answer or {}).get("by")',
        "told = ask.data",
        "answer = ask.answer or {}",
        "more = {**own.data, 'told_at': 1}",
        'Sign.of(ask).kept["approval"]',
    ],
)
def test_a_bare_read_is_seen(line: str) -> None:
    assert list(bare_reads(line)) == [1]


@pytest.mark.parametrize(
    "line", ["permit.work.stops[-1]", 'action.data["site"]', "form = permit.form", "Wanted(data=Sign.of(ask))"]
)
def test_what_is_typed_or_came_from_outside_is_no_bare_read(line: str) -> None:
    assert not list(bare_reads(line))


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_above_reaches_for_a_key_of_stored_json(room: str) -> None:
    files = [file for file in (ROOT / room).rglob("*.py") if file.is_file()]
    found = {str(file.relative_to(ROOT)): list(bare_reads(file.read_text())) for file in files}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_rooms_are_walked() -> None:
    assert all(len(list((ROOT / room).rglob("*.py"))) > 5 for room in ROOMS), Path.cwd()
