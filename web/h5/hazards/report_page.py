"""The page on which anybody reports a hazard: a picture or a sentence, the place found by the phone, one button."""

from __future__ import annotations

from handlers.hazards import photos, reporting
from handlers.hazards.kinds import REPORT
from models.ask import MOVABLE
from models.hazard_asks import Wish
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor, rulebook
from web.refused import Refused


def report(who: Visitor, wanted: Target) -> str:
    """An empty form, with the pictures that came from the chat. Raises Refused when it was sent already."""
    ask = own_ask(who, wanted, REPORT)
    if ask.state not in MOVABLE:
        raise Refused("这一份已经报过了，或者不用了。", f"要再报一处，请重新发「{reporting.WORD}」。", 200)
    rules, wish = rulebook(who.now), Wish.of(ask)
    sheet = Sheet(
        "报隐患", Section((Line("拍一张，或写一句，有一样就能发"),)), (), "看到什么就报什么，报错了也没关系。"
    )
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/hazards/report.html",
        areas=[(area.id, area.name) for area in rules.plant.areas],
        categories=[(each.id, each.name) for each in rules.config.hazards.categories],
        words=wish.words,
        uploads=list(wish.uploads),
        most=photos.MOST,
        most_words=reporting.MOST_WORDS,
    )
