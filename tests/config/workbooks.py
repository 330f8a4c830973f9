"""Workbooks as a safety office makes them: the one that the command writes, with changes in it; and a new plant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook, load_workbook

from config.new_plant import make
from config.sheets import blank
from config.sheets.importing import Import, prepare

TODAY = date(2026, 11, 25)
Edit = Callable[[Workbook], object]


def new_plant(folder: Path, name: str = "mine") -> Path:
    (folder / name).mkdir()
    for file, content in made(name).items():
        (folder / name / file).write_bytes(content)
    return folder / name


@cache
def made(name: str) -> dict[str, bytes]:
    """The new plant's files, as the command makes them."""
    with TemporaryDirectory() as folder:
        return {file.name: file.read_bytes() for file in make(Path(folder) / name, "华北钢构", "wecom", TODAY)}


@cache
def written() -> bytes:
    """The new plant's workbook, as the command writes it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "people.xlsx"
        blank.write(file, new_plant(Path(folder)))
        return file.read_bytes()


def workbook(folder: Path, *edits: Edit, name: str = "people.xlsx") -> Path:
    """The sample's workbook, edited."""
    file = folder / name
    file.write_bytes(written())
    if edits:
        book = load_workbook(file)
        for edit in edits:
            edit(book)
        book.save(file)
    return file


def column(book: Workbook, sheet: str, title: str) -> int:
    titles = [cell.value for cell in book[sheet][1]]
    return titles.index(title) + 1


def put(sheet: str, row: int, title: str, value: Any, form: str | None = None) -> Edit:
    """Writes one cell."""

    def edit(book: Workbook) -> None:
        cell = book[sheet].cell(row, column(book, sheet, title))
        cell.value = value
        if form:
            cell.number_format = form

    return edit


def add(sheet: str, *rows: list[Any]) -> Edit:
    def edit(book: Workbook) -> None:
        for row in rows:
            book[sheet].append(row)

    return edit


def remove(sheet: str, title: str, value: str) -> Edit:
    """Takes away each row with that value."""

    def edit(book: Workbook) -> None:
        place = column(book, sheet, title)
        found = [row for row in range(2, book[sheet].max_row + 1) if book[sheet].cell(row, place).value == value]
        for row in reversed(found):
            book[sheet].delete_rows(row)

    return edit


def brought(folder: Path, *edits: Edit) -> tuple[Path, Import]:
    """A new plant, and what this workbook would change in it."""
    plant = new_plant(folder)
    return plant, prepare(workbook(folder, *edits), plant)


def faults(folder: Path, *edits: Edit) -> list[str]:
    return list(brought(folder, *edits)[1].faults)
