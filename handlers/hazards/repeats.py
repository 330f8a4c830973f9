"""A hazard like one that was closed lately has come again: it is linked, looked at twice, and its owner says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from handlers.hazards import life
from models.hazard import Hazard, grade
from models.stored import NONE
from rules.geo import wgs84_to_gcj02
from rules.given import point
from rules.hazards import causes
from rules.hazards.likeness import REPEATS_WITHIN, Report, repeated
from rules.prints import Print

# Of more that may be alike, the newest are compared: a report must be answered at once.
MOST_COMPARED = 300
COMPARED = (
    Hazard.id,
    Hazard.number,
    Hazard.found_at,
    Hazard.area,
    Hazard.category,
    Hazard.grade,
    Hazard.report,
    Hazard.closed_at,
)


def link(hazard: Hazard, now: datetime) -> None:
    """Links it to the closed one that it is like, once its category is known; who linked it before stays."""
    if hazard.work.repeats:
        return
    again = repeated(seen(hazard), [seen(each) for each in _closed(hazard, now)])
    if again:
        life.note(hazard, hazard.work.but(repeats=again.number))
        life.tell_trail(hazard, "hazard.repeats", now, data={"of": again.number, "why": "、".join(again.reasons)})


def question(hazard: Hazard) -> str:
    """What its owner is asked about the cause; empty where he is not."""
    return causes.asked(hazard.work.repeats, hazard.round)


def seen(hazard: Hazard, prints: Mapping[str, Print] = NONE) -> Report:
    """The hazard as it is compared. prints: the known fingerprints of photos, by their hashes."""
    position = hazard.report.position
    where = point(position) if position else None
    if where and position.get("crs") == "WGS-84":
        where = wgs84_to_gcj02(where)
    photos = photos_of(hazard)
    return Report(
        number=hazard.number,
        found_at=hazard.found_at,
        area=hazard.area,
        category=hazard.category,
        grade=grade(hazard),
        words=hazard.report.words,
        code=hazard.report.machine,
        point=where,
        pictures=frozenset(photos),
        prints=tuple(prints[each] for each in photos if each in prints),
        closed_at=hazard.closed_at,
    )


def photos_of(hazard: Hazard) -> list[str]:
    return [each.sha256 for each in hazard.report.photos]


def others(hazard: Hazard, *conditions: Any) -> Iterable[Hazard]:
    """Other hazards for which these conditions hold, the newest first, with only what is compared: what was done about
    them is long."""
    found = Hazard.select(*COMPARED).where(Hazard.id != hazard.id, *conditions)
    return found.order_by(Hazard.id.desc()).limit(MOST_COMPARED)


def _closed(hazard: Hazard, now: datetime) -> Iterable[Hazard]:
    return others(hazard, Hazard.category == hazard.category, Hazard.closed_at >= now - REPEATS_WITHIN)
