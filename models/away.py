"""Whether the store takes work, as this process has seen it last.

From here come the one sentence a minute in the log, what /healthz and /readyz say, and how long it makes sense to try
again at once.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from time import monotonic

from peewee import InterfaceError, OperationalError

FAULTS = (OperationalError, InterfaceError)
SAY_EVERY = 60.0  # seconds
LOST = "存储连不上：请检查数据库"
# What SQLite says in words, and PostgreSQL by its number (which no language of the server changes).
WORDS = {
    "disk is full": "存储所在的磁盘满了：请腾出空间",
    "53100": "数据库的磁盘满了：请腾出空间",
    "no space left": "存储所在的磁盘满了：请腾出空间",
    "readonly database": "存储只能读，写不进去：请看 var/ 和里面文件的权限",
    "read-only": "存储所在的磁盘只能读：请看它的挂载和权限",
    "permission denied": "存储的文件不让写：请看 var/ 和里面文件的权限",
    "unable to open": "存储的文件打不开：请看 var/ 和里面文件的权限",
    "disk i/o error": "存储所在的磁盘读写出错：请检查磁盘",
    "25006": "数据库现在只能读：请看它是不是备机",
    "53300": "数据库的连接用完了：请把 max_connections 调大",
    "no such table": "存储还没有数据表：请运行 flask --app wsgi migrate",
}
# PostgreSQL's classes and numbers of a lost race: deadlock, serialization, a lock that was not to be had.
RACES = ("40", "55P03")

log = logging.getLogger("anhao.store")
_lock = threading.Lock()
_since: float | None = None
_reads = False
_said = 0.0
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
    global _since, _said, _words, _reads
    if is_race(error):
        return
    now = monotonic()
    with _lock:
        _words, _reads = words_of(error), words_of(error) != LOST
        _since = now if _since is None else _since
        if now - _said < SAY_EVERY:
            return
        _said, lasted = now, now - _since
    kind = type(list(_chain(error))[-1]).__name__
    log.warning("the store takes no work for %.0f s (%s); trying again: %s", lasted, kind, _words)


def over(*, written: bool = True) -> None:
    """A statement was done. A read says nothing about a store that only can't be written."""
    global _since, _said
    if _since is None or (_reads and not written):
        return
    with _lock:
        began, _since, _said = _since, None, 0.0
    if began is not None:
        log.warning("the store takes work again after %.1f s", monotonic() - began)


def seconds() -> float:
    """How long the store has been away; 0 while it is there."""
    began = _since
    return 0.0 if began is None else monotonic() - began


def words() -> str:
    """What is wrong with it now; empty while it is there."""
    return "" if _since is None else _words


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it: SQLite ends the transaction by itself, and then only the end fails in words."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _number(error: BaseException) -> str:
    return str(getattr(error, "sqlstate", None) or "")
