"""A workbook's sheets as they are: which cell of each row belongs to which column, and what is merged or hidden."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl.utils.escape import unescape

from config.problem import Refused
from config.sheets.cells import LONG, MOST_SIGNS, Given
from config.sheets.fault import Fault
from config.sheets.rows import rows
from config.sheets.safe import opened
from config.sheets.tables import ABOUT, BY_TITLE, REMARK, Sheet
from rules.texts import bare

MOST_ROWS = 10_000
MOST_SHOWN = 20
MOST_OF_A_TITLE, MOST_OF_A_FORM = 200, 100


@dataclass
class Grid:
    """A sheet's cells by row and field. places: the number of each field's column."""

    sheet: Sheet
    places: dict[str, int] = field(default_factory=dict)
    lines: dict[int, dict[str, Given]] = field(default_factory=dict)


def grids(file: Path, faults: list[Fault], known: Mapping[str, Sheet] = BY_TITLE) -> list[Grid]:
    """Each sheet whose title is known; what is wrong with sheets and titles goes to `faults`. Raises Refused for a file
    that can't be read."""
    with opened(file) as workbook, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(_each(workbook, faults, known))


def _each(workbook: Any, faults: list[Fault], known: Mapping[str, Sheet]) -> Iterator[Grid]:
    found = 0
    for worksheet in workbook.worksheets:
        title = str(worksheet.title)[:MOST_OF_A_TITLE]
        sheet = known.get(title.strip())
        if sheet is not None and worksheet.sheet_state == "visible":
            found += 1
            yield _grid(worksheet, sheet, faults)
        elif sheet is not None:
            faults.append(Fault(title, 0, 0, "", "是隐藏的：请取消隐藏，看过再导；不要就删掉"))
        elif title.strip() != ABOUT:
            titles = "、".join(known)
            faults.append(Fault(title, 0, 0, "", f"不认识这张表：表名只能是 {titles}；不要就删掉"))
    if not found and not faults:
        raise Refused("里面没有要导入的表：请用 --template 写出一份来填")


def _grid(worksheet: Any, sheet: Sheet, faults: list[Fault]) -> Grid:
    grid, merged, before = Grid(sheet), list[str](), len(faults)
    found = rows(worksheet, merged)
    first, cells = next(found, (1, {}))
    grid.places = _header(cells if first == 1 else {}, sheet, faults)
    for number, cells in found:
        line = {name: _given(cells.get(place)) for name, place in grid.places.items()}
        if all(each.empty for each in line.values()):
            continue
        if len(grid.lines) == MOST_ROWS:
            faults.append(Fault(sheet.title, number, 0, "", f"超过 {MOST_ROWS} 行：请检查是不是放错了表"))
            break
        grid.lines[number] = line
    words = "是合并的单元格：请取消合并，每一格都填上"
    places = (place[:MOST_OF_A_TITLE] for place in merged[:MOST_SHOWN])
    faults[before:before] = [Fault(sheet.title, 0, 0, "", f"{place} {words}") for place in places]
    return grid


def _given(cell: Any) -> Given:
    if cell is None or cell.value is None:
        return Given(None, "n")
    if not isinstance(cell.value, str):
        return Given(cell.value, cell.data_type, cell.number_format[:MOST_OF_A_FORM])
    # Every sign may be written with seven.
    if len(cell.value) > 7 * MOST_SIGNS:
        return Given("", LONG)
    return Given(unescape(cell.value), cell.data_type)


def _header(cells: dict[int, Any], sheet: Sheet, faults: list[Fault]) -> dict[str, int]:
    """Field → number of its column, in any order. Every column of the sheet must be there, except newer ones."""
    wanted = {bare(column.title): column for column in sheet.columns}
    found: dict[str, int] = {}
    for place, cell in sorted(cells.items()):
        title = str(cell.value)[:MOST_OF_A_TITLE].strip() if cell.value is not None else ""
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
    missing = [column.title for column in sheet.columns if column.field not in found and not column.newer]
    if missing:
        words = f"第 1 行表头少了 {'、'.join(missing)}：请照 --template 写出的表"
        faults.append(Fault(sheet.title, 0, 0, "", words))
    return found if not missing else {}
