"""What a flow has in the console, beside its modules there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.book import Book
from web.console.rows import Row


@dataclass(frozen=True)
class Door:
    """An address under /console. of: the flow of which it shows a matter by number, in place of the plain page."""

    address: str
    name: str
    show: Callable[..., Any]
    method: str = "GET"
    of: str = ""


@dataclass(frozen=True)
class Room:
    """board: its rows of the board; rail: its doors in the rail, with their words; said: what it has to say on the
    house's page, as HTML, empty for nothing; left_alone: what of it waits, and for nobody, there."""

    board: Callable[[Book, datetime], Iterable[Row]]
    doors: tuple[Door, ...] = ()
    rail: tuple[tuple[str, str], ...] = ()
    said: tuple[Callable[[datetime], str], ...] = ()
    left_alone: tuple[Callable[[datetime], Iterator[str]], ...] = ()
