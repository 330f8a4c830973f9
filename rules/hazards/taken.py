"""When and where a photo was taken, by what phone and picture say of it, against when and where the hazard is.

Nothing said is no doubt: choosers of pictures and chats take it off. What contradicts is one, and then a person looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from rules.geo import apart_m, distance_m, wgs84_to_gcj02
from rules.given import moment, point
from rules.hazards.seen import Finding, Reason, Verdict
from rules.plant import Area, Point

# Clocks of phones are wrong by so much; a fix among steel, or one that was old already, by so much.
CLOCKS = timedelta(minutes=5)
FAR_M = 300.0
Said = Mapping[str, object]


@dataclass(frozen=True)
class Known:
    """since: the hazard was found then, or was last seen as not mended; handed_in: the photo came; both plant time.
    here: where the photo before says that it was taken, None where it says nothing; area: where the hazard is; crs: of
    the area; plant_at: plant time at a real moment, of which cameras alone know; zone: of a camera that names none."""

    since: datetime
    handed_in: datetime
    here: Point | None
    area: Area | None
    crs: str
    plant_at: Callable[[datetime], datetime]
    zone: tzinfo


def doubted(found: Finding, photo: Mapping[str, object], known: Known) -> Finding:
    """The finding with what the photo's own word contradicts; a change that is doubted is for a person. photo: as the
    trail names it (`handlers.pictures`)."""
    doubts = tuple(dict.fromkeys(doubt for said in _said(photo) for doubt in _doubts(said, known)))
    verdict = Verdict.UNSURE if doubts and found.verdict is Verdict.CHANGED else found.verdict
    return replace(found, verdict=verdict, reasons=(*found.reasons, *doubts))


def place(photo: Mapping[str, object]) -> Point | None:
    """Where a photo says that it was taken (WGS-84), longitude first."""
    return next((where for said in _said(photo) if (where := point(said))), None)


def _said(photo: Mapping[str, object]) -> Iterator[Said]:
    """By the phone's word and by the picture's own."""
    for name in ("told", "read"):
        said = photo.get(name)
        if isinstance(said, Mapping):
            yield said


def _doubts(said: Said, known: Known) -> Iterator[Reason]:
    taken = _moment(said, known)
    if taken and taken + CLOCKS < known.since:
        yield Reason.TAKEN_EARLY
    if taken and taken - CLOCKS > known.handed_in:
        yield Reason.TAKEN_LATER
    where = point(said)
    if where and _far(where, known):
        yield Reason.TAKEN_ELSEWHERE


def _moment(said: Said, known: Known) -> datetime | None:
    try:
        taken = moment(said["taken_at"])
        return known.plant_at(taken if taken.tzinfo else taken.replace(tzinfo=known.zone))
    except (KeyError, ValueError, OverflowError):
        return None


def _far(where: Point, known: Known) -> bool:
    if known.here:
        return apart_m(where, known.here) > FAR_M
    if known.area is None:
        return False
    there = wgs84_to_gcj02(where) if known.crs == "GCJ-02" else where
    return distance_m(there, known.area) > FAR_M
