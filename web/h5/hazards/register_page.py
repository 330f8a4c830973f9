"""The page on which the safety office says when the authority and the assembly of the staff were told."""

from __future__ import annotations

from handlers.hazards.kinds import REGISTER
from models import hazard as hazards
from models.ask import MOVABLE
from web.h5.hazards.planned import told
from web.h5.hazards.seen import found, opened, over
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor


def register(who: Visitor, wanted: Target) -> str:
    """Raises Refused once both are there."""
    ask, hazard = opened(who, wanted, REGISTER)
    if ask.state not in MOVABLE:
        raise over(ask, hazard, who, "已经登记好了。")
    head = Section(tuple(Line(words) for words in ask.why))
    sheet = Sheet(
        f"登记上报：{hazards.title(hazard)}", head, (found(hazard, who), told(hazard, who)), "我报过了，回执在手上。"
    )
    latest = f"{who.now.astimezone(who.plant.zone):%Y-%m-%dT%H:%M}"
    return show(who, wanted, ask, sheet, "h5/hazards/register.html", major=hazard.work.major, latest=latest)
