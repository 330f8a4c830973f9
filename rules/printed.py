"""The printed permit as data: its parts from top to bottom, and the rows of its head.

The default stands beside the templates; a kind adds rows for its own questions, or has an order of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Part = Literal["facts", "jsa", "measures", "opinions", "on_site", "trail"]
# What a row of the head may say, besides the answers to the kind's own questions, by their ids.
FACTS = frozenset(
    {
        "requester_unit",
        "requester",
        "requested_at",
        "related",
        "project",
        "area",
        "part",
        "level",
        "doer",
        "work_leader",
        "guardian",
        "workers",
        "period",
        "attachments",
        "level_reasons",
    }
)
# A label and what stands beside it: once in a row of the whole width, or twice.
Row = tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """One part of the form; the head needs no title."""

    part: Part
    title: str = ""


@dataclass(frozen=True)
class Printed:
    parts: tuple[Heading, ...] = ()
    facts: tuple[Row, ...] = ()


def joined(default: Printed, own: Printed | None) -> Printed:
    """The layout of one kind: its own order where it has one, its own rows below the common ones."""
    if own is None:
        return default
    return Printed(own.parts or default.parts, (*default.facts, *own.facts))


def named(rows: tuple[Row, ...]) -> Iterator[str]:
    """Every fact that the rows speak of."""
    for row in rows:
        yield from row[1::2]
