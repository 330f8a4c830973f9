"""A workbook is somebody else's file: its type and its unpacked size are checked before openpyxl reads it.

openpyxl's read-only mode loads no pictures and follows no links; with defusedxml installed it refuses entities.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from config.problem import Refused

MOST_BYTES = 5_000_000
MOST_UNPACKED = 20_000_000
MOST_PARTS = 500
PIECE = 1 << 16
# how files in the old format and encrypted files begin
COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
AS_XLSX = "请在 Excel 或 WPS 里另存为 .xlsx"


@contextmanager
def opened(file: Path) -> Iterator[Any]:
    """The workbook, open to be read once. Raises Refused."""
    _look(file)
    try:
        workbook = load_workbook(file, read_only=True, keep_links=False)
    except Exception as error:  # a broken part may raise anything
        raise broken() from error
    with closing(workbook):
        yield workbook


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
    left = MOST_UNPACKED
    for part in parts:
        left -= _unpacked(packed, part, left)


def _unpacked(packed: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """The real size of a part, whatever the file says; its checksum must be right."""
    size = 0
    with packed.open(part) as contents:
        while piece := contents.read(PIECE):
            size += len(piece)
            if size > most:
                raise _too_large()
    return size


def _too_large() -> Refused:
    return Refused("解开以后太大，名单没有这么大：请把要导入的几张表复制到一个新文件再试")
