"""What the comparison of the photos before and after has seen, kept beside the mending for whoever looks at it.

It closes no hazard. It gives one back by itself only where the plant switches that on (`return_copies`), and once. The
comparison itself is a worker's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.hazards import checking, compared, life
from models import blob, photo_print, plant_time
from models import hazard as hazards
from models.book import book_of
from models.hazard import Hazard
from models.hazard_report import Marked, Seen
from rules.hazards import taken
from rules.hazards.life import TO_BE_LOOKED_AT
from rules.hazards.seen import Box, Finding, Verdict
from rules.prints import MOST_HINTS, Print, hints

# So long after it was closed it is still compared.
LATE = timedelta(days=1)
# What goes back by itself, where the plant switches that on.
GIVEN_BACK = (Verdict.COPY, Verdict.UNCHANGED)


@dataclass(frozen=True)
class Pair:
    """The photo of the report that has the marked region, else its first, and those of the mending of this round, by
    their hashes."""

    subject: int
    round: int
    before: str
    after: tuple[str, ...]
    at: datetime
    marked: Marked | None = None

    @property
    def box(self) -> Box | None:
        return self.marked.region.box if self.marked else None


def due(limit: int, now: datetime) -> list[Pair]:
    """Pairs that were not compared yet, or not since somebody marked another region, the oldest first, at most so
    many; also of what was closed, and perhaps archived, before its pair's turn came."""
    lately = Hazard.state.in_(("closed_out", "archived")) & (Hazard.closed_at >= now - LATE)
    rows = Hazard.select().where(Hazard.state.in_(TO_BE_LOOKED_AT) | lately).order_by(Hazard.id)
    return [pair for row in rows if (pair := _pair(row))][:limit]


def keep(pair: Pair, finding: Finding, now: datetime) -> bool:
    """Keeps what was seen, and what the photo after says of itself; False when the hazard has moved on meanwhile."""
    hazard = hazards.locked(pair.subject)
    if _pair(hazard) != pair:
        return False
    found = taken.doubted(finding, hazard.work.mended[-1].photos[finding.of].kept, _known(hazard, pair))
    picture = blob.keep(found.picture, "image/jpeg", now) if found.picture else None
    seen = Seen(
        verdict=found.verdict.value,
        reasons=tuple(each.value for each in found.reasons),
        version=found.version,
        words=found.words,
        picture=str(picture["sha256"]) if picture else "",
    )
    more = {name: value for name, value in (("marked", pair.marked), ("like", found.like)) if value}
    seen = seen.but(**more)
    *before, last = hazard.work.mended
    life.note(hazard, hazard.work.but(mended=(*before, last.but(seen=seen))))
    numbers = {name: f"{value:.4f}" for name, value in found.numbers.items()}
    data = {"round": pair.round, **seen.kept, "numbers": numbers, "photos": [picture] if picture else []}
    life.tell_trail(hazard, "hazard.compared", now, data=data)
    returns = _returns(hazard) and found.verdict in GIVEN_BACK
    if not (returns and checking.give_back(hazard, found.words, now)):
        checking.second_look(hazard, now)
        life.show(hazard, now)
    return True


def _returns(hazard: Hazard) -> bool:
    """Whether the plant wants copies to go back by themselves."""
    return hazards.rules_of(hazard).general.return_copies


def _known(hazard: Hazard, pair: Pair) -> taken.Known:
    plant = book_of(hazard.rules).plant
    area = next((each for each in plant.areas if each.id == hazard.area), None)
    before = next((each for each in hazard.report.photos if each.sha256 == pair.before), None)
    return taken.Known(
        since=max([hazard.found_at, *(each.at for each in hazard.work.checked if not each.ok)]),
        handed_in=pair.at,
        here=taken.place(before.kept) if before else None,
        area=area,
        crs=plant.crs,
        plant_at=plant_time.plant_at,
        zone=plant.zone,
    )


def _pair(hazard: Hazard) -> Pair | None:
    if not compared.under_way(hazard):
        return None
    marked = hazard.work.marked
    before = marked.photo if marked else hazard.report.photos[0].sha256
    last = hazard.work.mended[-1]
    return Pair(hazard.subject_id, hazard.round, before, tuple(each.sha256 for each in last.photos), last.at, marked)


def earlier(pair: Pair) -> tuple[str, ...]:
    """Photos of the whole plant, by their hashes, that were handed in before and are worth comparing with those
    after."""
    known = [(name, one) for name, one in photo_print.before(pair.at) if name != pair.before]
    mine = [Print(one.sha256, one.hash, one.mirror) for each in pair.after if (one := photo_print.found(each))]
    nearest = dict.fromkeys(name for each in mine for name in hints(each, known))
    return tuple(nearest)[:MOST_HINTS]
