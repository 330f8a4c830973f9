"""The content of a cell, read as what its column holds: text, a day, a number, yes or no, points. Nothing is guessed.

A number in place of a text may have lost leading zeros: it is accepted only when none can be missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from config.source import Json
from rules.texts import blank, misleading

MOST_SIGNS = 2_000
# In place of openpyxl's letter: for a text that is too long even to look at, and for what openpyxl can't read.
LONG, UNREADABLE = "long", "unreadable"
# Excel keeps 15 digits and forgets the others; of a number that is measured, nobody means more than twelve before the
# point.
EXACT, MOST = 10**15, 10**12
# A small number in a cell for days is a day in 1900, which nobody has meant.
FIRST_YEAR = 1950
SEPARATORS = re.compile(r"[、，,;；\n]")
BETWEEN_POINTS = re.compile(r"[;；\n]")
WITHIN_POINT = re.compile(r"[,，\s]+")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,12})?")
ZEROS = re.compile(r"0{2,}")
# a Chinese mobile number never begins with a zero
MOBILE = range(10_000_000_000, 20_000_000_000)
YES_NO = {"是": True, "否": False}


class Wrong(Exception):
    """The cell can't be accepted; the message says why, and what to do."""


class Given(NamedTuple):
    """A cell's value as Excel keeps it; sort: openpyxl's letter for it, LONG or UNREADABLE; form: its number
    format."""

    value: Any
    sort: str
    form: str = "General"

    @property
    def empty(self) -> bool:
        if self.sort in (LONG, UNREADABLE):
            return False
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


def refuse_what_is_no_value(given: Given) -> None:
    """Raises Wrong for formulas and Excel's own faults."""
    if given.sort == "f":
        raise Wrong("是公式，不收：请复制后“选择性粘贴 → 数值”")
    if given.sort == "e":
        raise Wrong(f"是 Excel 的错误值 {str(given.value)[:20]}：请改正")
    if given.sort == LONG:
        raise Wrong(f"超过 {MOST_SIGNS} 个字：请改短")
    if given.sort == UNREADABLE:
        raise Wrong("里面的值读不出来：请清空这一格，重新填")


def text(given: Given) -> str:
    if isinstance(given.value, bool):
        return "是" if given.value else "否"
    if isinstance(given.value, date | datetime):
        raise Wrong("存成了日期：请先把这一列设为“文本”，再重新填")
    if isinstance(given.value, int | float):
        return _digits(given.value, given.form)
    if not isinstance(given.value, str):
        raise Wrong("这一格的内容看不懂：请改成文本再填")
    return _plain(given.value)


def _digits(number: float, form: str) -> str:
    if _whole(number) and number >= 0:
        if ZEROS.fullmatch(form) and len(str(int(number))) <= len(form):
            return str(int(number)).zfill(len(form))
        if int(number) in MOBILE:
            return str(int(number))
    raise Wrong("存成了数字，开头的 0 会丢：请先把这一列设为“文本”，再重新填")


def _whole(number: float) -> bool:
    """Whether it is a whole number that Excel has kept digit by digit."""
    return abs(number) < EXACT and number == int(number)


def _plain(words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    if len(words) > MOST_SIGNS:
        raise Wrong(f"超过 {MOST_SIGNS} 个字：请改短")
    if misleading(words, "\n") or (words and blank(words)):
        raise Wrong("里面有看不见的控制字符：请删掉重新填")
    return words


def line(given: Given) -> str:
    """A text without line breaks."""
    words = text(given)
    if "\n" in words:
        raise Wrong("里面有换行：请写在一行里")
    return words


def texts(given: Given) -> list[Json]:
    """Several texts, separated by 、 or a line break; none twice."""
    found = list(dict.fromkeys(each.strip() for each in SEPARATORS.split(text(given)) if each.strip()))
    return [*found]


def yes_no(given: Given) -> bool:
    answer = given.value if isinstance(given.value, bool) else YES_NO.get(line(given))
    if answer is None:
        raise Wrong("只能填“是”或“否”：请改正")
    return bool(answer)


def number(given: Given) -> float:
    """A number; whole numbers stay whole."""
    value = given.value
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong("要填数字：请改正")
    if not abs(value) < MOST:
        raise Wrong("不是能用的数：请改正")
    return int(value) if _whole(value) else float(value)


def whole(given: Given) -> int:
    value = number(given)
    if not isinstance(value, int):
        raise Wrong("要填整数：请改正")
    return value


def day(given: Given) -> str:
    """A day as the plant's files write it: 2026-11-25."""
    value = _date(given.value)
    if value.year < FIRST_YEAR:
        raise Wrong(f"日期成了 {value}，早得不像真的：请改成 2027-06-30 这样")
    return value.isoformat()


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        if value.time() != datetime.min.time():
            raise Wrong("日期里带了时刻：请只填日期，如 2027-06-30")
        return value.date()
    if isinstance(value, date):
        return value
    found = DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise Wrong("不是日期：请写成 2027-06-30 这样，或把这一格设为日期再填")
    try:
        return date(*map(int, found.groups()))
    except ValueError as error:
        raise Wrong("没有这一天：请改正") from error


def point(given: Given) -> list[Json]:
    found = list(_points(text(given)))
    if len(found) != 1:
        raise Wrong("要写一个点“经度,纬度”，如 121.9045,32.5027：请改正")
    return [*found[0]]


def points(given: Given) -> list[Json]:
    return [[*each] for each in _points(text(given))]


def _points(words: str) -> Iterator[tuple[float, float]]:
    for place, piece in enumerate((each.strip() for each in BETWEEN_POINTS.split(words) if each.strip()), 1):
        pair = [each for each in WITHIN_POINT.split(piece) if each]
        if len(pair) != 2 or not all(map(NUMBER.fullmatch, pair)):
            raise Wrong(
                f"第 {place} 个点“{piece[:40]}”不是“经度,纬度”：请写成 121.9045,32.5027；点与点之间用分号或换行"
            )
        yield float(pair[0]), float(pair[1])


Reads = Callable[[Given], Json]
