"""What a finder mended on the spot (即查即改), as his report tells it: what he did, with pictures of after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.channel import Action
from handlers import asks
from handlers.hazards import life
from handlers.hazards.photos import Brought, brought
from handlers.hazards.presence import Where
from models.hazard import Hazard
from models.hazard_report import Fixed, Rectification, Report
from rules.plant import Person

MOST_WORDS = 300
DONE = "当场改好了"
BOTH = "当场改好的，改之前、改好后各拍一张照片。改之前没拍，就不要选「我当场改好了」，照常发。"
SAME = "前后是同一张照片，改好以后再拍一张。"


@dataclass(frozen=True)
class Done:
    """awaited: pictures of after that are still in the phone, by their hashes."""

    note: str
    sent: Brought
    awaited: tuple[str, ...]

    @property
    def seen(self) -> bool:
        """Whether there is a picture of after."""
        return bool(self.sent.photos or self.awaited)

    def kept(self, where: Where) -> Fixed:
        return Fixed(note=self.note, photos=self.sent.photos, awaited=self.awaited, presence=where.words)


def done(action: Action, awaited: tuple[str, ...], person: Person) -> Done | None:
    """`{fixed, after, after_awaited, did}`; None where he did not mend it. Raises BadPhoto."""
    if action.data.get("fixed") is not True:
        return None
    later = action.data.get("after_awaited")
    named = tuple(each for each in awaited if isinstance(later, list) and each in later)
    note = str(action.data.get("did") or "").strip()[:MOST_WORDS]
    return Done(note or DONE, brought(action, person, "after"), named)


def tell(hazard: Hazard, what: Done, where: Where, person: Person, now: datetime, shown: str | None) -> None:
    """The trail has it as the finder's own word, whatever becomes of the report."""
    data = {"note": what.note, "photos": what.sent.told, "awaited": list(what.awaited), **where.told}
    life.tell_trail(hazard, "hazard.fixed", now, actor=asks.unasked(person), data=data, shown=shown)


def with_came(report: Report, work: Rectification, came: Brought) -> tuple[Report, Rectification, Brought]:
    """Pictures that came later, those of after in their place; and those that are of before."""
    fixed = report.fixed
    if fixed is None:
        return report, work, came
    after = came.only(fixed.awaited)
    here = {each.came_as for each in after.photos}
    photos = (*fixed.photos, *after.photos)
    left = tuple(each for each in fixed.awaited if each not in here)
    if work.mended and work.mended[0].photos == fixed.photos:
        first, *more = work.mended
        work = work.but(mended=(first.but(photos=photos), *more))
    before = came.only([each.came_as for each in came.photos if each.came_as not in here])
    return report.but(fixed=fixed.but(photos=photos, awaited=left)), work, before
