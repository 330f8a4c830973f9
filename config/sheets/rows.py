"""The rows of a sheet, cell by cell. A cell that can't be read is handed on as such, so that its place can be said.

openpyxl's own walk over the rows gives up the whole file at such a cell, and makes up every row that is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from config.sheets.cells import UNREADABLE

MERGED_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
MOST_COLUMNS, EXCELS_ROWS = 60, 1_048_576


def rows(worksheet: Any, merged: list[str]) -> Iterator[tuple[int, dict[int, Any]]]:
    """The number of each row that holds something, from above, with its cells by column. What the file says of its own
    size may be wrong, so it is not used. Behind the last row, `merged` gets the places of merged cells ("A2:A5")."""
    book, before = worksheet.parent, 0
    with worksheet._get_source() as source:
        parser = _Parser(
            source,
            worksheet._shared_strings,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            if number > EXCELS_ROWS:
                return
            if number > before:
                before = number
                if found := {each["column"]: _cell(worksheet, each) for each in cells if _counts(each)}:
                    yield number, found
        merged += parser.merged


def _counts(cell: dict[str, Any]) -> bool:
    """Whether it says anything: cells that only have a format may come in hundreds of thousands."""
    return cell["value"] is not None and bool(cell["column"] <= MOST_COLUMNS)


def _cell(worksheet: Any, cell: dict[str, Any]) -> Any:
    return ReadOnlyCell(worksheet, **cell)


class _Parser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's reader of a sheet, for rows only: a value without sense is the matter of one cell, and a formula is
    not worked out, because none is accepted. openpyxl itself reads merged cells only together with everything else."""

    merged: list[str]

    def parse(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        self.merged = []
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()
            elif element.tag == MERGED_TAG:
                self.merged.append(element.get("ref", ""))

    def parse_cell(self, element: Any) -> dict[str, Any]:
        before = self.col_counter
        try:
            cell: dict[str, Any] = super().parse_cell(element)
        except (ValueError, OverflowError, IndexError):
            # The parser counts a column once it knows the cell's place.
            if self.col_counter == before:
                raise
            return {"row": self.row_counter, "column": self.col_counter, "value": "", "data_type": UNREADABLE}
        return cell

    def parse_formula(self, element: Any) -> str:
        return "="
