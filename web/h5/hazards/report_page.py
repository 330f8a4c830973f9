"""The page on which anybody reports a hazard: a picture or a sentence, the place found by the phone, one button."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Json
from handlers.hazards import photos
from handlers.hazards.given import MOST_WORDS
from handlers.hazards.kinds import REPORT
from models import hazard as hazards
from models.ask import MOVABLE, Ask
from models.hazard_asks import Wish
from rules.plant import Machine
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor, rulebook

MOST_KNOWN = 5


def report(who: Visitor, wanted: Target) -> str:
    """An empty form, with the pictures that came from the chat while nobody has sent them. One card's page reports as
    often as its reader likes, and brings what his phone has kept, also when the card is an old one."""
    ask = own_ask(who, wanted, REPORT)
    rules, wish = rulebook(who.now), Wish.of(ask) if ask.state in MOVABLE else Wish()
    machine = who.plant.machine(wish.machine)
    head = Section((Line("拍一张，或写一句，有一样就能发"),))
    sections = (_about(machine, who),) if machine else ()
    sheet = Sheet("报隐患", head, sections, "看到什么就报什么，报错了也没关系。")
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/hazards/report.html",
        machine=machine,
        area=wish.area,
        areas=[(area.id, area.name) for area in rules.plant.areas],
        categories=[(each.id, each.name) for each in rules.config.hazards.categories],
        words=wish.words,
        uploads=list(wish.uploads),
        most=photos.MOST,
        person=who.person.id,
        most_words=MOST_WORDS,
    )


def stands(ask: Ask, data: Json, now: datetime) -> Json:
    """What the house has under the id of the report that the page has sent: its number, its words, and the pictures for
    which it waits. Nothing where it has none of this person's."""
    found = hazards.of_draft(str(data.get("draft", "")))
    if found is None or found.finder != ask.person:
        return {}
    return {"number": found.number, "words": found.report.words, "awaited": list(found.report.awaited)}


def _about(machine: Machine, who: Visitor) -> Section:
    """Which machine it is and where, and what of it is to be mended already."""
    known = [hazards.matter(each) for each in hazards.open_at(machine.area) if each.report.machine == machine.id]
    lines = (Line(f"{each.number} {each.about}，{each.word}", "已经报过：", "caution") for each in known[:MOST_KNOWN])
    return Section((Line(f"{machine.name}，{who.plant.area(machine.area).name}", "设备："), *lines))
