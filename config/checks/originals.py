"""The library's kinds of work: what a plant's kind with a form of the standard is compared with."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from config.checks.shape import shape
from config.shelves import library
from rules.routing_rules import Approver
from rules.templates import Kind, Templates

# The library says neither; every plant does.
SAID_BY_PLANTS = {"version": 1, "effective_from": "2022-10-01"}
OF_THE_STATE = ("state", "special_equipment")


@cache
def whole() -> Templates:
    """All templates of the library."""
    data: Any = library().shelves["permit_templates"].data
    return cast(Templates, shape("permit_templates", {**data, **SAID_BY_PLANTS})[0])


@cache
def originals() -> Mapping[str, Kind]:
    """The kinds by the numbers of their forms."""
    return {kind.form: kind for kind in whole().kinds.values()}


def of_the_state() -> frozenset[str]:
    """The library's codes of certificates that the state gives."""
    return frozenset(code for code, paper in whole().qualifications.items() if paper.type in OF_THE_STATE)


@cache
def approvers() -> Mapping[str, str]:
    """What the library calls the lines of 表B.1, by who approves there."""
    return {line["approves"]: name for name, line in reversed(_lines().items()) if "approves" in line}


def least(approver: Approver) -> tuple[int, frozenset[str]]:
    """The library's floor of the lines where this one approves, and the functions that may sign them."""
    lines = [line for line in _lines().values() if line.get("approves") == approver]
    return min(line["floor"] for line in lines), frozenset().union(*(line["functions"] for line in lines))


def _lines() -> dict[str, Any]:
    data: Any = library().shelves["routing_rules"].data
    return cast(dict[str, Any], data["gb_roles"])
