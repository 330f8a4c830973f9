"""Making a store ready to run: tables, the plant's data, and in the demo the plant's clock."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from config.settings import Settings
from handlers.plant import load
from models import plant_time, rulebook, store


def prepare_store(settings: Settings, start: datetime | None = None) -> list[str]:
    """Migrates, loads the plant's data if it changed; returns what was done. Raises handlers.plant.Faulty.

    start: plant time from which a first load holds, if not now.
    """
    done = [f"更新数据表 {name}" for name in store.migrate()]
    now = start or plant_time.now()
    mark = settings.var / "plant.sha256"
    digest = folder_digest(settings.plant)
    known = mark.read_text("utf-8") if mark.exists() else ""
    if digest != known or rulebook.current(now) is None:
        loaded = load(settings.plant, now)
        done.append(f"载入工厂数据，规则第 {loaded.version} 版")
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(digest, "utf-8")
    return done


def start_demo_clock(plant_now: datetime) -> bool:
    """Sets plant time to the demo's morning, once a store; says whether it did."""
    if plant_time.PlantClock.get_or_none(plant_time.PlantClock.id == 1) is not None:
        return False
    store.write(lambda: plant_time.set_clock(plant_now, 1.0, plant_time.real_now()))
    return True


def folder_digest(folder: Path) -> str:
    """A hash over the folder's YAML files, so that unchanged data is not read again."""
    whole = hashlib.sha256()
    for file in sorted(folder.glob("*.yaml")):
        whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()
