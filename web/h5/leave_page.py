"""The page behind 「我不在」: until which day, and who stands in."""

from __future__ import annotations

from datetime import timedelta

from handlers import absence
from models.ask import MOVABLE, Ask
from models.kinds import together
from web.h5 import offer
from web.h5.offer import Given, Offer
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused


def leave(who: Visitor, wanted: Target) -> str:
    """The last day, and those whom the chain and a valid authorisation allow; raises Refused when the leave is reported
    already."""
    ask = own_ask(who, wanted, absence.KIND)
    if ask.state not in MOVABLE:
        raise Refused("这张已经登记过了，或者不用了。", "要改，请重新发「我不在」。", 200)
    today = who.plant.day(who.now)
    offered = offer.every(stand_ins(who), who)
    way = together(())
    handed_on = Line(f"登记好，等你{way.verb}的{way.noun}马上找人替")
    head = Section((Line("从现在起不在，到选的那天为止（含当天）"), handed_on))
    sheet = Sheet("登记：我不在", head, (), "我登记不在，回来就发「我回来了」。")
    last = today + timedelta(days=absence.MAX_DAYS)
    return show(who, wanted, ask, sheet, "h5/leave.html", offered=offered, today=today, last=last)


def stand_ins(who: Visitor) -> Offer:
    """Who may stand in for the visitor from today."""
    found = absence.choices(who.person, who.now, who.plant.day(who.now))
    papers = {each.person: f"授权书 {each.authorization}" for each in found}
    return Offer([who.plant.person(each) for each in papers], papers=papers)


def of_leave(role: str, ask: Ask, who: Visitor, given: Given) -> Offer:
    return stand_ins(who)
