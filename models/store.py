"""Opening the store, and `write`: the one place where a transaction begins.

Writers queue here (a thread lock and a file lock on SQLite, whose busy handler would starve some of them); a lost race
is retried.
"""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from peewee import InterfaceError, OperationalError, PostgresqlDatabase, SqliteDatabase
from playhouse.db_url import parse as parse_url
from playhouse.migrations import Runner
from playhouse.shortcuts import ReconnectMixin
from tenacity import (
    Retrying,
    retry,
    retry_if_exception,
    retry_if_exception_type,
    retry_if_result,
    stop_after_attempt,
    stop_after_delay,
    wait_fixed,
    wait_random_exponential,
)

from models import away, changed, within
from models.away import FAULTS
from models.base import database

if TYPE_CHECKING:
    from models.subject import Subject

T = TypeVar("T")
MIGRATIONS = Path(__file__).parent / "migrations"
# The number of PostgreSQL's advisory lock between seals and what they seal.
SEALS = 30871
_guests: tuple[Path, ...] = ()
_at_the_end: list[Callable[[list[tuple[Subject, datetime]]], None]] = []
_SQLITE_PRAGMAS = {"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1, "busy_timeout": 5000}
_thread_lock = threading.Lock()
_lock_file: Path | None = None
# Seconds. A platform waits five for its answer.
PATIENCE, BETWEEN_TRIES = 3.0, 0.1
# A server that is gone without a word is noticed within ten seconds, not after TCP's quarter of an hour.
_HEARD: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_wanted, _later = threading.local(), threading.local()


# The oldest server that the tests have met; docs/operations.md names it.
LOWEST = 15


class _Postgres(ReconnectMixin, PostgresqlDatabase):  # type: ignore[misc]  # peewee has no types
    """A connection that the server has ended, by a restart or by its administrator, is replaced at the next statement
    outside a transaction; a whole transaction is tried again by `write`. The words of the error do not count, because
    the server may speak any language."""

    reconnect_errors = ((OperationalError, ""), (InterfaceError, ""))

    def _connect(self) -> Any:
        connection = super()._connect()
        if (version := connection.info.server_version // 10_000) < LOWEST:
            connection.close()
            raise OperationalError(f"PostgreSQL {version} is too old")
        return connection


class _Sqlite(SqliteDatabase):
    """A file that only `migrate` makes, and only where no store has been. A process whose file is moved away or
    replaced says so: it would go on in a file that nobody finds again, and a new one beside the old `-wal` ends
    both."""

    opened: tuple[int, int] | None = None
    may_be_made = False

    def _connect(self) -> Any:
        path = Path(self.database)
        self.check()
        if not path.exists():
            been = _has_been(path)
            if been or not self.may_be_made:
                # Where no store has ever been, the words are those of one without tables.
                raise OperationalError(f"{'gone' if been else 'no such table'}: there is no {path}")
        connection = super()._connect()  # type: ignore[misc]  # peewee has no types
        self.opened = _identity(path)
        return connection

    def check(self) -> None:
        """Raises OperationalError when the file at the path is not the one that this process has opened."""
        if self.opened is not None and _identity(Path(self.database)) != self.opened:
            raise OperationalError(f"moved away: {self.database} is not the file that was opened")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _has_been(path: Path) -> bool:
    """Whether a store was here: what lies beside it is still there."""
    wal, lock = (path.with_name(path.name + end) for end in ("-wal", ".lock"))
    return lock.exists() or (wal.exists() and wal.stat().st_size > 0)


def open_store(url: str) -> None:
    """Binds all tables to the store at `url` (`sqlite:///path` or `postgresql://…`)."""
    global _lock_file
    if path := file_of(url):
        path.parent.mkdir(parents=True, exist_ok=True)
        _lock_file = path.with_name(path.name + ".lock")
        database.initialize(_Sqlite(str(path), pragmas=_SQLITE_PRAGMAS, timeout=5))
    else:
        _lock_file = None
        parts = parse_url(url.replace("postgresql+psycopg:", "postgresql:"))
        database.initialize(_Postgres(**parts, prefer_psycopg3=True, **_HEARD))


def file_of(url: str) -> Path | None:
    """The file of the store at `url`; None when a server holds it."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else None


def where(url: str) -> str:
    """The store at `url` in words, without its password."""
    return str(file_of(url) or f"数据库 {url.rpartition('@')[2]}")


def is_made() -> bool:
    """Whether the open store has any tables; nothing is made by the way."""
    return is_there() and bool(database.get_tables())


def is_sqlite() -> bool:
    return isinstance(database.obj, SqliteDatabase)


def is_there() -> bool:
    """Whether the store exists; opening a file that does not exist would create it."""
    return not is_sqlite() or Path(database.obj.database).exists()


def open_end(work: Callable[[list[tuple[Subject, datetime]]], None]) -> None:
    """Makes `work` the last thing of each transaction that has changed subjects; it is given them and their moments."""
    _at_the_end[:] = [work]


def open_migrations(guests: Sequence[Path]) -> None:
    """Makes these folders' migrations follow the house's own."""
    global _guests
    _guests = tuple(guests)


def migration_folders() -> tuple[Path, ...]:
    return (MIGRATIONS, *_guests)


def _runners() -> list[Runner]:
    return [Runner(database.obj, str(folder)) for folder in migration_folders()]


def make() -> None:
    """Makes the file of a store where none has ever been; nothing is in it yet."""
    if is_sqlite():
        database.obj.may_be_made = True
    _connect()


def migrate() -> list[str]:
    """Brings the tables up to this version, in a new store all of them; returns the names of the migrations it
    applied."""
    # Before the queue lays its lock beside it.
    make()
    with _queue():
        database.connect(reuse_if_open=True)
        return [name for runner in _runners() for name in runner.up()]


def pending_migrations() -> list[str]:
    """The migrations that this code knows and the store does not have yet."""
    rows = [row for runner in _runners() for row in runner.status()]
    return [row.name for row in rows if row.applied is None]


def waited() -> int:
    """For how many whole seconds the transaction at work has been wanted: in the queue, and in tries that lost."""
    return int(time.monotonic() - getattr(_wanted, "since", time.monotonic()))


def write(work: Callable[[], T], *, sealing: bool = False) -> T:
    """Runs `work` in one transaction and returns what it returned, after the commit. sealing: `work` makes a seal, for
    which it waits for all others.

    Retries a lost race (locked file, deadlock, dropped connection) up to five times, so `work` must only touch the
    store; what is to be sent is a delivery row. Whatever `work` raises rolls everything back.
    """
    if database.in_transaction():
        raise RuntimeError("write() inside write(): handlers never open a transaction")
    _wanted.since = time.monotonic()
    try:
        done = _attempts(work if sealing else _beside_seals(work))
    except FAULTS as error:
        away.seen(error)
        raise
    away.over()
    return done


def _beside_seals(work: Callable[[], T]) -> Callable[[], T]:
    """Whoever writes waits for a seal before he has locked anything: else one who waits for his row, the seal that
    waits for that one, and he himself would wait for each other until the server parts them."""

    def led() -> T:
        keep_seals_waiting()
        return work()

    return led


def once_more(work: Callable[[], T]) -> T:
    """Runs `work`, which may be done twice. Where the store has only just gone away, waits until it answers (at most
    three seconds since then), and runs `work` once more."""
    try:
        return work()
    except FAULTS as error:
        away.seen(error)
        if not _answers_soon():
            raise
    return work()


@contextmanager
def together() -> Iterator[None]:
    """What this thread writes by `later` in here is kept with its next transaction, at the latest at the end."""
    _later.works = []
    try:
        yield
    finally:
        try:
            if _later.works:
                write(lambda: None)
        finally:
            _later.works = None


def later(work: Callable[[], object]) -> None:
    """Writes what nobody waits for: last in this thread's next transaction where `together` says so, else at once."""
    if getattr(_later, "works", None) is None:
        write(work)
    else:
        _later.works.append(work)


def persist(work: Callable[[], T], patience: float) -> T:
    """Writes what must be kept: while the store is away, tries again for `patience` seconds."""
    again = Retrying(
        retry=retry_if_exception_type(FAULTS),
        stop=stop_after_delay(patience),
        wait=wait_fixed(BETWEEN_TRIES),
        reraise=True,
    )
    done: T = again(write, work)
    return done


def at_its_path() -> None:
    """Raises OperationalError when a store in a file is not where this process has opened it."""
    if is_sqlite():
        database.obj.check()


def answers() -> bool:
    """Whether the store can be read at this moment."""
    try:
        _connect()
        database.execute_sql("SELECT 1 FROM sqlite_master LIMIT 1" if is_sqlite() else "SELECT 1")
    except FAULTS as error:
        away.seen(error)
        return False
    away.over(written=False)
    return True


def _answers_soon() -> bool:
    left = stop_after_delay(max(0.0, PATIENCE - away.seconds()))
    wanted = retry_if_result(lambda there: not there)
    again = Retrying(retry=wanted, stop=left, wait=wait_fixed(BETWEEN_TRIES), retry_error_callback=lambda _: False)
    return bool(again(answers))


def keep_seals_waiting() -> None:
    """Until this transaction ends no seal is made, so none can be newer than what is written here. On SQLite one
    transaction waits for the other anyway."""
    _lock_seals("pg_advisory_xact_lock_shared")


def wait_for_writers() -> None:
    """For a seal: waits until nothing is being written or sealed, and lets nothing be until this transaction ends."""
    _lock_seals("pg_advisory_xact_lock")


def _lock_seals(function: str) -> None:
    if not is_sqlite():
        database.execute_sql(f"SELECT {function}(%s)", (SEALS,))


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of the current transaction that can fail alone."""
    try:
        with database.savepoint():
            yield
    except BaseException:
        within.forget()
        raise


def _attempts(work: Callable[[], T]) -> T:
    try:
        return _attempt(work)
    except FAULTS as error:
        if not _worth_a_try(error):
            raise
    _forget_broken_connection()
    return _again(work)


def _worth_a_try(error: BaseException) -> bool:
    """A lost race; with a server, also a connection that broke."""
    return isinstance(error, FAULTS) and (away.is_race(error) or not is_sqlite())


def _forget_broken_connection(_: object = None) -> None:
    if not is_sqlite():
        database.close()


def _attempt(work: Callable[[], T]) -> T:
    with _queue():
        _connect()
        with database.atomic("IMMEDIATE") if is_sqlite() else database.atomic(), within.a_transaction():
            changed.take()
            done = work()
            subjects = changed.take()
            for last in _at_the_end if subjects else ():
                last(subjects)
            put_off: list[Callable[[], object]] = getattr(_later, "works", None) or []
            for each in put_off:
                each()
    del put_off[:]
    return done


@retry(
    retry=retry_if_exception(_worth_a_try),
    stop=stop_after_attempt(4),
    wait=wait_random_exponential(multiplier=0.01, max=0.5),
    before_sleep=_forget_broken_connection,
    reraise=True,
)
def _again(work: Callable[[], T]) -> T:
    """Tries again after a lost first attempt. The first attempt is apart because counting attempts takes longer than a
    read."""
    return _attempt(work)


def _connect() -> None:
    """This thread's connection, to the file that is at its path."""
    database.connect(reuse_if_open=True)
    at_its_path()


@contextmanager
def _queue() -> Iterator[None]:
    path = _lock_file
    with _thread_lock if path else nullcontext():
        if path is None:
            yield
            return
        with _opened(path) as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("ab", buffering=0)
    except OSError as error:
        raise OperationalError(str(error)) from error
