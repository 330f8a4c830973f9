"""The page on which the finder brings the pictures that are still in his phone, or, after a day, he or his leader says
that they are gone."""

from __future__ import annotations

from handlers.hazards import awaiting
from handlers.hazards.kinds import PHOTOS
from models import hazard as hazards
from models.ask import MOVABLE
from rules.phrases import moment_words
from web.h5.hazards.seen import found, opened, over
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor


def gone(who: Visitor, wanted: Target) -> str:
    """Raises Refused when nobody waits for them any more."""
    ask, hazard = opened(who, wanted, PHOTOS)
    if ask.state not in MOVABLE or not hazard.report.awaited:
        raise over(ask, hazard, who, "照片都到了，或者这条不用办了。")
    mine, may = who.person.id == hazard.finder, awaiting.may_be_gone_at(hazard)
    todo = "有信号时开着这一页，手机里的照片会自己传。" if mine else "请他在有信号的地方打开「报隐患」，照片会自己传。"
    head = Section((Line(hazards.awaited(hazard)), Line(todo), *(Line(words) for words in ask.why)))
    pledge = "照片真的没了，我说的是实情。" if who.now >= may else ""
    sheet = Sheet(f"照片没到：{hazards.title(hazard)}", head, (found(hazard, who),), pledge)
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/hazards/gone.html",
        person=who.person.id,
        may=who.now >= may,
        may_at=moment_words(may.astimezone(who.plant.zone)),
    )
