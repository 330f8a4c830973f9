"""The page on which the safety office says what a report is, where it is and how bad, or that it is no hazard."""

from __future__ import annotations

from handlers.hazards.kinds import SORT
from models import hazard as hazards
from models.ask import MOVABLE
from web.h5.hazards.seen import found, opened, over, shots
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor


def sort(who: Visitor, wanted: Target) -> str:
    """The report, with what its words make likely chosen already. Raises Refused when somebody has sorted it."""
    ask, hazard = opened(who, wanted, SORT)
    if ask.state not in MOVABLE or hazard.state != "triage":
        raise over(ask, hazard, who, "这条已经有人定了。")
    head = Section(tuple(Line(words) for words in ask.why))
    sheet = Sheet(
        "隐患定级" if hazard.report.hinted else "分派隐患",
        head,
        (found(hazard, who),),
        "我定的类别、地点和级别，按这个派人、算期限。",
    )
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/hazards/sort.html",
        hazard=hazard,
        stopped=bool(hazard.work.major.stopped and hazard.work.major.stopped.stopped),
        shots=shots(hazard.report.photos, hazard.work.marked),
        areas=[(area.id, area.name) for area in who.plant.areas],
        categories=[(each.id, each.name) for each in hazards.rules_of(hazard).categories],
    )
