"""Another value for each value of a row, of the same kind: what somebody can do who has the store in his hands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any

HOUR = 3_600_000
PNG = {"sha256": "0" * 64, "bytes": 1, "type": "image/png"}
# What a row may be given that it does not have, by table and column.
MORE: dict[tuple[str, str], dict[str, Any]] = {
    ("permit", "form"): {"coordinator": "U04", "met": ["随便"], "changes": ["随便"], "also": ["height"]},
    ("permit", "work"): {
        "coordinator": "U04",
        "linked": ["DH-1"],
        "joined": {"U04": []},
        "head_count": {"in": ["U04"]},
    },
    ("ask", "data"): {"for_post_name": "总经理", "authorization": "SQ-1"},
    ("ask", "answer"): {"reason": "随便", "photo": PNG, "png": PNG, "presence": "随便"},
}
STATES = {"permit": ("archived", "cancelled"), "ask": ("done", "refused", "held"), "delivery": ("sent",)}


def bent(table: str, name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """(where, another value): for JSON each of its leaves in turn, and what it may hold besides."""
    if name == "state":
        yield from ((state, state) for state in STATES.get(table, ()) if state != value)
    elif name.endswith("_at") or name in ("not_before", "lease_until"):
        yield "", (value or 1795566600000) - HOUR
    elif value is None:
        yield from (("", json.dumps({more: added})) for more, added in MORE.get((table, name), {}).items())
    elif isinstance(value, str) and value[:1] in ("{", "["):
        whole = json.loads(value)
        for path in leaves(whole):
            yield ".".join(map(str, path)), json.dumps(with_other(whole, path), ensure_ascii=False)
        for more, added in MORE.get((table, name), {}).items():
            if more not in whole:
                yield f"+{more}", json.dumps({**whole, more: added}, ensure_ascii=False)
    else:
        yield "", other(value)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each plain value; of like things only to those of the first."""
    if isinstance(value, dict) and value:
        like = all(isinstance(each, dict) for each in value.values()) and len(value) > 3
        for name in list(value)[: 1 if like else None]:
            yield from leaves(value[name], (*path, name))
    elif isinstance(value, list) and value:
        yield from leaves(value[0], (*path, 0))
    else:
        yield path


def with_other(whole: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        return other(whole)
    step, *rest = path
    copy = deepcopy(whole)
    copy[step] = with_other(whole[step], tuple(rest))
    return copy


def other(value: Any) -> Any:
    """Another value of the same kind. A text keeps its beginning, so that a hash keeps its first digits."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, list | dict):
        return type(value)("x") if isinstance(value, list) else {"x": "x"}
    try:
        return datetime.fromisoformat(str(value)).replace(year=2025).isoformat(timespec="milliseconds")
    except ValueError:
        return f"{value or ''}x"
