"""The page on which somebody says whether the use of what a sensor told about is stopped, or why it may go on."""

from __future__ import annotations

from handlers.hazards import untold
from handlers.hazards.kinds import USE
from models import hazard as hazards
from models.ask import MOVABLE
from models.book import name_of
from models.sensor import second_now
from web.h5.hazards.seen import found, opened, over
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor


def use(who: Visitor, wanted: Target) -> str:
    """Raises Refused once somebody has decided it."""
    ask, hazard = opened(who, wanted, USE)
    if ask.state not in MOVABLE:
        raise over(ask, hazard, who, "停不停用已经有人定了。")
    head = Section(tuple(Line(words) for words in ask.why))
    sheet = Sheet(f"停不停用：{hazards.title(hazard)}", head, (found(hazard, who),), "我看过情况，按这个定。")
    left, stands = hazard.work.major.left, [row.sensor for row in second_now(hazard.number, who.now)]
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/hazards/use.html",
        left=len(left.to) if left else 0,
        missing="、".join(name_of(who.plant, each) for each in untold.missing(hazard)),
        stands="、".join(stands),
        sensed=hazard.report.danger,
    )
