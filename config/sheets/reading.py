"""A workbook's sheets as rows, or every cell that can't be taken, with sheet, row and column.

First all sheets are gone through cell by cell, then names are looked up: a person may be in a department that the same
workbook brings.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl.utils.escape import unescape
from openpyxl.xml.functions import iterparse

from config.problem import Refused
from config.sheets import cells
from config.sheets.cells import Given, Wrong
from config.sheets.fault import Fault
from config.sheets.names import DEPARTMENT, PERSON, PLACE, POST, Known, Names
from config.sheets.parts import Key, Row
from config.sheets.safe import broken, opened
from config.sheets.tables import ABOUT, BY_TITLE, REMARK, SHEETS, Column, Sheet
from config.texts import bare

MOST_ROWS, MOST_COLUMNS, EXCELS_ROWS = 10_000, 60, 1_048_576
MOST_SHOWN = 20
NAMED_BY = {"部门": DEPARTMENT, "岗位": POST, "人员": PERSON}


@dataclass
class Grid:
    """A sheet's cells by row and field. places: the number of each field's column."""

    sheet: Sheet
    places: dict[str, int] = field(default_factory=dict)
    lines: dict[int, dict[str, Given]] = field(default_factory=dict)


@dataclass
class Tables:
    """What a workbook holds of the sheets that are in it. lines: in which row of its sheet each entry stands."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    lines: dict[str, dict[Key, int]] = field(default_factory=dict)
    places: dict[str, dict[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, sheet: Sheet, key: Key, of: str, message: str) -> Fault | None:
        """A fault of that entry's field; None where the workbook has no such entry."""
        row = self.lines.get(sheet.title, {}).get(key)
        if row is None:
            return None
        column = sheet.column(of)
        if column is None:
            return Fault(sheet.title, row, 0, "", message)
        return Fault(sheet.title, row, self.places[sheet.title][of], column.title, message)


def read(file: Path, known: Known) -> Tables:
    """known: what the plant has of each thing that a sheet may name. Raises Refused for a file that can't be read."""
    tables = Tables()
    grids = _grids(file, tables.faults)
    names = Names({**known, **_brought(grids, known)})
    for grid in grids:
        _take(grid, names, tables)
    tables.faults = few(tables.faults)
    return tables


def _grids(file: Path, faults: list[Fault]) -> list[Grid]:
    with opened(file) as workbook, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return list(_each(workbook, faults))
        except Refused:
            raise
        except Exception as error:  # whatever a broken part makes of it
            raise broken() from error


def _each(workbook: Any, faults: list[Fault]) -> Iterator[Grid]:
    found = 0
    for worksheet in workbook.worksheets:
        title = str(worksheet.title)
        sheet = BY_TITLE.get(title.strip())
        if sheet is not None and worksheet.sheet_state == "visible":
            found += 1
            yield _grid(worksheet, sheet, faults)
        elif sheet is not None:
            faults.append(Fault(title, 0, 0, "", "是隐藏的：请取消隐藏，看过再导；不要就删掉"))
        elif title.strip() != ABOUT:
            known = "、".join(BY_TITLE)
            faults.append(Fault(title, 0, 0, "", f"不认识这张表：表名只能是 {known}；不要就删掉"))
    if not found and not faults:
        raise Refused("里面没有要导入的表：请用 --template 写出一份来填")


def _grid(worksheet: Any, sheet: Sheet, faults: list[Fault]) -> Grid:
    grid = Grid(sheet)
    words = "是合并的单元格：请取消合并，每一格都填上"
    faults += [Fault(sheet.title, 0, 0, "", f"{area} {words}") for area in _merged(worksheet)]
    # What the file says of its own size may be wrong, and is not asked.
    rows = worksheet.iter_rows(max_col=MOST_COLUMNS, max_row=EXCELS_ROWS)
    grid.places = _header(next(rows, ()), sheet, faults)
    for number, row in enumerate(rows, 2):
        line = {name: _given(row, place) for name, place in grid.places.items()}
        if all(each.empty for each in line.values()):
            continue
        if len(grid.lines) == MOST_ROWS:
            faults.append(Fault(sheet.title, number, 0, "", f"超过 {MOST_ROWS} 行：请检查是不是放错了表"))
            break
        grid.lines[number] = line
    return grid


def _given(row: Any, place: int) -> Given:
    cell = row[place - 1] if place <= len(row) else None
    if cell is None or cell.value is None:
        return Given(None, "n")
    value = unescape(cell.value) if isinstance(cell.value, str) else cell.value
    return Given(value, cell.data_type, cell.number_format)


def _merged(worksheet: Any) -> list[str]:
    """openpyxl reads merged cells only with everything else; so they are read here, from the same source."""
    found: list[str] = []
    with worksheet._get_source() as source:
        for _, each in iterparse(source):
            found += [each.get("ref", "")] if each.tag.endswith("}mergeCell") else []
            each.clear()
    return found[:MOST_SHOWN]


def _header(row: Any, sheet: Sheet, faults: list[Fault]) -> dict[str, int]:
    """Field → number of its column. Every column of the sheet has to be there, in any order."""
    wanted = {bare(column.title): column for column in sheet.columns}
    found: dict[str, int] = {}
    for place, cell in enumerate(row, 1):
        title = str(cell.value).strip() if cell.value is not None else ""
        column = wanted.get(bare(title))
        if column is not None and column.field not in found:
            found[column.field] = place
        elif title and title != REMARK:
            words = (
                "写了两次"
                if column
                else f"不认识这一列：请改成 {'、'.join(each.title for each in sheet.columns)} 里的一个"
            )
            faults.append(Fault(sheet.title, 1, place, title[:20], f"{words}；自己的话写在“{REMARK}”列"))
    missing = [column.title for column in sheet.columns if column.field not in found]
    if missing:
        words = f"第 1 行表头少了 {'、'.join(missing)}：请照 --template 写出的表"
        faults.append(Fault(sheet.title, 0, 0, "", words))
    return found if not missing else {}


def _brought(grids: list[Grid], known: Known) -> dict[str, Mapping[str, str]]:
    """What the workbook itself gives names to."""
    found: dict[str, Mapping[str, str]] = {}
    for grid in grids:
        what = NAMED_BY.get(grid.sheet.title)
        if what and grid.places:
            pairs = ((_words(line["id"]), _words(line["name"])) for line in grid.lines.values())
            named: dict[str, str] = {}
            for each, name in pairs:
                named.setdefault(each, name)
            found[what] = named
    if DEPARTMENT in found:
        found[PLACE] = {"plant": "全厂", **found[DEPARTMENT]}
    return found


def _words(given: Given) -> str:
    try:
        cells.refuse_what_is_no_value(given)
        return cells.line(given)
    except Wrong:
        return ""


def _take(grid: Grid, names: Names, tables: Tables) -> None:
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
    """The row's values; in place of those that can't be taken a fault each."""
    row: Row = {}
    for column in grid.sheet.columns:
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
    """Each once, in the order of the workbook; the same fault of a column is said for the first cells, then counted."""
    said: dict[tuple[str, int, str], list[Fault]] = {}
    for each in sorted(set(faults), key=_order):
        said.setdefault((each.sheet, each.column, each.message), []).append(each)
    result = [each for same in said.values() for each in same[:MOST_SHOWN]]
    for same in said.values():
        if len(same) > MOST_SHOWN:
            first, more = same[MOST_SHOWN], len(same) - MOST_SHOWN
            words = f"往下还有 {more} 行“{first.title}”也这样：{first.message}"
            result.append(Fault(first.sheet, first.row, 0, "", words))
    return sorted(result, key=_order)


def _order(fault: Fault) -> tuple[int, int, int]:
    return (
        next((place for place, sheet in enumerate(SHEETS) if sheet.title == fault.sheet), -1),
        fault.row,
        fault.column,
    )
