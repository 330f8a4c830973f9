"""Putting a backup back: looked at as a whole before anything is touched, then put in place in one step."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from config.settings import Settings
from handlers import restored
from models import copied, issued, meter, plant_time, store
from models import permit as permits
from models.base import database
from models.issued import Issued
from models.meter import Heartbeat
from models.permit import Permit
from workers import private
from workers.backups import checks, package
from workers.backups.package import BadBackup, Manifest
from workers.watchman import SILENCE

SHOWN = 5
# States of permits whose work may go on, or may have been stopped, in what nobody knows.
AT_WORK = ("working", "suspended", "finished")


class NotRestored(Exception):
    """Nothing was changed; the words say why and what to do."""


@dataclass(frozen=True)
class Said:
    """When the backup was made and when it comes back (real time), and who is told."""

    made_at: datetime
    real: datetime
    administrator: str


@dataclass(frozen=True)
class Restored:
    """faults: what is torn in it, where that was accepted; aside: the file in which the store of before is kept."""

    manifest: Manifest
    faults: list[str]
    aside: Path | None


def restore(settings: Settings, backup: Path, real: datetime, *, replace: bool, torn: bool, sha256: str) -> Restored:
    """Makes the open store what the backup holds. Raises NotRestored and BadBackup; then nothing was changed.

    replace: also where the store holds something, which is kept aside; torn: also where a chain in the backup is
    broken; sha256: what the backup file must have, if given.
    """
    if sha256:
        _is_the_one(backup, sha256)
    target = store.file_of(settings.database)
    beside = target.parent if target else settings.var
    beside.mkdir(parents=True, exist_ok=True)
    with _nobody_at_work(settings, real):
        holds = not copied.is_empty()
        if holds and not replace:
            raise NotRestored("库里已经有东西，没有恢复：确定要换掉它，请加 --replace（原来的会另存一份）")
        with package.opened(backup, beside) as (manifest, file):
            lost = issued.here() if holds else issued.NOTHING
            found, kept = _looked_at(file)
            if found and not torn:
                raise NotRestored("\n  ".join(("备份里的记录对不上，没有恢复（要照样恢复，请加 --torn）：", *found)))
            first = issued.first_ids(kept, lost, real - manifest.made_at)
            _gone_on(file, first, lost, Said(manifest.made_at, real, settings.administrator))
            store.open_store(settings.database)
            aside = _put_aside(settings, target, real) if holds else None
            if target:
                _replace(file, target)
                store.open_store(settings.database)
            else:
                store.migrate()
                copied.into_server(file, first)
    return Restored(manifest, found, aside)


def _is_the_one(backup: Path, sha256: str) -> None:
    with backup.open("rb") as whole:
        if hashlib.file_digest(whole, "sha256").hexdigest() != sha256.lower():
            raise BadBackup("这份备份不是那一份：它的 SHA-256 与 --sha256 给的不符")


@contextmanager
def _nobody_at_work(settings: Settings, real: datetime) -> Iterator[None]:
    """A house that runs would go on with the store of before. Raises NotRestored."""
    words = "服务还开着，没有恢复：请先停下所有进程"
    lock = private.house_lock(settings.var)
    if lock is None:
        raise NotRestored(words)
    with lock:
        if store.is_there() and "heartbeat" in database.get_tables():
            alive = [beat.name for beat in meter.instances(real) if real - beat.at < SILENCE]
            if alive:
                raise NotRestored(f"{words}（{'、'.join(alive)}）；刚断电的，等 {SILENCE.seconds} 秒再试")
        yield


def _looked_at(file: Path) -> tuple[list[str], Issued]:
    """What is torn in the store that the backup holds, and what it had given out. Signs of life in it are nobody's any
    more."""
    database.close()
    store.open_store(f"sqlite:///{file}")
    try:
        Heartbeat.delete().execute()
        found, kept = list(checks.faults()), issued.here()
    finally:
        database.close()
    more = [f"……还有 {len(found) - SHOWN} 处"] if len(found) > SHOWN else []
    return [*found[:SHOWN], *more], kept


def _gone_on(file: Path, first: Mapping[str, int], lost: Issued, said: Said) -> None:
    """Makes the store that the backup holds go on above whatever was given out since, and say that nobody there knows
    what has happened."""
    issued.go_on(file, first)
    store.open_store(f"sqlite:///{file}")
    try:
        store.write(partial(_tell, lost, said))
    finally:
        database.close()


def _tell(lost: Issued, said: Said) -> None:
    now = plant_time.plant_at(said.real)
    issued.number_above(lost, now)
    open_then = Permit.select().where(Permit.state.in_(AT_WORK)).order_by(Permit.id)
    numbers = [f"{each.number} {permits.stands(each)[0]}" for each in open_then]
    restored.tell(plant_time.plant_at(said.made_at), numbers, now, said.administrator)


def _put_aside(settings: Settings, target: Path | None, real: datetime) -> Path:
    stamp = f"{real:%Y%m%d-%H%M%S}"
    if target is None:
        aside = settings.var / "backups" / f"before-restore-{stamp}.zip"
        aside.parent.mkdir(parents=True, exist_ok=True)
        package.write(aside, real)
        return aside
    # All of it is in the one file once nobody has it open.
    database.connect(reuse_if_open=True)
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    aside = target.with_name(f"{target.name}.before-restore-{stamp}")
    os.link(target, aside)
    return aside


def _replace(file: Path, target: Path) -> None:
    database.close()
    wal = target.with_name(f"{target.name}-wal")
    if wal.exists() and wal.stat().st_size:
        raise NotRestored(f"{target} 还有人开着，没有恢复：请先停下所有进程")
    for left in (wal, target.with_name(f"{target.name}-shm")):
        left.unlink(missing_ok=True)
    with file.open("rb") as whole:
        os.fsync(whole.fileno())
    file.replace(target)
