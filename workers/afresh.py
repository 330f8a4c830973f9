"""The demo begins again: 「重新开始」 on the wall asks for it, and `make run` does it.

Store and chats, and whatever else is of this store only, are put aside together and new ones are made, so plant time
never runs back in a store. Only in the demo, and never with a database or a Redis that somebody has named.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from config.settings import Settings
from models import plant_time
from models.base import database
from models.store import file_of
from workers import private

KEPT = 3
# What lies beside the store and is its own: its exports, and the key of its links and sessions.
BELONGINGS = ("exports", "secret_key")


def may(settings: Settings) -> bool:
    """Whether store and queue are the demo's own, made by the house in `var/`."""
    return settings.demo and not settings.database_url and not settings.redis_url


def chats(settings: Settings) -> Path:
    """Where the simulator keeps what is on its phones."""
    return settings.var / "simulator_world.json"


def ask(settings: Settings) -> tuple[str, str] | None:
    """Asks `make run` to begin again; where nobody would do it: why not, and what to do."""
    if not may(settings):
        return "演示用的是另设的数据库或 Redis，不能从这里重新开始。", "请去掉 ANHAO_DATABASE_URL 和 ANHAO_REDIS_URL。"
    if not _runs(settings):
        return "这个演示不是 make run 开起来的，不能从这里重新开始。", "请停下它，再运行 make run。"
    _asked(settings).touch()
    return None


def asked(settings: Settings) -> bool:
    return _asked(settings).exists()


def forget(settings: Settings) -> None:
    """What was asked of an earlier run is over."""
    _asked(settings).unlink(missing_ok=True)


def put_aside(settings: Settings, now: datetime) -> Path | None:
    """Moves store, chats and belongings into a folder of `var/before/`, of which the newest few stay, and empties the
    queue. Every process has ended. Returns the folder; None, and nothing is moved, where the store is not a demo's."""
    store, queue = file_of(settings.database), settings.var / "run"
    if store is None or not may(settings) or not plant_time.is_set():
        return None
    database.close()
    before = settings.var / "before"
    folder = before / f"{now:%Y%m%d-%H%M%S-%f}"
    folder.mkdir(parents=True)
    own = (settings.var / name for name in BELONGINGS)
    for each in (*store.parent.glob(f"{store.name}*"), chats(settings), *own):
        if each.exists():
            shutil.move(each, folder / each.name)
    shutil.rmtree(queue / "appendonlydir", ignore_errors=True)
    for old in sorted(before.iterdir())[:-KEPT]:
        shutil.rmtree(old)
    return folder


def _asked(settings: Settings) -> Path:
    return settings.var / "run" / "afresh"


def _runs(settings: Settings) -> bool:
    """Whether `make run` holds this folder's lock."""
    try:
        lock = private.house_lock(settings.var)
    except OSError:
        return False
    if lock is None:
        return True
    lock.close()
    return False
