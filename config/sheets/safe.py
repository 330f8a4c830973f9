"""A workbook is somebody else's file: its type and its unpacked size are checked before openpyxl reads it.

openpyxl's read-only mode loads no pictures and follows no links; with defusedxml installed it refuses entities.
"""

from __future__ import annotations

import copy
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from openpyxl.reader.excel import ExcelReader

from config.problem import Refused

MOST_BYTES = 5_000_000
MOST_UNPACKED = 20_000_000
MOST_PARTS = 500
# Elements of XML in all parts together, in one, and in the one whose elements take longest: each takes some ten
# microseconds and some hundred bytes. A full sheet of 10,000 rows has 280,000.
MOST_ELEMENTS, MOST_IN_A_PART, MOST_STYLES = 500_000, 400_000, 60_000
STYLES = "xl/styles.xml"
MOST_SHEETS = 40
# Bytes of one tag or comment: the parser looks at an unfinished one from its beginning with each piece.
MOST_OF_A_TAG = 200_000
PIECE = 1 << 16
# Excel, WPS and LibreOffice write no others, and Python unpacks others in one go, however large they get.
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# how files in the old format and encrypted files begin
COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
AS_XLSX = "请在 Excel 或 WPS 里另存为 .xlsx"


@contextmanager
def opened(file: Path) -> Iterator[Any]:
    """The workbook, open to be read once. Raises Refused."""
    _look(file)
    try:
        reader = _Reader(file, read_only=True, keep_links=False)
        with closing(reader.archive):
            reader.read()
            yield reader.wb
    except Refused:
        raise
    except Exception as error:  # a broken part may raise anything
        raise broken() from error


class _Reader(ExcelReader):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's reader, for workbooks with a few sheets, each in a part of its own: a part is read once."""

    def read_worksheets(self) -> None:
        parts = [relation.target for _, relation in self.parser.find_sheets()]
        if len(parts) > MOST_SHEETS:
            raise Refused(f"里面有 {len(parts)} 张表，最多收 {MOST_SHEETS} 张：请只留要导入的表")
        if len(set(parts)) < len(parts):
            raise broken()
        super().read_worksheets()


def broken() -> Refused:
    return Refused("文件坏了，或不是 Excel 存的，读不了：请打开它另存一份再试")


def _look(file: Path) -> None:
    if not file.is_file():
        raise Refused("没有这个文件，或它不是普通文件：请核对文件名；要写一份来填，加 --template")
    if file.stat().st_size > MOST_BYTES:
        raise Refused(f"文件超过 {MOST_BYTES // 1_000_000} MB，名单没有这么大：请只留要导入的表，去掉图片再存")
    try:
        with file.open("rb") as begun:
            beginning = begun.read(len(COMPOUND))
        if beginning == COMPOUND:
            raise Refused(f"这是旧格式（.xls）或加了密码的文件：{AS_XLSX}，不要加密码")
        with zipfile.ZipFile(file) as packed:
            _look_inside(packed)
    except OSError as error:
        raise Refused(f"读不了这个文件（{error.strerror}）：请检查权限") from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Refused(f"这不是 Excel 的 .xlsx 文件，或者坏了：{AS_XLSX}") from error


def _look_inside(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    names = {part.filename for part in parts}
    if any(name.endswith(("vbaProject.bin", ".xlm")) or name.startswith("xl/macrosheets/") for name in names):
        raise Refused(f"文件里有宏，不收：{AS_XLSX}（不带宏）")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused(f"这不是 Excel 的 .xlsx 文件：{AS_XLSX}")
    if "xl/workbook.bin" in names:
        raise Refused(f"这是二进制的 .xlsb 文件：{AS_XLSX}")
    if len(parts) > MOST_PARTS:
        raise _too_large()
    if any(part.compress_type not in PACKINGS for part in parts):
        raise Refused(f"文件的压缩方式不是 Excel 用的，不收：{AS_XLSX}")
    left, elements = MOST_UNPACKED, MOST_ELEMENTS
    for part in parts:
        most = MOST_STYLES if part.filename == STYLES else MOST_IN_A_PART
        size, own = _measured(packed, part, left, min(elements, most))
        left, elements = left - size, elements - own


def _measured(packed: zipfile.ZipFile, part: zipfile.ZipInfo, most: int, most_elements: int) -> tuple[int, int]:
    """The real size of a part and its elements; it must be as large as the file says, and its checksum right."""
    size = elements = 0
    tags = _Tags()
    with packed.open(_beyond(part)) as contents:
        while piece := contents.read(PIECE):
            size, elements = size + len(piece), elements + piece.count(b"<") - piece.count(b"</")
            if size > part.file_size:
                break
            if size > most or elements > most_elements or tags.unfinished(piece) > MOST_OF_A_TAG:
                raise _too_large()
    if size != part.file_size:
        raise zipfile.BadZipFile
    return size, elements


def _beyond(part: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """The part, to be read one byte further than the file says: zipfile would not look at what follows, but unpack it
    all when it reads a part in one go."""
    further = copy.copy(part)
    further.file_size += 1
    return further


class _Tags:
    """How much of a part the XML parser has to keep, because a tag or comment has not ended yet."""

    def __init__(self) -> None:
        self._parser = ParserCreate()
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._fed = self._begun = 0
        self._is_xml = True

    def unfinished(self, piece: bytes) -> int:
        """Takes the next piece; returns bytes. A part that is no XML, or is broken, keeps nothing from there on."""
        if not self._is_xml:
            return 0
        try:
            self._parser.Parse(piece, False)
        except ExpatError:
            self._is_xml = False
            return 0
        self._fed += len(piece)
        self._begun = max(self._begun, self._parser.CurrentByteIndex)
        return self._fed - self._begun


def _refuse_doctype(*_: object) -> NoReturn:
    raise broken()


def _too_large() -> Refused:
    return Refused("解开以后太大，名单没有这么大：请把要导入的几张表复制到一个新文件再试")
