"""The printed permit as data: its parts from top to bottom, and the rows of its head.

The default lies beside the templates. A kind may add rows for its own questions, or have its own order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

# The forms of the standard's own kinds of work; a plant's own kinds have forms of its own.
FORMS = tuple(f"表A.{number}" for number in range(1, 9))
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


# How permits are printed when their rule version has no `printed` yet.
BEFORE = Printed(
    parts=(
        Heading("facts"),
        Heading("jsa", "风险辨识结果（JSA）"),
        Heading("measures", "安全措施"),
        Heading("opinions", "审签意见"),
        Heading("on_site", "现场环节"),
        Heading("trail", "全程记录"),
    ),
    facts=(
        ("作业申请单位", "requester_unit", "申请人", "requester"),
        ("申请时间", "requested_at", "关联票编号", "related"),
        ("作业区域", "area", "作业部位", "part"),
        ("作业级别", "level", "作业单位", "doer"),
        ("作业负责人", "work_leader", "监护人", "guardian"),
        ("作业内容", "project"),
        ("作业人", "workers"),
        ("作业实施时间", "period"),
        ("定级与路线", "level_reasons"),
    ),
)


def joined(default: Printed, own: Printed | None) -> Printed:
    """The layout of one kind: its own order where it has one, its own rows below the common ones."""
    if own is None:
        return default
    return Printed(own.parts or default.parts, (*default.facts, *own.facts))


def named(rows: tuple[Row, ...]) -> Iterator[str]:
    """Every fact that the rows speak of."""
    for row in rows:
        yield from row[1::2]


def modelled_on(form: str) -> str:
    """The form that the paper follows: one of the standard, or the plant's own, which cites nothing."""
    return f"版式参照 GB 30871—2022 {form}" if form in FORMS else f"版式 {form}"


def cited(form: str, standard: str) -> str:
    """The standard, for a kind that it has a form for; empty for a kind of the plant's own."""
    return standard if form in FORMS else ""
