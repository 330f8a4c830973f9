"""The copy that is kept before a store's tables are changed."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from config.settings import Settings
from models import copied, store
from models.away import FAULTS, words_of
from workers import private
from workers.backups import package

# So many copies are kept, the newest.
COPIES = 3
NAME = "before-upgrade-*.zip"


class NoCopy(Exception):
    """There is no copy, so nothing may be changed; the words say why and what to do."""


def keep_copy(settings: Settings, real: datetime) -> Path | None:
    """Keeps a backup in `var/backups` if a migration is due in a store that has tables, and lets go of the oldest; None
    if there is none to make. Raises NoCopy."""
    if not store.is_there() or not copied.applied() or not store.pending_migrations():
        return None
    target = settings.var / "backups" / f"before-upgrade-{real:%Y%m%d-%H%M%S}.zip"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        package.write(target, real)
        for old in sorted(target.parent.glob(NAME))[:-COPIES]:
            old.unlink()
    except OSError as error:
        raise NoCopy(f"升级前的备份写不下，没有升级：{private.words_of(error, target.parent)}") from error
    except (*FAULTS, sqlite3.Error) as error:
        raise NoCopy(f"升级前的备份写不下，没有升级：{words_of(error)}") from error
    except copied.NotCopied as error:
        raise NoCopy(str(error)) from error
    return target
