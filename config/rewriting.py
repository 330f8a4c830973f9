"""Changes the data of a YAML file: what stays the same keeps its text, its place and the comments around it.

ruamel.yaml finds the places. New values are written as JSON, which YAML can read, with plain words and days without
quotes. The library's own round trip would reformat all lines, and lose the comments above an entry that is removed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from config.source import Json, composed

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
NUMBER = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
WORD = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff（）、·/-]*")
# What YAML of any version takes for something other than a word.
NO_TEXT = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


class Piece(NamedTuple):
    """What replaces the text from start to end."""

    start: int
    end: int
    text: str


def rewritten(text: str, before: Json, after: Json) -> str:
    """The text of a file whose data are `before`, changed to `after`. The caller must check that it reads as `after`,
    because references (`&`, `*`) and rare layouts are not followed."""
    ends = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    root = composed(text)
    pieces = sorted(_changed(root, before, after, text)) if root is not None else []
    for piece in reversed(pieces):
        text = text[: piece.start] + piece.text + text[piece.end :]
    return text.replace("\n", ends)


def _changed(node: Node, before: Json, after: Json, text: str) -> Iterator[Piece]:
    if before == after:
        return
    if isinstance(node, MappingNode) and isinstance(before, dict) and isinstance(after, dict) and _fits(node, after):
        yield from _mapping(node, before, after, text)
    elif isinstance(node, SequenceNode) and not node.flow_style and after and _entries(before) and _entries(after):
        yield from _list(node, _by_id(before), _by_id(after), text)
    else:
        yield Piece(node.start_mark.index, _end(node), flow(after))


def _fits(node: MappingNode, after: Mapping[str, Json]) -> bool:
    """Whether lines can be added and removed; a value on one line is rewritten when its keys change."""
    return bool(after) and (not node.flow_style or {key.value for key, _ in node.value} == set(after))


def _mapping(node: MappingNode, before: Mapping[str, Json], after: Mapping[str, Json], text: str) -> Iterator[Piece]:
    for key, value in node.value:
        if key.value in after:
            yield from _changed(value, before[key.value], after[key.value], text)
        else:
            yield _without(key.start_mark.index, _end(value), text)
    new = [f"{_key(name)}: {flow(value)}" for name, value in after.items() if name not in before]
    yield from _more(" " * node.value[0][0].start_mark.column, node.value[-1][1], new, text)


def _list(node: SequenceNode, before: Mapping[Json, Json], after: Mapping[Json, Json], text: str) -> Iterator[Piece]:
    places = dict(zip(before, node.value, strict=True))
    for name, each in places.items():
        if name in after:
            yield from _changed(each, before[name], after[name], text)
        else:
            yield _without(each.start_mark.index, _end(each), text)
    start = node.value[0].start_mark.index
    first = _line_start(start, text)
    lead = text[first:start]
    for above, new in _new(before, after).items():
        if above in places:
            yield from _more(lead, places[above], new, text)
        else:
            yield Piece(first, first, "".join(f"{lead}{entry}\n" for entry in new))


def _new(before: Mapping[Json, Json], after: Mapping[Json, Json]) -> dict[Json, list[str]]:
    """New entries by the old one that they follow; None: they come first."""
    found: dict[Json, list[str]] = {}
    above: Json = None
    for name, entry in after.items():
        if name in before:
            above = name
        else:
            found.setdefault(above, []).append(flow(entry))
    return found


def _without(start: int, end: int, text: str) -> Piece:
    """Removes all lines of an entry, with the rest of its last line."""
    following = text.find("\n", end)
    return Piece(_line_start(start, text), len(text) if following < 0 else following + 1, "")


def _more(lead: str, last: Node, entries: Sequence[str], text: str) -> Iterator[Piece]:
    """New entries after one, each on a line that begins with `lead`."""
    if not entries:
        return
    following = text.find("\n", _end(last))
    at = len(text) if following < 0 else following + 1
    lines = "".join(f"{lead}{entry}\n" for entry in entries)
    yield Piece(at, at, lines if following >= 0 else "\n" + lines)


def _line_start(at: int, text: str) -> int:
    return text.rfind("\n", 0, at) + 1


def _end(node: Node) -> int:
    """Where a value's own text ends: the parser's mark of a block is after the comments that follow it."""
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1])
    return int(node.end_mark.index)


def _entries(data: Json) -> bool:
    """Whether it is a list of entries with ids."""
    if not isinstance(data, list) or not all(isinstance(each, dict) and "id" in each for each in data):
        return False
    return len(_by_id(data)) == len(data)


def _by_id(data: Json) -> dict[Json, Json]:
    entries = data if isinstance(data, list) else []
    return {each["id"]: each for each in entries if isinstance(each, dict)}


def flow(value: Json) -> str:
    """A value on one line; entries of a list each on their own line."""
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return "[\n" + "".join(f"    {flow(each)},\n" for each in value) + "  ]"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(name)}: {flow(each)}' for name, each in value.items())}}}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str):
        return value if _plain(value) else _quoted(value)
    return json.dumps(value)


def _key(name: str) -> str:
    """A key. Numbers need no quotes here, because every key is read as text."""
    return name if NUMBER.fullmatch(name) else flow(name)


def _plain(text: str) -> bool:
    """Whether it needs no quotes, for people and for YAML."""
    return bool(DAY.fullmatch(text) or (WORD.fullmatch(text) and text.casefold() not in NO_TEXT))


def _quoted(text: str) -> str:
    """As in JSON; invisible characters are escaped as in YAML."""
    return "".join(
        sign if sign.isprintable() else f"\\U{ord(sign):08X}" for sign in json.dumps(text, ensure_ascii=False)
    )
