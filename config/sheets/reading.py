"""A workbook's sheets as rows, or every cell that can't be accepted, with sheet, row and column.

First all sheets are read cell by cell, then names are looked up: a person may be in a department that the same workbook
adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from config.sheets import cells
from config.sheets.cells import Given, Wrong
from config.sheets.fault import Fault
from config.sheets.grids import Grid, grids
from config.sheets.names import DEPARTMENT, MISSING, PERSON, PLACE, POST, Known, Names
from config.sheets.parts import Key, Row
from config.sheets.tables import SHEETS, Column, Sheet

MOST_SHOWN = 20
NAMED_BY = {"部门": DEPARTMENT, "岗位": POST, "人员": PERSON}


@dataclass
class Tables:
    """The contents of the workbook's sheets. lines: the row of each entry in its sheet."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    lines: dict[str, dict[Key, int]] = field(default_factory=dict)
    places: dict[str, dict[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, sheet: Sheet, key: Key, of: str, message: str) -> Fault | None:
        """A fault of that entry's field, or of its row where the workbook has no column for it; None when the workbook
        has no such entry."""
        row = self.lines.get(sheet.title, {}).get(key)
        if row is None:
            return None
        column = sheet.column(of)
        if column is None or of not in self.places[sheet.title]:
            return Fault(sheet.title, row, 0, "", message)
        return Fault(sheet.title, row, self.places[sheet.title][of], column.title, message)


def read(file: Path, known: Known) -> Tables:
    """known: what the plant has of each thing that a sheet may name. Raises Refused for a file that can't be read."""
    tables = Tables()
    found = grids(file, tables.faults)
    names = Names({**known, **_brought(found)})
    for grid in found:
        take(grid, names, tables)
    tables.faults = few(tables.faults)
    return tables


def _brought(sheets: list[Grid]) -> dict[str, Mapping[str, str]]:
    """What the workbook itself adds names for."""
    found: dict[str, Mapping[str, str]] = {}
    for grid in sheets:
        what = NAMED_BY.get(grid.sheet.title)
        if what and grid.places:
            pairs = ((_id(line["id"], row), _words(line["name"])) for row, line in grid.lines.items())
            named: dict[str, str] = {}
            for each, name in pairs:
                named.setdefault(each, name)
            found[what] = named
    if DEPARTMENT in found:
        found[PLACE] = {"plant": "全厂", **found[DEPARTMENT]}
    return found


def _id(given: Given, row: int) -> str:
    """An id that can't be read is a fault of its own cell, not of those that name its entry."""
    return _words(given) or f"?{row}"


def _words(given: Given) -> str:
    try:
        cells.refuse_what_is_no_value(given)
        return cells.line(given)
    except Wrong:
        return ""


def take(grid: Grid, names: Names, tables: Tables) -> None:
    """Reads the rows of one sheet into the tables; what can't be accepted becomes a fault."""
    title, key_fields = grid.sheet.title, grid.sheet.part.key
    rows, lines = tables.rows.setdefault(title, []), tables.lines.setdefault(title, {})
    tables.places[title] = grid.places
    for number, line in grid.lines.items():
        row = _row(grid, number, line, names, tables.faults)
        if not set(key_fields) <= set(row):
            continue
        key = grid.sheet.key(row)
        if key in lines:
            message = f"和第 {lines[key]} 行是同一个（{'、'.join(key)}）：请删掉一行，或改编号"
            tables.faults.append(_at(grid, number, grid.sheet.column(key_fields[0]), message))
        lines.setdefault(key, number)
        rows.append(row)


def _row(grid: Grid, number: int, line: Mapping[str, Given], names: Names, faults: list[Fault]) -> Row:
    """The row's values; each that can't be accepted becomes a fault."""
    row: Row = {}
    for column in (each for each in grid.sheet.columns if each.field in line):
        try:
            row[column.field] = _value(line[column.field], column, names)
        except Wrong as error:
            faults.append(_at(grid, number, column, str(error)))
    return row


def _value(given: Given, column: Column, names: Names) -> Any:
    cells.refuse_what_is_no_value(given)
    if not given.empty:
        value = column.kind.read(given, names)
        if value not in ("", []):
            return value
    if column.required:
        raise Wrong("没有填：请补上")
    return column.absent


def _at(grid: Grid, number: int, column: Column | None, message: str) -> Fault:
    if column is None:
        return Fault(grid.sheet.title, number, 0, "", message)
    return Fault(grid.sheet.title, number, grid.places[column.field], column.title, message)


def few(faults: Iterable[Fault]) -> list[Fault]:
    """Each fault once, in the order of the workbook; a column's repeated fault is named for the first cells, then
    counted. An entry that is missing is one fault, however many cells name it."""
    said: dict[tuple[str, int, str], list[Fault]] = {}
    for each in sorted(_one_for_each_missing(set(faults)), key=_order):
        said.setdefault((each.sheet, each.column, each.message), []).append(each)
    result = [each for same in said.values() for each in same[:MOST_SHOWN]]
    for same in said.values():
        if len(same) > MOST_SHOWN:
            first, more = same[MOST_SHOWN], len(same) - MOST_SHOWN
            words = f"往下还有 {more} 行“{first.title}”也这样：{first.message}"
            result.append(Fault(first.sheet, first.row, 0, "", words))
    return sorted(result, key=_order)


def _one_for_each_missing(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The first cell that names a missing entry, with how many more there are."""
    said: dict[str, list[Fault]] = {}
    for each in sorted(faults, key=_order):
        if MISSING.fullmatch(each.message):
            said.setdefault(each.message, []).append(each)
        else:
            yield each
    for first, *others in said.values():
        sheets = "、".join(dict.fromkeys(f"“{each.sheet}”表" for each in others))
        more = f"（{sheets}还有 {len(others)} 格也写了它）" if others else ""
        yield replace(first, message=first.message + more)


def _order(fault: Fault) -> tuple[int, int, int]:
    return (
        next((place for place, sheet in enumerate(SHEETS) if sheet.title == fault.sheet), -1),
        fault.row,
        fault.column,
    )
