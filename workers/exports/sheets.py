"""A flow's matters as one table to take away (XLSX), made as a job that says how far it is.

It is made anew where it was cut off, in seconds. Not evidence: the evidence is in the package.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from config.settings import Settings
from models import export, plant_time, store
from models.away import FAULTS
from models.export import SHEET, ExportJob
from rules.texts import in_line
from workers.evidence import recorder
from workers.evidence.recorder import Cell, Sheet

log = logging.getLogger("anhao.exports")
PART = "sheet.part"
# So many lines between two words of how far it is.
TOLD_EVERY = 200
FAILED = "没有做成（{fault}）。请管理员看日志，再点「接着做」。"
ONLY_FOR_READING = "本表只供查找和统计；要作证据，请导出留证包。"


class Busy(Exception):
    """Another process makes this table."""


def advance(job: ExportJob, settings: Settings, now: datetime) -> bool:
    """Makes the whole table; False, because nothing is left to do. A fault ends it, in words that the console shows."""
    folder = export.folder_of(settings.var, job.id)
    try:
        with _alone(folder):
            _make(job, recorder.sheets()[job.sheet], folder, now)
    except Busy:
        pass
    except FAULTS:
        raise  # the clock gives it again once the store is back
    except Exception as error:
        log.exception("table %s stopped", job.id)
        words = FAILED.format(fault=type(error).__name__)
        store.write(lambda: export.keep(job.id, state="failed", words=words))
    return False


def _make(job: ExportJob, sheet: Sheet, folder: Path, now: datetime) -> None:
    total = sheet.count(job.scope)
    _told(job, 0, total)
    part, lines = folder / PART, 0
    # Its own files lie in the folder too, not in one that others can read.
    options = {"constant_memory": True, "tmpdir": str(folder)}
    with xlsxwriter.Workbook(str(part), options) as book:
        _about(book, sheet, job, now)
        table, moment = _table(book, sheet, total), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for lines, cells in enumerate(sheet.rows(job.scope, now), 1):
            _line(table, lines, cells, moment)
            if lines % TOLD_EVERY == 0:
                _told(job, lines, max(total, lines))
    part.replace(folder / SHEET)
    size = (folder / SHEET).stat().st_size
    changes = {"state": "done", "done": lines, "total": lines, "finished_at": now, "size": size, "words": ""}
    store.write(lambda: export.keep(job.id, **changes))


def _about(book: Any, sheet: Sheet, job: ExportJob, now: datetime) -> None:
    about, bold = book.add_worksheet("说明"), book.add_format({"bold": True})
    about.set_column(1, 1, 80)
    told = (
        ("范围", str(job.scope.get("told", sheet.title))),
        ("制作", f"{now:%Y-%m-%d %H:%M}，{job.asked_by}"),
        ("怎么用", ONLY_FOR_READING),
    )
    for row, (name, words) in enumerate(told):
        about.write_string(row, 0, name, bold)
        about.write_string(row, 1, in_line(words))


def _table(book: Any, sheet: Sheet, total: int) -> Worksheet:
    table: Worksheet = book.add_worksheet(sheet.title)
    bold = book.add_format({"bold": True})
    for column, (title, width) in enumerate(sheet.columns):
        table.set_column(column, column, width)
        table.write_string(0, column, title, bold)
    table.freeze_panes(1, 1)
    table.autofilter(0, 0, max(total, 1), len(sheet.columns) - 1)
    return table


def _line(table: Worksheet, row: int, cells: tuple[Cell, ...], moment: Any) -> None:
    """Every text is written as text: none becomes a formula, and none loses its zeros."""
    for column, value in enumerate(cells):
        if isinstance(value, datetime):
            table.write_datetime(row, column, value.replace(tzinfo=None), moment)
        elif isinstance(value, int | float):
            table.write_number(row, column, value)
        elif value:
            table.write_string(row, column, in_line(value))


def _told(job: ExportJob, done: int, total: int) -> None:
    changes: Mapping[str, Any] = {"state": "running", "done": done, "total": total}
    store.write(lambda: export.keep(job.id, **changes, touched_at=plant_time.real_now()))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Raises Busy while another process makes it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield
