"""What a workbook can have wrong in it: each is said with sheet, row and column, all at once; nothing is written."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import MOST_SECONDS, Measured, measured
from openpyxl import Workbook
from workbooks import Edit, add, brought, faults, new_plant, put, remove, workbook, written

from config.loader import problems
from config.problem import Refused
from config.sheets.importing import prepare
from config.sheets.tables import SHEETS


def sheet(title: str, act: Callable[[Any], object]) -> Edit:
    return lambda book: act(book[title])


# Where a fault lies, shortened: sheet and cell.
PLACE = re.compile(r"“([^”]+)”表第 \d+ 行“[^”]+”（(\w+)）：")
CELLS: list[tuple[str, Edit, str]] = [
    ("a short number for an id", put("人员", 3, "编号", 12), "人员 A3：存成了数字，开头的 0 会丢"),
    ("a number for an account", put("人员", 3, "账号", 123456), "人员 G3：存成了数字"),
    ("a day for a number", put("人员", 3, "电话", date(2027, 1, 1)), "人员 H3：存成了日期"),
    ("a formula", put("人员", 3, "姓名", '="钱"&"二"'), "人员 B3：是公式，不收"),
    ("Excel's own fault", put("人员", 3, "姓名", "#REF!"), "人员 B3：是 Excel 的错误值 #REF!"),
    ("an empty cell", put("人员", 3, "账号", None), "人员 G3：没有填"),
    ("nothing to be seen", put("人员", 3, "账号", " \u3000"), "人员 G3：没有填"),
    ("a line break", put("人员", 3, "姓名", "钱\n二"), "人员 B3：里面有换行"),
    ("a bell", put("人员", 3, "姓名", "钱_x0007_二"), "人员 B3：里面有看不见的控制字符"),
    ("a name that is turned", put("人员", 3, "姓名", "\u202e二钱"), "人员 B3：里面有看不见的控制字符"),
    ("a name that nobody sees", put("人员", 3, "姓名", "\u200b\u2060"), "人员 B3：里面有看不见的控制字符"),
    ("a book", put("人员", 3, "姓名", "钱" * 3000), "人员 B3：超过 2000 个字"),
    ("an id twice", put("人员", 3, "编号", "P01"), "人员 A3：和第 2 行是同一个（P01）"),
    ("a certificate twice", add("证书", ["P01", "T-APPROVE", "2027-01-01"]), "证书 A17：和第 2 行是同一个"),
    ("no such department", put("人员", 3, "部门", "销售部"), "人员 C3：没有“销售部”这个部门"),
    ("no such post", put("人员", 3, "岗位", "厂长（主要负责人）、门卫"), "人员 D3：没有“门卫”这个岗位"),
    ("no such boss", put("人员", 3, "上级", "无"), "人员 E3：没有“无”这个人员"),
    ("another platform", put("人员", 3, "平台", "飞书"), "人员 F3：只能填“企业微信”或“钉钉”"),
    (
        "no such shift",
        put("人员", 3, "班次", "E 班"),
        "人员 I3：只能填“常白班”、“A 班”、“B 班”、“C 班”或“D 班”，是 plant.yaml 的 shifts 里写的：请改正，或先改 "
        "shifts",
    ),
    ("two of that name", put("人员", 3, "姓名", "赵一"), "人员 E4：有 2 个人员叫“赵一”：请写编号（P01、P02）"),
    ("no such certificate", put("证书", 3, "证书", "驾照"), "证书 B3：没有“驾照”这个证书"),
    ("no day", put("证书", 3, "有效期至", "长期"), "证书 C3：不是日期"),
    ("a day that is a number", put("证书", 3, "有效期至", 46568, "General"), "证书 C3：不是日期"),
    ("a year that can't be meant", put("证书", 3, "有效期至", "2207-01-01"), "证书 C3：写的是 2207-01-01，要在"),
    ("longer than it lasts", put("证书", 3, "有效期至", "2031-01-01"), "证书 C3：写的是 2031-01-01，"),
    ("a paper for two hundred years", put("授权书", 2, "至", "2207-12-31"), "授权书 E2：写的是 2207-12-31"),
    ("duty in two hundred years", put("值班领导", 3, "哪天", "2206-12-31"), "值班领导 B3：写的是 2206-12-31"),
    ("no such day", put("证书", 3, "有效期至", "2027-02-30"), "证书 C3：没有这一天"),
    ("a time of day", put("证书", 3, "有效期至", datetime(2027, 1, 1, 8)), "证书 C3：日期里带了时刻"),  # noqa: DTZ001 - as Excel has it
    ("neither yes nor no", put("区域", 3, "火灾爆炸危险场所", "有"), "区域 D3：只能填“是”或“否”"),
    ("half a point", put("区域", 2, "边界", "121.9,32.5; 121.9"), "区域 G2：第 2 个点“121.9”不是“经度,纬度”"),
    ("two centres", put("区域", 3, "圆心", "1,2;3,4"), "区域 H3：要写一个点"),
    ("no number", put("区域", 3, "半径（米）", "六十"), "区域 I3：要填数字"),
    ("a way round and a way across", put("区域", 2, "半径（米）", 60), "区域 I2：写了边界（polygon），就不写半径"),
    ("turned round", put("区域", 3, "圆心", "43.8,87.6"), "区域 H3：圆心（43.8，87.6）经度纬度写反了：请先写经度"),
    ("a function that nobody has", put("岗位", 3, "职能", "后勤"), "岗位 E3：只能填“管理”、“安全”、“生产”、"),
    ("half a rank", put("岗位", 3, "权限", 1.5), "岗位 D3：要填整数"),
    ("no weekday", put("值班领导", 3, "哪天", "周八"), "值班领导 A3：要写“周一”到“周日”"),
    ("a weekday is missing", remove("值班领导", "哪天", "周三"), "plant.yaml:64 duty_roster.weekly：周三没有值班领导"),
    ("merged cells", sheet("人员", lambda each: each.merge_cells("C3:C5")), "“人员”表：C3:C5 是合并的单元格"),
    ("a hidden sheet", sheet("人员", lambda each: setattr(each, "sheet_state", "hidden")), "“人员”表：是隐藏的"),
    ("an unknown sheet", lambda book: book.create_sheet("人员2"), "“人员2”表：不认识这张表"),
    ("another title", put("人员", 1, "账号", "微信号"), "人员 G1：不认识这一列"),
    ("a title is missing", put("人员", 1, "账号", None), "“人员”表：第 1 行表头少了 账号"),
    ("a title twice", put("人员", 1, "账号", "电话"), "人员 H1：写了两次"),
    ("a title above the titles", sheet("人员", lambda each: each.insert_rows(1)), "“人员”表：第 1 行表头少了 编号"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "words"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS])
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, edit: Edit, words: str) -> None:
    found = [PLACE.sub(r"\1 \2：", each) for each in faults(tmp_path, edit)]
    assert [each for each in found if each.startswith(words)], found
    assert all("：请" in each or "；不要就" in each or "；自己的话" in each for each in found), found


def test_everything_is_said_at_once_in_the_order_of_the_workbook(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        put("证书", 5, "有效期至", "没有"),
        put("人员", 9, "账号", 7),
        put("人员", 4, "姓名", "=A1"),
        put("部门", 2, "编号", None),
        sheet("区域", lambda each: each.merge_cells("A1:A2")),
        lambda book: book.create_sheet("通讯录"),
    )
    places = [each.partition("：")[0] for each in found]
    assert places[0] == "“通讯录”表"
    assert places[1] == "“部门”表第 2 行“编号”（A2）"
    assert places.index("“人员”表第 4 行“姓名”（B4）") < places.index("“人员”表第 9 行“账号”（G9）")
    assert (
        places.index("“人员”表第 9 行“账号”（G9）") < places.index("“证书”表第 5 行“有效期至”（C5）") < len(places) - 1
    )


def test_an_empty_roster_is_one_line(tmp_path: Path) -> None:
    def empty(book: Workbook) -> None:
        book["值班领导"].delete_rows(2, 20)

    [found] = faults(tmp_path, empty)
    assert found.endswith("duty_roster.weekly：周一到周日都没有值班领导：请排班")


def test_the_same_fault_in_a_whole_column_is_counted(tmp_path: Path) -> None:
    rows = [
        [f"N{number}", f"新人{number}", "厂部", "welder", None, "钉钉", number, None, "常白班"] for number in range(300)
    ]
    found = faults(tmp_path, add("人员", *rows))
    assert len(found) == 21
    assert found[-1].startswith("“人员”表第 32 行：往下还有 280 行“账号”也这样：存成了数字")


def test_an_entry_that_is_missing_is_one_fault_wherever_it_is_named(tmp_path: Path) -> None:
    [found] = faults(tmp_path, remove("人员", "编号", "P02"))
    assert re.search(
        "“人员”表第 .*“上级”.*：没有“钱二”这个人员：请改正，或先加到“人员”表（.*“证书”表.*还有 .* 格也写了它）", found
    )


def test_an_id_that_is_a_number_is_one_fault(tmp_path: Path) -> None:
    [found] = faults(tmp_path, put("人员", 3, "编号", 12))
    assert "（A3）：存成了数字，开头的 0 会丢" in found


def test_a_table_that_is_no_list_of_people_is_not_read_to_its_end(tmp_path: Path) -> None:
    cells = {"B": "甲", "C": "厂部", "D": "welder", "F": "钉钉", "I": "常白班"}
    rows = "".join(text_row(row, {"A": f"N{row}", "G": f"n{row}", **cells}) for row in range(12, 10_512))
    plant, file = new_plant(tmp_path), put_down(tmp_path / "file.xlsx", in_sheets(rows.encode))
    assert "“人员”表第 10002 行：超过 10000 行：请检查是不是放错了表" in prepare(file, plant).faults


def text_row(row: int, cells: dict[str, str]) -> str:
    """A row of a sheet as it is stored: openpyxl would take seconds to write some thousands."""
    return (
        f'<row r="{row}">'
        + "".join(f'<c r="{at}{row}" t="str"><v>{each}</v></c>' for at, each in sorted(cells.items()))
        + "</row>"
    )


NINES = "9" * 450
# What Excel itself would never keep as a number: place, how the file has it, what is said.
NUMBERS = [
    ("人员", "A3", NINES, "编号”（A3）：存成了数字，开头的 0 会丢：请"),
    ("人员", "A3", "9" * 5_000, "编号”（A3）：里面的值读不出来：请清空这一格"),
    ("人员", "A3", "1e400", "编号”（A3）：存成了数字"),
    ("人员", "A3", "-" + NINES, "编号”（A3）：存成了数字"),
    ("人员", "A3", "nan", "编号”（A3）：里面的值读不出来"),
    ("人员", "H3", "12345678901234567890", "电话”（H3）：存成了数字"),
    ("区域", "I3", NINES, "半径（米）”（I3）：不是能用的数：请改正"),
    ("区域", "I3", "1e400", "半径（米）”（I3）：不是能用的数"),
    ("区域", "I3", "-1e400", "半径（米）”（I3）：不是能用的数"),
    ("区域", "I3", "1e300", "半径（米）”（I3）：不是能用的数"),
    ("区域", "I3", "inf", "半径（米）”（I3）：里面的值读不出来"),
    ("区域", "I3", "1.2.3", "半径（米）”（I3）：里面的值读不出来"),
    ("区域", "H3", NINES, "圆心”（H3）：存成了数字"),
    ("区域", "D3", NINES, "火灾爆炸危险场所”（D3）：存成了数字"),
    ("岗位", "D3", NINES, "权限”（D3）：不是能用的数"),
    ("岗位", "D3", "-1e15", "权限”（D3）：不是能用的数"),
    ("证书", "C3", NINES, "有效期至”（C3）：是 Excel 的错误值 #VALUE!：请改正"),
    ("证书", "C3", "1e400", "有效期至”（C3）：是 Excel 的错误值 #VALUE!"),
    ("证书", "C3", "1e300", "有效期至”（C3）：是 Excel 的错误值 #VALUE!"),
    ("证书", "C3", "-400", "有效期至”（C3）：日期成了 1898-11-25，早得不像真的：请改"),
    ("证书", "C3", "5", "有效期至”（C3）：日期成了 1900-01-05，早得不像真的"),
    ("证书", "C3", "0.5", "有效期至”（C3）：不是日期"),
    ("证书", "C3", "9" * 5_000, "有效期至”（C3）：里面的值读不出来"),
    ("授权书", "D2", "3e6", "自”（D2）：是 Excel 的错误值 #VALUE!"),
    ("值班领导", "A2", NINES, "哪天”（A2）：要写“周一”到“周日”"),
]


@pytest.mark.parametrize(("title", "place", "number", "words"), NUMBERS)
def test_a_number_that_nobody_can_mean_is_said_with_its_place(
    tmp_path: Path, title: str, place: str, number: str, words: str
) -> None:
    """The number is put into the file as text: no writer of workbooks would keep such a one."""
    plant, file = new_plant(tmp_path), workbook(tmp_path, sheet(title, lambda each: each.__setitem__(place, 424242)))
    with zipfile.ZipFile(file) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    changed = {name: part.replace(b"<v>424242</v>", f"<v>{number}</v>".encode()) for name, part in parts.items()}
    assert changed != parts
    packed(changed)(file)
    found = prepare(file, plant).faults
    assert [each for each in found if each.startswith(f"“{title}”表第 {place[1:]} 行“{words}")], found


# Files ---------------------------------------------------------------------------------------------------------------


# A large one is made when it is wanted.
Made = Callable[[], bytes]


def packed(parts: Mapping[str, bytes | Made], how: int = zipfile.ZIP_DEFLATED) -> Callable[[Path], None]:
    """A zip with these parts beside the list of contents that each workbook has."""

    def make(file: Path) -> None:
        with zipfile.ZipFile(file, "w", how, compresslevel=1) as out:
            for name, content in {"[Content_Types].xml": b"x", **parts}.items():
                out.writestr(name, content if isinstance(content, bytes) else content())

    return make


def with_part(name: str, content: bytes | Made) -> Callable[[Path], None]:
    """The good workbook with one part more, or with another content of it."""

    def make(file: Path) -> None:
        source = file.with_name("good.xlsx")
        source.write_bytes(written())
        with zipfile.ZipFile(source) as good, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            for part in good.namelist():
                if part != name:
                    out.writestr(part, good.read(part))
            out.writestr(name, content if isinstance(content, bytes) else content())

    return make


# Made when they are written: each test process reads this file.
ZEROS: dict[str, Made] = {"xl/workbook.xml": lambda: b"0" * 100_000_000}
FEWER_ZEROS: dict[str, Made] = {"xl/workbook.xml": lambda: b"0" * 20_000_000}


def lying(file: Path) -> None:
    """A part that is a hundred megabytes and says in both its heads that it is ten bytes."""
    packed(ZEROS)(file)
    content = file.read_bytes()
    size, small = (100_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert content.count(size) == 2
    file.write_bytes(content.replace(size, small))


def lying_well(file: Path) -> None:
    """The same, with the checksum of those ten bytes: whoever reads ten bytes finds nothing wrong."""
    lying(file)
    content = file.read_bytes()
    sums = [zlib.crc32(b"0" * size).to_bytes(4, "little") for size in (100_000_000, 10)]
    assert content.count(sums[0]) == 2
    file.write_bytes(content.replace(*sums))


LONG = b"x" * 18_000_000
# One tag or comment of 18 MB, wherever XML has one: the parser looks at it from its beginning again and again.
LONG_TAGS: dict[str, tuple[str, Made]] = {
    "attribute": ("xl/sharedStrings.xml", lambda: b'<sst a="' + LONG + b'"></sst>'),
    "attribute full of brackets": ("xl/sharedStrings.xml", lambda: b'<sst a="' + b">" * 18_000_000 + b'"></sst>'),
    "attribute in UTF-16": ("xl/sharedStrings.xml", lambda: f'<sst a="{"x" * 9_000_000}"></sst>'.encode("utf-16")),
    "name": ("xl/styles.xml", lambda: b"<a><" + LONG + b"/></a>"),
    "comment": ("xl/worksheets/sheet2.xml", lambda: b"<a><!--" + LONG + b"--></a>"),
    "comment full of tags": ("xl/workbook.xml", lambda: b"<a><!--" + (b"<a>" + b"x" * 97) * 180_000 + b"--></a>"),
    "comment before the beginning": ("xl/theme/theme1.xml", lambda: b"<!--" + LONG + b"--><a/>"),
    "comment after the end": ("docProps/core.xml", lambda: b"<a/><!--" + LONG + b"-->"),
    "instruction": ("xl/_rels/workbook.xml.rels", lambda: b"<a><?a " + LONG + b"?></a>"),
    "name of a doctype": ("[Content_Types].xml", lambda: b'<!DOCTYPE a SYSTEM "' + LONG + b'"><a/>'),
}
SPREADSHEET = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# What takes time though no tag is too long.
TAGS = b"<!--" + b"x" * 199_000 + b"-->"
LONG_FORMULA = (
    b'<row r="20"><c r="A20"><f t="shared" si="0">' + b"A1+" * 4_000_000 + b"1</f></c></row>"
    b'<row r="21"><c r="A21"><f t="shared" si="0"/></c></row>'
)

ENTITIES = b"".join(
    b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10 if number else b"ha") for number in range(9)
)
BOMB = b'<?xml version="1.0"?><!DOCTYPE sst [' + ENTITIES + b"]><sst><si><t>&e8;</t></si></sst>"
FAR_ROW = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
    b'<sheetData><row r="999999999999"><c r="A999999999999" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    b"</worksheet>"
)
PEOPLE, SHEET_END = "xl/worksheets/sheet4.xml", b"</sheetData>"


def in_sheets(rows: Made, strings: bytes = b"", sheets: tuple[str, ...] = (PEOPLE,)) -> Callable[[Path], None]:
    """The good workbook with more rows, among its people or in other sheets, and with more texts that cells share."""

    def make(file: Path) -> None:
        parts = {"xl/sharedStrings.xml": (b"</sst>", strings)} | dict.fromkeys(sheets, (SHEET_END, rows()))
        source = file.with_name("good.xlsx")
        source.write_bytes(written())
        with zipfile.ZipFile(source) as good, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            for part in good.namelist():
                end, more = parts.get(part, (b"", b""))
                content = good.read(part)
                out.writestr(part, content.replace(end, more + end) if more else content)

    return make


def shared(number: int, cells: str = "ABCDEFGHI", rows: range = range(20, 120)) -> bytes:
    """Rows whose cells all have the text of this number."""
    line = "".join(f'<c r="{cell}%d" t="s"><v>{number}</v></c>' for cell in cells)
    return "".join(f'<row r="{row}">{line.replace("%d", str(row))}</row>' for row in rows).encode()


def texts() -> int:
    """How many texts the cells of the good workbook share."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "good.xlsx"
        file.write_bytes(written())
        with zipfile.ZipFile(file) as good:
            return good.read("xl/sharedStrings.xml").count(b"<si>")


def of_sheets(count: int) -> Callable[[Path], None]:
    """The good workbook with as many sheets more, all in one part."""

    def make(file: Path) -> None:
        source = file.with_name("good.xlsx")
        source.write_bytes(written())
        with zipfile.ZipFile(source) as good:
            book = good.read("xl/workbook.xml")
        more = b"".join(
            b'<sheet name="x%d" sheetId="%d" r:id="rId4"/>' % (each, each) for each in range(100, 100 + count)
        )
        with_part("xl/workbook.xml", book.replace(b"</sheets>", more + b"</sheets>"))(file)

    return make


def sheet_of(rows: bytes) -> bytes:
    return b'<worksheet xmlns="%s">%s</worksheet>' % (SPREADSHEET, rows)


def text_of(text: bytes) -> bytes:
    """A workbook's texts, of which there is one."""
    return b'<sst xmlns="%s"><si><t>%s</t></si></sst>' % (SPREADSHEET, text)


def formats() -> bytes:
    """As many empty cells with a format as are let through, and a text below them."""
    rows = (b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(20, 190_000))
    return b"".join(rows) + b'<row r="190000"><c r="A190000" t="inlineStr"><is><t>x</t></is></c></row>'


LONG_TEXT = b'<si><t xml:space="preserve">' + b"x" * 18_000_000 + b"</t></si>"
ALL_SHEETS = tuple(f"xl/worksheets/sheet{number}.xml" for number in range(2, 9))
LAST_ROW = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>'
FILES: list[tuple[str, bytes | Callable[[Path], object], str]] = [
    ("no file", lambda file: None, "没有这个文件"),
    ("a folder", Path.mkdir, "没有这个文件，或它不是普通文件"),
    ("an endless device", lambda file: file.symlink_to("/dev/zero"), "不是普通文件"),
    ("nothing in it", b"", "这不是 Excel 的 .xlsx 文件"),
    ("a text", "编号,姓名\n1,甲\n".encode(), "这不是 Excel 的 .xlsx 文件"),
    ("the old format", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 3000, "这是旧格式（.xls）或加了密码的文件"),
    ("50 MB", lambda file: file.write_bytes(bytes(50_000_000)), "文件超过 5 MB"),
    ("half a file", lambda file: file.write_bytes(written()[:3000]), "这不是 Excel 的 .xlsx 文件，或者坏了"),
    ("another zip", packed({"readme.txt": b"x"}), "这不是 Excel 的 .xlsx 文件"),
    ("a text document", packed({"word/document.xml": b"x"}), "这不是 Excel 的 .xlsx 文件"),
    ("macros", with_part("xl/vbaProject.bin", b"x"), "文件里有宏，不收"),
    ("a binary workbook", with_part("xl/workbook.bin", b"x"), "这是二进制的 .xlsb 文件"),
    ("a zip bomb", packed(ZEROS), "解开以后太大"),
    ("a zip bomb that lies", lying, "这不是 Excel 的 .xlsx 文件，或者坏了"),
    ("a zip bomb that lies well", lying_well, "这不是 Excel 的 .xlsx 文件，或者坏了"),
    ("a bzip2 bomb", packed(FEWER_ZEROS, zipfile.ZIP_BZIP2), "文件的压缩方式不是 Excel 用的，不收"),
    ("an lzma bomb", packed(FEWER_ZEROS, zipfile.ZIP_LZMA), "文件的压缩方式不是 Excel 用的，不收"),
    *((f"18 MB of {name}", with_part(*part), "解开以后太大") for name, part in LONG_TAGS.items()),
    ("long comments", with_part("xl/worksheets/sheet2.xml", lambda: sheet_of(TAGS * 95)), "第 1 行表头少了"),
    ("18 MB of line ends", with_part("xl/sharedStrings.xml", lambda: text_of(b"\n" * 18_000_000)), "表头少了"),
    ("3 million signs", with_part("xl/sharedStrings.xml", lambda: text_of(b"&#10;" * 3_600_000)), "表头少了"),
    ("a shared formula of 12 MB", in_sheets(lambda: LONG_FORMULA), "（A20）：是公式，不收"),
    ("a doctype", with_part("xl/sharedStrings.xml", b"<!DOCTYPE sst []><sst/>"), "文件坏了"),
    ("very many parts", packed({f"xl/{number}": b"" for number in range(600)}), "解开以后太大"),
    ("entities", with_part("xl/sharedStrings.xml", BOMB), "文件坏了"),
    ("broken XML", with_part("xl/workbook.xml", b"<workbook"), "文件坏了"),
    ("no XML", with_part("xl/worksheets/sheet2.xml", b"\xff" * 1000), "文件坏了"),
    ("one text of 18 MB in 900 cells", in_sheets(lambda: shared(texts()), LONG_TEXT), "超过 2000 个字：请改短"),
    ("a row at the end of all rows", in_sheets(lambda: LAST_ROW, sheets=ALL_SHEETS), "“姓名”（B1048576）：没有填"),
    ("a row of two million cells", in_sheets(lambda: b'<row>%s</row>' % (b"<c/>" * 2_000_000)), "解开以后太大"),
    ("3,000 sheets", of_sheets(3_000), "张表，最多收 40 张：请只留要导入的表"),
    ("two sheets in one part", of_sheets(1), "文件坏了"),
    ("a format in each of 190,000 rows", in_sheets(formats), "第 190000 行“姓名”（B190000）：没有填"),
    ("a row beyond all rows", with_part("xl/worksheets/sheet2.xml", FAR_ROW), "“部门”表：第 1 行表头少了"),
]  # fmt: skip


def put_down(file: Path, content: bytes | Callable[[Path], object]) -> Path:
    if callable(content):
        content(file)
    else:
        file.write_bytes(content)
    return file


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Measured]:
    """What is said of each file."""
    folder = tmp_path_factory.mktemp("files")
    new_plant(folder)
    names = [name for name, _, _ in FILES]
    files = [put_down(folder / f"{number}.xlsx", content) for number, (_, content, _) in enumerate(FILES)]
    return dict(zip(names, measured("said_of:workbook", files), strict=True))


@pytest.mark.parametrize(
    ("name", "words"), [(name, words) for name, _, words in FILES], ids=[case[0] for case in FILES]
)
def test_a_file_that_is_no_workbook_is_refused_in_words(read: dict[str, Measured], name: str, words: str) -> None:
    said = "；".join(read[name].said)
    assert words in said
    assert "请" in said


def test_no_file_takes_more_than_5_seconds_and_300_megabytes(read: dict[str, Measured]) -> None:
    assert {name: seconds for name, (_, seconds) in read.items() if seconds > MOST_SECONDS} == {}


# Anything ------------------------------------------------------------------------------------------------------------

SIGNS = st.characters(
    exclude_categories=["Cs"], exclude_characters=[chr(code) for code in range(32) if code not in (9, 10)]
)
VALUES = (
    st.text(SIGNS, max_size=12)
    | st.sampled_from(
        ["P01", "是", "否", "周一", "厂部", "=1", "1,2", "2027-01-01", "T-GAS", "'", "_x0000_", "-", "null"]
    )
    | st.integers(-(10**16), 10**16)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates(date(1900, 3, 1))
    | st.none()
)
PLACES = st.sampled_from([(each.title, column.title) for each in SHEETS for column in each.columns])


@settings(max_examples=20)
@given(st.lists(st.tuples(PLACES, st.integers(2, 12), VALUES), min_size=1, max_size=4))
def test_whatever_stands_in_the_cells_is_taken_as_written_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, written_cells: list[tuple[tuple[str, str], int, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    edits = [put(title, row, column, value) for (title, column), row, value in written_cells]
    plant, found = brought(folder, *edits)
    assert all(each for each in found.faults)
    if found.changes and not found.faults:
        found.write()
        assert problems(plant) == []
        again = prepare(workbook(folder, *edits), plant)
        assert (again.changes, again.faults) == ((), ())


def test_a_workbook_of_ones_own_without_a_sheet_that_is_known_is_told_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "own.xlsx"
    book = Workbook()
    book["Sheet"].title = "说明"
    book.save(file)
    with pytest.raises(Refused, match="没有要导入的表：请用 --template"):
        prepare(file, new_plant(tmp_path))
