"""Writes the workbook that a safety office fills in, with what the plant has so far."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from config.fresh import fresh
from config.problem import Refused
from config.sheets.cells import MOST
from config.sheets.names import CERTIFICATE, DEPARTMENT, LISTED, PERSON, POST, Names
from config.sheets.parts import PlantData
from config.sheets.standing import known, standing
from config.sheets.tables import ABOUT, BY_TITLE, SHEETS, Column, Sheet, Shown, shown

# Rows that have the columns' formats and choices.
PREPARED = 2_000
CHOSEN_HERE = ("是否", *LISTED)
SHEET_OF_NAMES = (DEPARTMENT, POST, PERSON)
HOW = (
    "怎样填",
    "第 1 行表头不要改，也不要合并单元格、写公式；列的次序可以换。蓝色的列必填。",
    "编号、账号、电话都是文本：从别处粘贴时选“只粘贴数值”，开头的 0 才不会丢。",
    "几个并列的用顿号隔开；日期写成 2027-06-30。",
    "部门、岗位、人员、证书写名称或编号都行，重名的写编号。",
    "一张表就是它的全部：表里没有的行，导入时会从 plant.yaml 里删去（写之前会列出来）。整张不要的表删掉，就不动它。",
    "自己的话写在另加的“备注”列，导入时不看。",
)


def write(file: Path, folder: Path) -> None:
    """One sheet for each table, and a first one that says how to fill them in; every text is written as text. Raises
    Refused when the file exists or can't be written, or the plant can't be read."""
    now = standing(folder)
    names = Names(known(now.data, now.documents))
    keep(file, lambda workbook: _fill(workbook, now.data, names))


def keep(file: Path, fill: Callable[[Any], None]) -> None:
    """A workbook that `fill` fills, in a file that must not be there yet. Raises Refused."""
    if os.path.lexists(file):
        raise Refused(f"已经有 {file} 了，不覆盖：请换一个文件名，或先把它挪开")
    try:
        with fresh(file) as new:
            new.write(_made(fill))
    except OSError as error:
        words = "请检查文件夹和权限，磁盘是不是满了"
        raise Refused(f"写不了 {file}（{error.strerror}）：{words}") from error


def _made(fill: Callable[[Any], None]) -> bytes:
    """Made in memory: a writer whose disk is full would complain once more when it is thrown away."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        fill(workbook)
    return made.getvalue()


def _fill(workbook: Any, plant: PlantData, names: Names) -> None:
    formats = formats_of(workbook)
    _about(workbook.add_worksheet(ABOUT), names, formats)
    for sheet in SHEETS:
        rows = shown(sheet, sheet.part.rows(plant), names)
        put(workbook.add_worksheet(sheet.title), sheet, rows, names, formats)


def formats_of(workbook: Any) -> dict[str, Any]:
    """How its cells look, by what they are for."""
    head = {"bold": True, "border": 1, "border_color": "#D9DEE4"}
    return {
        "required": workbook.add_format({**head, "bg_color": "#0B5FB0", "font_color": "#FFFFFF"}),
        "optional": workbook.add_format({**head, "bg_color": "#F5F6F8"}),
        "text": workbook.add_format({"num_format": "@"}),
        "day": workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "number": workbook.add_format({"align": "left"}),
        "title": workbook.add_format({"bold": True}),
        "words": workbook.add_format({"text_wrap": True, "valign": "top"}),
    }


def _about(worksheet: Any, names: Names, formats: dict[str, Any]) -> None:
    worksheet.set_column(0, 0, 16)
    worksheet.set_column(1, 1, 18)
    worksheet.set_column(2, 2, 80)
    for row, words in enumerate(HOW):
        worksheet.write_string(row, 0, words, formats["title" if not row else "text"])
    row = len(HOW) + 1
    certificates = ", ".join(names.both(CERTIFICATE))
    for sheet in SHEETS:
        notes = [(each.title, each.note) for each in sheet.columns if each.note]
        notes += [("", f"本厂的证书：{certificates}")] if sheet.column("cert") else []
        worksheet.write_string(row, 0, sheet.title, formats["title"])
        worksheet.write_string(row, 1, sheet.about)
        for number, (title, note) in enumerate(notes, row + 1):
            worksheet.write_string(number, 1, title, formats["words"])
            worksheet.write_string(number, 2, note, formats["words"])
        row += 2 + len(notes)


def put(worksheet: Any, sheet: Sheet, rows: Sequence[Sequence[Shown]], names: Names, formats: dict[str, Any]) -> None:
    """A sheet with its titles, what its cells offer, and these rows."""
    worksheet.freeze_panes(1, 0)
    for place, column in enumerate(sheet.columns):
        worksheet.set_column(place, place, column.width, formats[column.kind.form])
        worksheet.write_string(0, place, column.title, formats["required" if column.required else "optional"])
        if choices := _choices(column, names):
            worksheet.data_validation(1, place, PREPARED, place, {"validate": "list", **choices})
    for number, row in enumerate(rows, 1):
        for place, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _cell(worksheet, number, place, value, formats[column.kind.form])


def _cell(worksheet: Any, row: int, place: int, value: Shown, form: Any) -> None:
    if isinstance(value, date):
        worksheet.write_datetime(row, place, value, form)
    elif isinstance(value, int | float) and abs(value) < MOST:
        worksheet.write_number(row, place, value, form)
    elif value:
        # Also a number that Excel can't hold: the import says so at its place.
        worksheet.write_string(row, place, str(value), form)


def _choices(column: Column, names: Names) -> dict[str, Any]:
    """What a cell offers: a few words, or the names in another sheet. The import judges what was typed, and understands
    ids as well."""
    what = column.kind.choices
    if what == "是否":
        return {"source": ["是", "否"]}
    if what in CHOSEN_HERE:
        return {"source": names.every(what), "error_type": "warning"}
    if what in SHEET_OF_NAMES:
        place = chr(ord("A") + [each.field for each in BY_TITLE[what].columns].index("name"))
        return {"source": f"={what}!${place}$2:${place}${PREPARED + 1}", "error_type": "warning"}
    return {}
