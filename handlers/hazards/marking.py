"""Where in the photo the hazard is: one drag of a finger, by whoever reported it, mends it, sorts it or looks at it.
Nobody has to; without it the comparison of the photos can only say whether they show the same place."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.hazards import life
from handlers.hazards.kinds import FIX
from models.ask import MOVABLE, Ask
from models.hazard import Hazard
from models.hazard_photo import Photo
from models.hazard_report import Marked
from rules.hazards.life import OVER
from rules.hazards.marked import EDGES, Region, region
from rules.plant import Person

OVER_NOW = Answer("这条现在不用再框。点卡片看现在怎样。", "info")
NO_REGION = Answer("框得太小，没有记。手指从一角拖到另一角，再框一次。", "stop")
NO_PHOTO = Answer("这张照片不在这条隐患里，没有记。请重新打开这一页再框。", "stop")
OTHERS = Answer("已经有人框过，责任人不能改。觉得框得不对，请验的人改。", "caution")


def mark(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """The page: `{of, region: {left, top, width, height}}`, of a photo of the report. The owner may mark only what
    nobody else has, because he is the one whose work is looked at."""
    if ask.state not in MOVABLE or hazard.state in OVER:
        return OVER_NOW
    found = region(action.data.get("region"))
    photo = next((each for each in hazard.report.photos if each.sha256 == action.data.get("of")), None)
    if found is None or photo is None:
        return NO_REGION if found is None else NO_PHOTO
    if not may_mark(hazard, ask.kind, person.id):
        return OTHERS
    marked = marked_by(found, photo, person, now)
    life.note(hazard, hazard.work.but(marked=marked))
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    life.tell_trail(hazard, "hazard.marked", now, actor=actor, data={"ask": ask.id, **told(marked)}, shown=shown)
    life.show(hazard, now)
    return Answer("框好了。对比照片时先看框里。", "done")


def may_mark(hazard: Hazard, kind: str, person: str) -> bool:
    marked = hazard.work.marked
    return kind != FIX or marked is None or marked.by == person


def marked_by(found: Region, photo: Photo | str, person: Person, now: datetime) -> Marked:
    """photo: as the house has it, or the hash of one that follows."""
    of = photo if isinstance(photo, str) else photo.sha256
    return Marked(photo=of, by=person.id, at=now, **vars(found))


def told(marked: Marked) -> dict[str, object]:
    """As the trail keeps it: thousandths, of which photo."""
    edges = {edge: getattr(marked, edge) for edge in EDGES}
    return {"marked": {"photo": marked.photo, **edges}}
