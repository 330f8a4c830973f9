"""What the comparison of the photos before and after has seen, kept beside the mending for whoever looks at it.

It moves nothing: it closes no hazard and returns none. The comparison itself is a worker's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.hazards import life
from models import blob
from models import hazard as hazards
from models.book import book_of
from models.hazard import Hazard
from models.hazard_report import Seen
from rules.hazards.life import TO_BE_LOOKED_AT
from rules.hazards.seen import Finding


@dataclass(frozen=True)
class Pair:
    """The first photo of the report, and the first of the mending of this round, by their hashes."""

    subject: int
    round: int
    before: str
    after: str


def due(limit: int) -> list[Pair]:
    """Pairs that nobody has compared yet, the oldest first, at most so many."""
    rows = Hazard.select().where(Hazard.state.in_(TO_BE_LOOKED_AT)).order_by(Hazard.id)
    return [pair for row in rows if (pair := _pair(row))][:limit]


def keep(pair: Pair, found: Finding, now: datetime) -> bool:
    """Keeps what was seen; False when the hazard has moved on meanwhile."""
    hazard = hazards.locked(pair.subject)
    if _pair(hazard) != pair:
        return False
    picture = blob.keep(found.picture, "image/jpeg", now) if found.picture else None
    seen = Seen(
        verdict=found.verdict.value,
        reasons=tuple(each.value for each in found.reasons),
        version=found.version,
        words=found.words,
        picture=str(picture["sha256"]) if picture else "",
    )
    *before, last = hazard.work.mended
    life.note(hazard, hazard.work.but(mended=(*before, last.but(seen=seen))))
    numbers = {name: f"{value:.4f}" for name, value in found.numbers.items()}
    data = {"round": pair.round, **seen.kept, "numbers": numbers, "photos": [picture] if picture else []}
    life.tell_trail(hazard, "hazard.compared", now, data=data)
    life.show(hazard, now)
    return True


def _pair(hazard: Hazard) -> Pair | None:
    mended, before = hazard.work.mended, hazard.report.photos
    category = book_of(hazard.rules).config.hazards.of(hazard.category)
    if not mended or mended[-1].seen or not before or not mended[-1].photos or not (category and category.photo_check):
        return None
    return Pair(hazard.subject_id, hazard.round, before[0].sha256, mended[-1].photos[0].sha256)
