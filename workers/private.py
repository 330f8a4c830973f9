"""What lies in `var/` is for the house's own account only, however the house was started."""

from __future__ import annotations

import errno
import logging
import os
from pathlib import Path

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


def words_of(error: OSError) -> str:
    """What a file could not be made or written for, and what to do."""
    if error.errno is None:
        return str(error)
    words = WORDS.get(error.errno, f"用不了（{error.strerror}）：请检查磁盘")
    return f"{error.filename or 'var/'} {words}"


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
