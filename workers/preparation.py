"""Making a store ready to run: tables, the plant's data, and in the demo the plant's clock."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from config.building import build
from config.references import select
from config.settings import Settings
from config.source import read
from handlers import not_taken
from handlers.plant import Faulty, day_of, fitting, load, notes
from models import ledger, plant_time, rulebook, store
from models.ask import Ask
from models.book import book
from rules.shifts import next_day_shift
from workers import afresh
from workers.backups import upgrading

PLATFORMS = "ANHAO_WECOM_* 或 ANHAO_DINGTALK_*"
OTHER_STORE = "另设 ANHAO_VAR（或 ANHAO_DATABASE_URL）"


class WrongStore(Exception):
    """The store belongs to the demo and real work is to be started, or the reverse, or it holds another plant; the text
    says what to do."""


def prepare_store(settings: Settings, start: datetime | None = None) -> list[str]:
    """Migrates, sets a demo's time, loads the plant's data if it changed; returns what was done. Data with faults
    is not taken: the store's rules hold on, and the faults are among what is returned. Raises WrongStore, and
    handlers.plant.Faulty when the store has no rules yet.

    start: the plant time that the demo gets, also one that ran before; if not given, a new one gets its morning.
    """
    done = [*_copied(settings), *(f"更新数据表 {name}" for name in store.migrate())]
    _check_use(settings)
    if settings.demo and (start or not plant_time.is_set()):
        _check_plant(settings, plant_time.now())
        done.append(_start_demo_clock(settings, start or _morning(settings)))
    now = plant_time.now()
    mark = settings.var / "plant.sha256"
    digest = folder_digest(settings.plant)
    known = mark.read_text("utf-8") if mark.exists() else ""
    if digest != known or rulebook.current(now) is None:
        _check_plant(settings, now)
        try:
            loaded = load(settings.plant, now)
        except Faulty as faulty:
            return [*done, *_went_on(settings, faulty, now)]
        done += [f"载入工厂数据，规则第 {loaded.version} 版", *loaded.advice, *notes(book(now).config, day_of(now))]
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(digest, "utf-8")
    not_taken.over(settings.var)
    return [*done, *_unknown_administrator(settings, now)]


def _unknown_administrator(settings: Settings, now: datetime) -> list[str]:
    """People come and go, so this is no reason not to start; the safety office is asked instead."""
    if not settings.administrator or book(now).plant.knows(settings.administrator):
        return []
    return [f"！ANHAO_ADMINISTRATOR 写的 {settings.administrator} 名单里没有：出了毛病先找安全部门。请改成名单里的编号"]


def _copied(settings: Settings) -> list[str]:
    """Before an upgrade, which goes one way only, the store is kept."""
    try:
        kept = upgrading.keep_copy(settings, plant_time.real_now())
    except upgrading.NoCopy as error:
        raise WrongStore(str(error)) from error
    return [f"升级前的存储留了一份：{kept}"] if kept else []


def _went_on(settings: Settings, faulty: Faulty, now: datetime) -> list[str]:
    """Open permits can't wait for a file to be mended. Raises the Faulty when there are no rules to go on with."""
    version = rulebook.current(now)
    if version is None:
        raise faulty
    faults = [str(fault) for fault in faulty.faults]
    not_taken.keep(settings.var, faults)
    count, end = len(faults), f"先用库里原来的规则第 {version.id} 版开起来：请改好，再 load-plant"
    return [f"！工厂数据有 {count} 处问题，没有载入：", *(f"！  {fault}" for fault in faults), f"！{end}"]


def _check_use(settings: Settings) -> None:
    """A demo moves plant time and sends to invented phones, which would ruin real work in the same store."""
    if not settings.demo and plant_time.is_set():
        raise WrongStore(f"{_where(settings)}演示用过，里面是演示的时间和票：真用请{OTHER_STORE}")
    if settings.demo and not plant_time.is_set() and Ask.select().exists():
        raise WrongStore(f"{_where(settings)}真的在用，演示不能动它：请接上平台（{PLATFORMS}），或给演示{OTHER_STORE}")


def _check_plant(settings: Settings, now: datetime) -> None:
    """A store holds one plant: what another one's people are asked would be lost."""
    if rulebook.current(now) is None:
        return
    held = book(now).plant.company
    for _, given in select(read(settings.plant / "plant.yaml").data, "company"):
        if isinstance(given, dict) and given.get("id") not in (None, held.id):
            words = (
                f"{_where(settings)}装的是{held.name}，要开的是{given.get('name')}：一个库只装一个厂，请{OTHER_STORE}"
            )
            raise WrongStore(words)


def _where(settings: Settings) -> str:
    return "ANHAO_DATABASE_URL 的数据库" if settings.database_url else f"{settings.var} 里的数据库"


def _start_demo_clock(settings: Settings, now: datetime) -> str:
    """Before anything is written in the demo's store, because nothing is ever dated earlier than what is there."""
    store.write(lambda: plant_time.set_clock(now, 1.0, plant_time.real_now()))
    # Chats of another store would be about asks that this one does not know.
    afresh.chats(settings).unlink(missing_ok=True)
    return f"厂内时间从 {now:%Y-%m-%d %H:%M} 开始走"


def _morning(settings: Settings) -> datetime:
    """When a new demo begins: at the plant's own moment for it, else with the next day shift; after what is in a store
    into which somebody has loaded the plant by hand."""
    real, written = plant_time.real_now(), ledger.newest()
    loaded = rulebook.current(real) is not None
    config = book(real).config if loaded else build(fitting(settings.plant, real))
    own = config.plant.demo_anchor
    if own is not None and (written is None or written <= own):
        return own
    return next_day_shift(config.plant, config.rules, written or real)


def folder_digest(folder: Path) -> str:
    """A hash over the folder's YAML files, so that unchanged data is not read again."""
    whole = hashlib.sha256()
    for file in sorted(folder.glob("*.yaml")):
        whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()
