"""Whether the store takes work, as this process has seen it last.

From here come the one sentence a minute in the log, what /healthz and /readyz say, and how long it makes sense to try
again at once.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator

from peewee import InterfaceError, OperationalError

from models.outage import Outage

FAULTS = (OperationalError, InterfaceError)
LOST = "存储连不上：请检查数据库"
ELSEWHERE = ("moved away", "gone:")
# What SQLite says in words, and PostgreSQL by its number (which no language of the server changes).
WORDS = {
    "disk is full": "存储所在的磁盘满了：请腾出空间",
    "53100": "数据库的磁盘满了：请腾出空间",
    "no space left": "存储所在的磁盘满了：请腾出空间",
    "readonly database": "存储只能读，写不进去：请看 var/ 和里面文件的权限",
    "read-only": "存储所在的磁盘只能读：请看它的挂载和权限",
    "permission denied": "存储的文件不让写：请看 var/ 和里面文件的权限",
    "moved away": "存储的文件被移走或换掉了：请停下所有进程，把原来的文件连同 -wal 放回原处，再启动",
    "gone:": "存储的文件不在了，只剩它旁边的 -wal 或 .lock：请把它放回原处，或从备份恢复；要开新库，请先移走那几个",
    "unable to open": "存储的文件打不开：请看 var/ 和里面文件的权限",
    "disk i/o error": "存储所在的磁盘读写出错：请检查磁盘",
    "25006": "数据库现在只能读：请看它是不是备机",
    "53300": "数据库的连接用完了：请把 max_connections 调大",
    "is too old": "PostgreSQL 太旧，要 15 或更新：请升级数据库",
    "no such table": "存储还没有数据表：请运行 flask --app wsgi migrate",
}
# PostgreSQL's classes and numbers of a lost race: deadlock, serialization, a lock that was not to be had.
RACES = ("40", "55P03")

_outage = Outage(
    logging.getLogger("anhao.store"),
    "the store takes no work for %.0f s (%s); trying again: %s",
    "the store takes work again after %.1f s",
)
_reads = False
_words = ""


def is_race(error: BaseException) -> bool:
    """Whether somebody else was first: nothing is wrong with the store."""
    causes = list(_chain(error))
    if any(isinstance(each, sqlite3.Error) for each in causes):
        return any("locked" in str(each) for each in causes)
    return any(number.startswith(RACES) for number in map(_number, causes))


def words_of(error: BaseException) -> str:
    """What is wrong with the store, and what to do."""
    told = " ".join(f"{_number(each)} {each}" for each in _chain(error)).lower()
    return next((words for sign, words in WORDS.items() if sign in told), LOST)


def seen(error: BaseException) -> None:
    """A statement failed. What was a lost race says nothing about the store."""
    global _words, _reads
    if is_race(error):
        return
    _words = words_of(error)
    _reads = _words not in (LOST, *(WORDS[sign] for sign in ELSEWHERE))
    _outage.seen(type(list(_chain(error))[-1]).__name__, _words)


def over(*, written: bool = True) -> None:
    """A statement was done. A read says nothing about a store that only can't be written."""
    if written or not _reads:
        _outage.over()


def seconds() -> float:
    """How long the store has been away; 0 while it is there."""
    return _outage.seconds


def words() -> str:
    """What is wrong with it now; empty while it is there."""
    return _words if _outage.on else ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it: SQLite ends the transaction by itself, and then only the end fails in words."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _number(error: BaseException) -> str:
    return str(getattr(error, "sqlstate", None) or "")
