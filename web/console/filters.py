"""What the board's address asks for: area, kind, state, person, page; and the choices that today's matters offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from rules.plant import Plant
from web.console.finding import Unclear, one
from web.console.rows import Row

PAGE_ROWS = 30
LONGEST_PAGE = 6
Choice = tuple[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class Turn:
    """Which page of a long list is shown. at: its number from 1; of: how many there are; rows: of one."""

    at: int
    of: int
    rows: int

    def cut(self, all_: Sequence[T]) -> Sequence[T]:
        """The rows of this page."""
        return all_[(self.at - 1) * self.rows : self.at * self.rows]


def turned(count: int, wanted: int | None = None, *, name: str = "page", rows: int = PAGE_ROWS) -> Turn:
    """The page of so many rows that is wanted, or else that the address asks for (`name`), as far as there is one."""
    of = max(1, -(-count // rows))
    return Turn(min(asked_page(name) if wanted is None else wanted, of), of, rows)


def asked_page(name: str = "page") -> int:
    """The page that the address asks for, counted from 1."""
    text = request.args.get(name, "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= LONGEST_PAGE else 1


@dataclass(frozen=True)
class Wanted:
    """Ids, or empty for all; page counts from 1. unclear: why the words for a person name nobody, in a sentence."""

    area: str = ""
    kind: str = ""
    state: str = ""
    person: str = ""
    page: int = 1
    unclear: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.area or self.kind or self.state or self.person)

    def fits(self, row: Row, *, anywhere: bool = False) -> bool:
        """anywhere: in any area, because the plan shows them all."""
        return (
            (anywhere or self.area in ("", row.area))
            and self.kind in ("", row.kind)
            and self.state in ("", row.state)
            and (not self.person or self.person in row.people)
        )

    def address(self, **changes: str | int) -> str:
        """The query with these changes; any change except of the page goes back to the first page."""
        values = {**vars(self), "page": 1, "unclear": "", **changes}
        kept = {name: value for name, value in values.items() if value and (name, value) != ("page", 1)}
        return "?" + urlencode(kept)


def read(given: Mapping[str, str], plant: Plant) -> Wanted:
    """Reads the query; anything that makes no sense counts as not given. A person is given in words."""
    page = given.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    area, kind, state, words = (given.get(name, "")[:64] for name in ("area", "kind", "state", "person"))
    person, unclear = "", ""
    try:
        person = one(words, plant)
    except Unclear as fault:
        unclear = str(fault)
    return Wanted(area, kind, state, person, max(number, 1), unclear)


def choices(rows: Iterable[Row], plant: Plant) -> dict[str, list[Choice]]:
    """(id, words) for each filter, in a fixed order; without people, who are found by typing."""
    rows = list(rows)
    return {
        "area": [(area.id, area.name) for area in plant.areas],
        "kind": sorted({(row.kind, row.kind_name) for row in rows}),
        "state": sorted({(row.state, row.state_word) for row in rows}),
    }
