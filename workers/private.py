"""What lies in `var/` is for the house's own account only, however the house was started."""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import stat
from pathlib import Path
from typing import IO

from config.settings import Settings
from models import store

# What a new file never grants: anything to the group or to others.
OTHERS = 0o077
# What SQLite lays beside a database, and the lock of our writers.
BESIDE = ("", "-wal", "-shm", "-journal", ".lock")

WORDS = {
    errno.ENOSPC: "所在的磁盘满了：请腾出空间",
    errno.EDQUOT: "所在的磁盘满了（配额）：请腾出空间",
    errno.EROFS: "所在的磁盘只能读：请看它的挂载",
    errno.EACCES: "不让写：请看它的主人和权限",
    errno.EPERM: "不让写：请看它的主人和权限",
}

log = logging.getLogger("anhao.private")


def keep(settings: Settings) -> None:
    """From now on this process, and what it starts, makes files for its own account only. The folder `var/` and a
    database in it that are open to others are closed; what belongs to another account stays as it is."""
    os.umask(OTHERS)
    for path in (settings.var, *_database(settings)):
        _close(path)


def own_folder(folder: Path, what: str) -> Path:
    """Makes a folder in which only this account can lay anything, in a place where everybody can. Raises
    PermissionError where it is there and somebody else's, or is a link, or open to others: `what` can't lie in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"{folder} 是别人的，{what}不能放在那里：请删掉它")
    if found.st_mode & OTHERS:
        raise PermissionError(f"{folder} 别人也能写，{what}不能放在那里：请先看里面有没有别人的东西，再删掉它")
    return folder


def house_lock(var: Path) -> IO[str] | None:
    """The lock of the house in this folder, ours while it is open; None while a house runs there."""
    (var / "run").mkdir(parents=True, exist_ok=True)
    lock = lock_file(var).open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def lock_file(var: Path) -> Path:
    return var / "run" / "house.lock"


def write_down(lock: IO[str], shown: str, base: str) -> None:
    """The house that holds this lock says where it is: the address for people, and the one in its links."""
    lock.truncate(0)
    lock.write(f"{shown}/\n{base}\n")
    lock.flush()


def shown_at(var: Path) -> str:
    """Where the house in this folder is, for people; empty before it has said so."""
    return (lock_file(var).read_text().splitlines() or [""])[0]


def base_of(settings: Settings) -> str:
    """The address in links that a command makes: the one that is set, else that of the house that runs in this folder,
    which may have found its usual port taken."""
    if "base_url" in settings.model_fields_set or not lock_file(settings.var).exists():
        return settings.base_url
    lock = house_lock(settings.var)
    if lock is not None:
        lock.close()
        return settings.base_url
    return (lock_file(settings.var).read_text().splitlines()[1:] or [settings.base_url])[0]


def words_of(error: OSError, folder: Path) -> str:
    """What a file could not be made or written for, and what to do. folder: where, if the error does not say."""
    if error.errno is None:
        return str(error)
    words = WORDS.get(error.errno, f"用不了（{error.strerror}）：请检查磁盘")
    return f"{error.filename or folder} {words}"


def _database(settings: Settings) -> list[Path]:
    """The files of a database in `var/`; none of one that the settings put elsewhere."""
    file = store.file_of(settings.database)
    if file is None or not file.resolve().is_relative_to(settings.var.resolve()):
        return []
    return [file.with_name(file.name + end) for end in BESIDE]


def _close(path: Path) -> None:
    try:
        kept = path.stat()
        if kept.st_uid == os.geteuid() and kept.st_mode & OTHERS:
            path.chmod(kept.st_mode & 0o7777 & ~OTHERS)
    except FileNotFoundError:
        return
    except OSError as error:
        log.warning("%s stays open to other accounts: %s", path.name, error.strerror)
