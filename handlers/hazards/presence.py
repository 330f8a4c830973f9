"""Where somebody was who mended a hazard or looked at it: by his phone's own word, or by the code posted there. It is
shown to whoever checks and in print; it never keeps anybody from acting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers import site_codes, whereabouts
from models.book import book
from rules import presence


@dataclass(frozen=True)
class Where:
    """words: for people, empty where the plant asks for no position; told: as the trail keeps it."""

    words: str
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def noted(self) -> str:
        """Whoever acts from elsewhere knows that it will be read."""
        return "" if presence.seen(self.words) else f"记录上会写：{self.words}。"


def at(area_id: str, data: Mapping[str, Any], now: datetime) -> Where:
    """Where the act with this data was done, of the area; data: `position`, and `site` where a code was scanned."""
    rules = book(now)
    wanted = rules.config.rules.defaults.presence
    area = next((each for each in rules.plant.areas if each.id == area_id), None)
    if area is None or not wanted.required:
        return Where("")
    position = whereabouts.kept(data.get("position"))
    number = str(data.get("site") or "")
    machines = {each.id for each in rules.plant.machines if each.area == area.id}
    scanned = site_codes.scan(number, area.id, area.name, machines) if number and wanted.by_code else None
    if scanned and scanned.ok:
        words = f"扫了{scanned.words}"
        return Where(words, {"presence": words, "position": position, "code": scanned.number})
    fix = whereabouts.fix(data.get("position"), now)
    words = presence.told(presence.check(fix, area, rules.plant, wanted, now))
    return Where(words, {"presence": words, "position": position})
