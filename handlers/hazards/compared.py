"""How the comparison of a hazard's photos stands, as it is shown to whoever looks."""

from __future__ import annotations

from models import hazard as hazards
from models.hazard import Hazard
from models.hazard_report import Marked
from rules.hazards.life import TO_BE_LOOKED_AT
from rules.hazards.marked import EDGES

UNDER_WAY = "comparing"


def comparable(hazard: Hazard) -> bool:
    """Whether there is a photo before and one after, of something that shows in photos."""
    mended = hazard.work.mended
    category = hazards.category(hazard)
    shows = category is not None and category.photo_check
    return shows and bool(hazard.report.photos and mended and mended[-1].photos)


def under_way(hazard: Hazard) -> bool:
    """Whether it is being made: for the first time, or since somebody marked another region; of what was closed only
    the first time."""
    if not comparable(hazard):
        return False
    seen = hazard.work.mended[-1].seen
    newer = seen is not None and seen.marked != hazard.work.marked
    return seen is None or (newer and hazard.state in TO_BE_LOOKED_AT)


def verdict(hazard: Hazard) -> str:
    """What it says now and of which region, so that an act can name what was shown; UNDER_WAY while it is made, empty
    where there is nothing to compare."""
    if not comparable(hazard):
        return ""
    seen = hazard.work.mended[-1].seen
    if seen is None or under_way(hazard):
        return UNDER_WAY
    return "/".join((seen.verdict, *_region(seen.marked)))


def _region(marked: Marked | None) -> tuple[str, ...]:
    return tuple(str(getattr(marked, edge)) for edge in EDGES) if marked else ()
