"""What a search for hazards looks for, as people say it."""

from __future__ import annotations

from collections.abc import Iterator

from models.book import Book, name_of
from models.hazard_search import GRADED, STATES, Sought
from models.rulebook import last_named


def told(sought: Sought, rules: Book) -> str:
    """没销号的 · 电气隐患 · 超期的; 全部 where nothing narrows it."""
    return " · ".join(_parts(sought, rules)) or "全部"


def _parts(sought: Sought, rules: Book) -> Iterator[str]:
    if sought.since or sought.until:
        days = (f"{day:%Y-%m-%d}" if day else "" for day in (sought.since, sought.until))
        yield "{} 至 {} 上报".format(*days).strip()
    if sought.state:
        yield STATES[sought.state]
    if sought.area:
        yield last_named("areas", sought.area) or sought.area
    if sought.category:
        yield last_named("categories", sought.category) or sought.category
    if sought.grade:
        yield GRADED[sought.grade]
    if sought.owner:
        yield f"{name_of(rules.plant, sought.owner)}整改"
    if sought.late:
        yield "超期的"
    if sought.words:
        yield f"有「{sought.words}」"
